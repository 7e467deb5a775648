"""Whether a gazetteer name is meant as a place: a name that is also an ordinary word needs credit."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from geo.extraction.toponyms import role_before, role_of, touches
from geo.gazetteer.match import NameMatch
from geo.language.lexicon import Hit, Lexicon
from geo.language.tokens import TokenStream

# A name that is also an ordinary word needs credit for each Zipf unit by which it is commoner
# than its place is famous. Credits were calibrated on the development texts.
ROLE_CREDIT = 1.1
CLITIC_CREDIT = 0.4
HEAD_CREDIT = 4.0
LONG_NAME_CREDIT = 4.0
FOCUS_CREDIT = 1.5
LIST_CREDIT = 0.8
CAPITAL_CREDIT = 1.3
#: Seas, rivers and regions of the tables are named more often than their neighbours in the list of words.
FEATURE_CREDIT = 0.7
DIVISIONS = frozenset({"admin1", "admin2"})
#: Credit per unit of fame above the level of a small town.
FAME_CREDIT, FAME_LEVEL = 2.5, 0.55
#: A word of the stop list needs this much, a word with a meaning of its own this much.
EVERYDAY_NEED, FUNCTION_NEED = 1.4, 3.5
#: A one-word Arabic spelling that is no first name of its place is often another word.
ALIAS_NEED = 1.0
#: Marks that a name alone in them is a ship, a medium or a group.
QUOTES = frozenset('«»"“”„')
#: Classes of the lexicon whose single words are no names unless a head word says so.
NOT_NAMES = frozenset({
    "direction", "anaphor", "admin_head", "name_head", "facility_head", "feature_head", "relation", "function_word",
    "determiner", "preposition", "conjunction", "sport_word", "direction_intensifier", "admin_tail", "distance_unit",
    "territory", "modality", "weekday", "month", "everyday",
})  # fmt: skip
_DIRECTION = frozenset({"direction"})


class Weighed(msgspec.Struct, frozen=True, gc=False):
    """A gazetteer name with what the words in and around it say of it.

    Attributes
    ----------
    need, credit
        It is a place if `credit`, with what the rest of the article adds, reaches `need`.
    capital
        Its capital adds to the credit.
    role
        Role that a preposition or clitic in front gives it, "" if bare.
    admin, tail
        The administrative head before and after it.
    """

    match: NameMatch
    need: float
    credit: float
    capital: bool
    role: str
    admin: Hit | None
    tail: Hit | None


def is_place(weighed: Weighed, focus: frozenset[str], *, listed: bool) -> bool:
    """Tell whether a gazetteer name is meant as a place: ordinary words need credit.

    Parameters
    ----------
    weighed
        The name and the credit it has of its own.
    focus
        Countries that the article is about.
    listed
        It goes on a list of places.
    """
    credit = weighed.credit
    if listed:
        credit += LIST_CREDIT
    if focus and any(entry.place.country in focus for entry in weighed.match.entries):
        credit += FOCUS_CREDIT
    if weighed.capital:
        credit += CAPITAL_CREDIT
    return credit >= weighed.need


def weigh(stream: TokenStream, match: NameMatch) -> Weighed | None:
    """Return what the words in and around a name say of it; None if it is no place in any article."""
    word, before = stream.words[match.first], stream.before(match.first)
    if not match.reading.clitics and "admin_head" not in before and _is_person(stream, match, before):
        return None
    if word.arabic and match.last - match.first > 1 and _opens_clause(stream, match):
        return None
    admin, tail = before.get("admin_head"), None
    if admin is not None and admin.reading.trim:
        admin = None
    if match.last < len(stream) and not word.arabic and touches(stream, match.last):
        tail = stream.hit(match.last, "admin_tail")
    role, need = role_of(stream, match), _need(stream, match)
    if need <= 0:
        return Weighed(match, 0.0, 0.0, capital=False, role=role, admin=admin, tail=tail)
    credit = _credit(stream, match, role=role, cued=admin is not None or tail is not None)
    capital = not word.arabic and not _opens_sentence(stream, match.first)
    return Weighed(match, need, credit, capital, role, admin, tail)


@lru_cache(maxsize=4)
def _pronouns(lexicon: Lexicon) -> tuple[str, ...]:
    return tuple(phrase.accented for phrase in lexicon.values.get("pronoun_ending", {}).get("w", ()))


def _need(stream: TokenStream, match: NameMatch) -> float:
    """Return the credit that a name needs for being an ordinary word, too."""
    need = min([entry.common for entry in match.entries])
    word = stream.words[match.first]
    if any(hit.last >= match.last for hit in stream.hits_of(_DIRECTION, match.first, match.first + 1)):
        need = max(need, FUNCTION_NEED + LONG_NAME_CREDIT)
    if match.last - match.first == 1:
        if word.arabic and not any(entry.preferred for entry in match.entries):
            need = max(need, ALIAS_NEED)
        if _is_function(stream, match):
            need = max(need, FUNCTION_NEED)
        if word.arabic and word.light_form.endswith(_pronouns(stream.lexicon)):
            need = max(need, FUNCTION_NEED)
        if match.reading.light_form in stream.lexicon.common:
            need = max(need, EVERYDAY_NEED)
    if _named_after(stream, match):
        need = max(need, EVERYDAY_NEED)
    if _quoted(stream, match):
        need = max(need, EVERYDAY_NEED) + ROLE_CREDIT
    return need


def _credit(stream: TokenStream, match: NameMatch, *, role: str, cued: bool) -> float:
    """Return the credit that a name has for the fame of its places and the words before and after it."""
    fame = max([entry.place.weight for entry in match.entries])
    credit = max(0.0, fame - FAME_LEVEL) * FAME_CREDIT
    if any(entry.place.kind in ("region", "water") and entry.place.subtype not in DIVISIONS for entry in match.entries):
        credit += FEATURE_CREDIT
    credit += HEAD_CREDIT * cued + LONG_NAME_CREDIT * (match.last - match.first > 1)
    if not match.reading.clitics and (
        stream.hit_before(match.first, "direction") or stream.hit_before(match.first, "relation")
    ):
        credit += ROLE_CREDIT
    elif role:
        credit += CLITIC_CREDIT if match.reading.clitics else ROLE_CREDIT
    return credit


def _opens_clause(stream: TokenStream, match: NameMatch) -> bool:
    """Tell whether the first word of a long name is a small word as written («وأن تركيا» is no Van)."""
    return (
        any(
            hit.cls in ("conjunction", "function_word", "preposition")
            and hit.last == match.first + 1
            and not hit.reading.trim
            and not hit.reading.definite  # «المحيط» is a noun, whatever «محيط» may be
            for hit in stream.hits[match.first]
        )
        and not match.reading.clitics
    )


def _named_after(stream: TokenStream, match: NameMatch) -> bool:
    """Tell whether a bare town has an article, as a ship has that is named after one ("the Sparta, her sister")."""
    if stream.hit_before(match.first, "definite_article") is None or match.last >= len(stream):
        return False
    return not stream.words[match.last].raw[0].isalpha() and all(e.place.kind == "town" for e in match.entries)


def _quoted(stream: TokenStream, match: NameMatch) -> bool:
    """Tell whether a name stands alone in quotes, as ships, media and groups do («ترومان»)."""
    if match.first == 0 or match.last >= len(stream):
        return False
    return stream.words[match.first - 1].raw in QUOTES and stream.words[match.last].raw in QUOTES


def _is_function(stream: TokenStream, match: NameMatch) -> bool:
    """Tell whether a word read no deeper than the name is has a meaning that is no name."""
    depth = len(match.reading.clitics)
    return any(
        hit.cls in NOT_NAMES and not hit.reading.trim and len(hit.reading.clitics) <= depth
        for hit in stream.hits[match.first]
        if hit.last == match.last
    )


def _opens_sentence(stream: TokenStream, index: int) -> bool:
    """Tell whether a word is capitalised only because a sentence or line begins."""
    return index == stream.sentences[stream.sentence_of(index)][0] or stream.words[index - 1].raw in '“«"‘:-–—|•'


def _is_person(stream: TokenStream, match: NameMatch, before: dict[str, Hit]) -> bool:
    """Tell whether a name belongs to a person: after a title, or before a surname."""
    titled = "person_title" in before
    if stream.words[match.first].arabic:
        given = before.get("given_name")
        titled = titled or (given is not None and not given.reading.trim and match.last - match.first == 1)
        return titled and not any(entry.place.kind == "country" for entry in match.entries)
    surname = match.last - match.first == 1 and capitalised_unknown(stream, match.last)
    if titled:
        return surname or not any(entry.place.kind == "country" for entry in match.entries)
    return surname and not role_before(stream, match.first) and "determiner" not in before


def capitalised_unknown(stream: TokenStream, index: int) -> bool:
    """Tell whether a word is capitalised, follows directly and means nothing else."""
    if index >= len(stream) or stream.text[stream.ends[index - 1] : stream.starts[index]] != " ":
        return False
    word = stream.words[index]
    known = any(not h.reading.trim for h in stream.hits[index])
    return (
        word.raw[0].isupper()
        and word.raw[1:].islower()
        and not known
        and stream.line_of[index] == stream.line_of[index - 1]
    )
