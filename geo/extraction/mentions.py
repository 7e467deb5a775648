"""Place mentions: which spans of the text name a place, and of what kind.

Names come from the gazetteer; this stage composes facilities and natural
features from head word and name («قاعدة الجفرة», "Gao airport"), adds country
demonyms, and drops names that are ordinary words, people or parts of longer
names. How a mention is used is decided in `geo.extraction.use`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import msgspec

from geo.gazetteer.index import Gazetteer, NameEntry
from geo.gazetteer.match import NameMatch, find_names
from geo.language.lexicon import Hit
from geo.language.tokens import TokenStream
from geo.models import PlaceKind, PlaceUse

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
#: Share of an article's places that a country needs to be in focus.
FOCUS_SHARE = 0.12
#: A town inside a force's name is one from this fame on.
KNOWN_WEIGHT = 0.55
#: Longest name of a force, in words.
ACTOR_WORDS = 6
#: An unknown name after a head word has at least so many letters.
MIN_UNKNOWN_LETTERS = 4
#: Administrative heads that announce a name.
NAMING_HEADS = frozenset({"town", "admin", "camp", "district"})
#: Names of a list after a head word are looked for in so many tokens.
LISTED_NAMES = 6
#: Classes of the lexicon whose hits may open a mention.
OPENING_CLASSES = ("facility_head", "feature_head", "facility_prefix", "seat", "demonym", "regional_demonym")
#: What stands between two names of a list.
LIST_MARKS = frozenset({",", "،", "و", "، و", ", and", "-", "–", "/"})
#: Marks that a name alone in them is a ship, a medium or a group.
QUOTES = frozenset('«»"“”„')
#: Prepositions that say where around a place, after another that gives the role.
AROUND = frozenset({"near", "off", "over"})
#: Articles that a hyphen joins to a name: the name begins with them ("al-Jufra").
GLUED_ARTICLES = frozenset({"al", "el", "ash", "as", "ad", "an", "ar", "az", "at"})
#: Classes of the lexicon whose single words are no names unless a head word says so.
NOT_NAMES = frozenset({
    "direction", "anaphor", "admin_head", "name_head", "facility_head", "feature_head", "relation", "function_word",
    "determiner", "preposition", "conjunction", "sport_word", "direction_intensifier", "admin_tail", "distance_unit",
    "territory", "modality", "weekday", "month", "everyday",
})  # fmt: skip


class Toponym(msgspec.Struct, frozen=True, gc=False):
    """A place mention before it is resolved.

    Attributes
    ----------
    first, last
        Token range, half open.
    start, end, surface
        Raw span; proclitics are outside, the article inside.
    entries
        Gazetteer readings of the whole span; may be empty for a composed facility.
    anchor_entries
        Readings of the bare name inside a composed span («الجفرة» of «قاعدة الجفرة»).
    head
        Facility or feature type given by a head word, "" if none.
    admin
        The administrative head before the name ("town", "admin", "district" …), "" if none.
    country
        ISO code for demonyms and seats of power.
    role
        Role that a preposition or clitic in front gives it ("at", "from" …), "" if bare.
    """

    first: int
    last: int
    start: int
    end: int
    surface: str
    kind: PlaceKind
    use: PlaceUse
    entries: tuple[NameEntry, ...] = ()
    anchor_entries: tuple[NameEntry, ...] = ()
    head: str = ""
    admin: str = ""
    country: str | None = None
    role: str = ""
    reasons: tuple[str, ...] = ()


#: facility head value -> kinds of place that it can be
FEATURE_KINDS: dict[str, PlaceKind] = {
    "lake": "water", "river": "water", "gulf": "water", "strait": "water", "sea": "water", "canal": "water",
    "oasis": "town",
}  # fmt: skip


def find_mentions(stream: TokenStream, gazetteer: Gazetteer, *, taken: Collection[int] = ()) -> tuple[Toponym, ...]:
    """Return the place mentions of an article in order, without overlaps.

    Names that are ordinary words are taken, on a second look, where the article is
    about their country.

    Parameters
    ----------
    stream
        Tokens of the article.
    gazetteer
        An open gazetteer.
    taken
        Tokens of dates, which name no place.
    """
    matches = _matches(stream, gazetteer, taken)
    sure = _scan(stream, gazetteer, matches, frozenset())
    focus = _focus(sure)
    return _scan(stream, gazetteer, matches, focus) if focus else sure


def _matches(stream: TokenStream, gazetteer: Gazetteer, taken: Collection[int]) -> dict[int, NameMatch]:
    """Return the longest name at each token, less what is part of a date, a weapon or a longer name."""
    out: dict[int, NameMatch] = {}
    for match in find_names(stream, gazetteer):
        known = out.get(match.first)
        if match.first in taken or (known is not None and match.last <= known.last) or _inside_other(stream, match):
            continue
        out[match.first] = match
    for match in list(out.values()):
        longer = [out[i] for i in range(match.first + 1, match.last) if i in out and out[i].last > match.last]
        if any(other.last - other.first >= match.last - match.first for other in longer):
            del out[match.first]
    return out


def _inside_other(stream: TokenStream, match: NameMatch) -> bool:
    """Tell whether a name is part of a weapon's, a person's or a force's name, or of a word with its article."""
    words, first = stream.words, match.first
    for hit in stream.hits[first]:
        if hit.cls == "equipment" and hit.last >= match.last:
            return True
    if not words[first].arabic and stream.glued(first) and words[first - 1].norm in GLUED_ARTICLES:
        return True
    for back in range(max(0, first - ACTOR_WORDS), first + 1):
        for hit in stream.hits[back]:
            if hit.cls == "name_tail" and hit.first == first < hit.last - 1 and hit.first > 0:
                return True
            if hit.cls == "actor" and hit.last >= match.last and not hit.reading.trim:
                return not any(_is_known(entry) for entry in match.entries)
    return False


def _is_known(entry: NameEntry) -> bool:
    """Tell whether a reading is well known enough to be a place inside a force's name ("Africa Corps")."""
    return entry.place.kind in ("country", "region") or (entry.common <= 0 and entry.place.weight >= KNOWN_WEIGHT)


def _focus(mentions: tuple[Toponym, ...]) -> frozenset[str]:
    """Return the countries that the article is about."""
    votes = Counter(m.country or (m.entries[0].place.country if m.entries else None) for m in mentions)
    votes.pop(None, None)
    total = sum(votes.values())
    return frozenset(str(country) for country, count in votes.items() if count >= total * FOCUS_SHARE)


def _scan(
    stream: TokenStream, gazetteer: Gazetteer, matches: dict[int, NameMatch], focus: frozenset[str]
) -> tuple[Toponym, ...]:
    out: list[Toponym] = []
    after = 0
    for index in _openings(stream, matches):
        if index < after:
            continue
        found = _facility(stream, index, matches, gazetteer) or _name(stream, index, matches, focus, out)
        if found is not None and found.use == "literal" and stream.hit(index, "ambiguous_adjective"):
            found = None if _qualifies_noun(stream, index) else found
        found = found or _named_by_head(stream, index) or _listed_name(stream, index, out) or _seat(stream, index)
        adjective = _demonym(stream, index)
        if adjective is not None and (
            found is None or (adjective.last >= found.last and not _country_noun(stream, index))
        ):
            found = adjective
        if found is not None:
            out.append(found)
            after = max(found.last, index + 1)
    return tuple(out)


def _openings(stream: TokenStream, matches: dict[int, NameMatch]) -> list[int]:
    """Return the tokens at which a mention can start, in order."""
    by_class = stream.by_class
    starts = set(matches)
    for cls in OPENING_CLASSES:
        starts.update(by_class.get(cls, ()))
    for cls in ("admin_head", "feature_head", "facility_head"):
        heads = by_class.get(cls, {}).values()
        starts.update(at for hit in heads for at in range(hit.last, min(hit.last + LISTED_NAMES, len(stream))))
    for tail in by_class.get("admin_tail", ()):
        starts.update(range(max(0, tail - 2), tail))
    return sorted(starts)


def _country_noun(stream: TokenStream, index: int) -> bool:
    """Tell whether a form that is both a country and its adjective («مالي») is the country here."""
    if stream.hit(index, "ambiguous_adjective") and _qualifies_noun(stream, index):
        return False
    countries = [hit for hit in stream.hits[index] if hit.cls == "country" and not hit.reading.trim]
    return bool(countries) and not any(h.reading.definite for h in stream.hits[index] if h.cls == "demonym")


# ------------------------------------------------------------------ composing


def _facility(stream: TokenStream, index: int, matches: dict[int, NameMatch], gazetteer: Gazetteer) -> Toponym | None:
    """Compose head word and name into one span, whichever comes first."""
    full = matches.get(index)
    for cls in ("facility_head", "feature_head", "facility_prefix"):
        head = stream.hit(index, cls)
        if head is None:
            continue
        found = _head_first(stream, head, matches, gazetteer)
        if found is not None and (full is None or found.last > full.last):
            return found
    if full is not None:
        return _head_last(stream, full, gazetteer)
    return None


def _head_first(stream: TokenStream, head: Hit, matches: dict[int, NameMatch], gazetteer: Gazetteer) -> Toponym | None:
    """Head + name: «قاعدة الجفرة الجوية», « aéroport de Gao », "Lake Chad", «قاعدة 101»."""
    if head.reading.trim:
        return None
    at = head.last
    adjective = stream.hit(at, "facility_adjective") if at < len(stream) else None
    if adjective is not None and at not in matches:
        at = adjective.last
    if at >= len(stream) or stream.line_of[at] != stream.line_of[head.first]:
        return None
    feature = head.cls == "feature_head"
    match = matches.get(at)
    if match is None:
        return _numbered(stream, head, at, gazetteer)
    if match.reading.clitics or (head.reading.definite and not feature) or not _touches(stream, at):
        return None
    last = match.last
    while (
        last < len(stream) and (tail := stream.hit(last, "facility_adjective")) is not None and not tail.reading.clitics
    ):
        last = tail.last
    entries = _lookup(stream, gazetteer, head, at, match, last)
    return _composed(stream, head.first, last, head, match, entries)


def _numbered(stream: TokenStream, head: Hit, at: int, gazetteer: Gazetteer) -> Toponym | None:
    """Head + number («قاعدة 101»): only where the gazetteer knows it by that name."""
    if not stream.words[at].number or head.cls != "facility_head":
        return None
    entries: tuple[NameEntry, ...] = ()
    for key in {
        f"{stream.words[head.first].norm} {stream.words[at].norm}",
        f"{head.reading.norm} {stream.words[at].norm}",
    }:
        entries = entries or gazetteer.lookup(key)
    if not entries:
        return None
    start = stream.starts[head.first] + (0 if not head.reading.clitics else _skip(head, stream))
    return Toponym(
        head.first, at + 1, start, stream.ends[at], stream.text[start : stream.ends[at]], "facility", "literal",
        entries, head=head.value, role=_clitic_role(stream, head), reasons=(f"facility head {head.value} and number",),
    )  # fmt: skip


def _head_last(stream: TokenStream, match: NameMatch, gazetteer: Gazetteer) -> Toponym | None:
    """Name + head: "Gao airport", "Ain al-Asad Air Base", "Zuqar Island"."""
    at = match.last
    if at >= len(stream) or not _touches(stream, at) or stream.words[at].arabic:
        return None
    head_at = at
    adjective = stream.hit(at, "facility_adjective")
    head = stream.hit(at, "facility_head") or stream.hit(at, "feature_tail")
    if head is None and adjective is not None and adjective.last < len(stream):
        head_at = adjective.last
        head = stream.hit(head_at, "facility_head")
    if head is None or stream.line_of[head_at] != stream.line_of[match.first]:
        return None
    if (head.cls == "facility_head" and not stream.hit(head_at, "facility_head")) or stream.lang == "fr":
        return None
    words = [stream.words[i].norm for i in range(match.first, head.last)]
    entries = gazetteer.lookup(" ".join(words))
    return _composed(stream, match.first, head.last, head, match, entries)


def _composed(
    stream: TokenStream, first: int, last: int, head: Hit, match: NameMatch, entries: tuple[NameEntry, ...]
) -> Toponym:
    feature = head.cls in ("feature_head", "feature_tail")
    kind: PlaceKind = FEATURE_KINDS.get(head.value, "region") if feature else "facility"
    skip = _skip(head, stream) if first == head.first else match.start - stream.starts[first]
    start, end = stream.starts[first] + skip, stream.ends[last - 1]
    if entries:
        kind = entries[0].place.kind
    return Toponym(
        first, last, start, end, stream.text[start:end], kind, "literal", entries, match.entries, head.value,
        role=_clitic_role(stream, head) if first == head.first else _role_of(stream, match),
        reasons=(f"{'feature' if feature else 'facility'} head {head.value!r} and name {match.surface!r}",),
    )  # fmt: skip


def _lookup(
    stream: TokenStream, gazetteer: Gazetteer, head: Hit, at: int, match: NameMatch, last: int
) -> tuple[NameEntry, ...]:
    """Look a composed name up, with and without its adjectives."""
    heads = " ".join([head.reading.norm, *(stream.words[i].norm for i in range(head.first + 1, head.last))])
    name = " ".join(stream.words[i].norm for i in range(at, match.last))
    tail = " ".join(stream.words[i].norm for i in range(match.last, last))
    short = head.reading.norm
    for key in (
        f"{heads} {name} {tail}".strip(),
        f"{heads} {name}",
        f"{short} {name} {tail}".strip(),
        f"{short} {name}",
    ):
        if entries := gazetteer.lookup(key):
            return entries
    return ()


def _skip(head: Hit, stream: TokenStream) -> int:
    """Raw letters of proclitics in front of a head; the article stays inside the span."""
    if not head.reading.clitics:
        return 0
    word = stream.words[head.first]
    if not head.reading.definite:
        return head.reading.skip
    whole = [r for r in word.readings if r.clitics == head.reading.clitics and not r.definite and not r.trim]
    return min((r.skip for r in whole), default=head.reading.skip)


def _touches(stream: TokenStream, index: int) -> bool:
    """Tell whether only blanks or a hyphen stand between a token and the one before it."""
    gap = stream.text[stream.ends[index - 1] : stream.starts[index]]
    return len(gap) <= 2 and "\n" not in gap  # noqa: PLR2004  (one blank, or a blank and a mark)


# ---------------------------------------------------------------------- names


def _joins_list(stream: TokenStream, match: NameMatch, before: list[Toponym]) -> bool:
    """Tell whether a name follows another place with only a comma or an "and" between."""
    if not before or before[-1].use == "demonym" or stream.line_of[before[-1].first] != stream.line_of[match.first]:
        return False
    gap = stream.text[before[-1].end : match.start].strip()
    return gap in LIST_MARKS or any(
        h.cls == "conjunction" and h.value == "and" for h in stream.hits_ending.get(match.first, ())
    )


def _name(
    stream: TokenStream, index: int, matches: dict[int, NameMatch], focus: frozenset[str], before: list[Toponym]
) -> Toponym | None:
    match = matches.get(index)
    if match is None:
        return None
    role = _role_of(stream, match)
    admin = stream.hit_before(match.first, "admin_head")
    if admin is not None and admin.reading.trim:
        admin = None
    tail = None
    if match.last < len(stream) and _touches(stream, match.last) and not stream.words[index].arabic:
        tail = stream.hit(match.last, "admin_tail")
    cued = admin is not None or tail is not None
    if not _is_place(stream, match, focus, role=role, cued=cued, listed=_joins_list(stream, match, before)):
        return None
    first, start = match.first, match.start
    inside = stream.hit(match.first, "admin_head")
    if inside is not None and inside.last < match.last and word_is_head(stream, inside):
        # tables list «مدينة X» where X alone is a common word: the head stays outside the span
        first, start, admin = inside.last, stream.starts[inside.last], inside
    last, end = match.last, match.end
    if tail is not None:
        last, end = tail.last, stream.ends[tail.last - 1]
    return Toponym(
        first, last, start, end, stream.text[start:end], match.entries[0].place.kind, "literal", match.entries, admin=admin.value if admin is not None else ("admin" if tail is not None else ""), role=role,
    )  # fmt: skip


def word_is_head(stream: TokenStream, hit: Hit) -> bool:
    """Tell whether a hit is an Arabic administrative head («مدينة», «بلدة»), which stands outside a name."""
    return stream.words[hit.first].arabic and not hit.reading.trim


def _is_place(
    stream: TokenStream, match: NameMatch, focus: frozenset[str], *, role: str, cued: bool, listed: bool
) -> bool:
    """Tell whether a gazetteer name is meant as a place: ordinary words need credit."""
    if _is_person(stream, match):
        return False
    need = min(entry.common for entry in match.entries)
    word = stream.words[match.first]
    if word.arabic and match.last - match.first > 1 and _opens_clause(stream, match):
        return False
    if any(hit.cls == "direction" and hit.last >= match.last for hit in stream.hits[match.first]):
        need = max(need, FUNCTION_NEED + LONG_NAME_CREDIT)
    if match.last - match.first == 1:
        if word.arabic and not any(entry.preferred for entry in match.entries):
            need = max(need, ALIAS_NEED)
        if _is_function(stream, match):
            need = max(need, FUNCTION_NEED)
        endings = stream.lexicon.values.get("pronoun_ending", {}).get("w", ())
        if word.arabic and any(word.light_form.endswith(phrase.accented) for phrase in endings):
            need = max(need, FUNCTION_NEED)
        if match.reading.light_form in stream.lexicon.common:
            need = max(need, EVERYDAY_NEED)
    if _quoted(stream, match):
        need = max(need, EVERYDAY_NEED) + ROLE_CREDIT
    if need <= 0:
        return True
    fame = max(entry.place.weight for entry in match.entries)
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
    if listed:
        credit += LIST_CREDIT
    if any(entry.place.country in focus for entry in match.entries):
        credit += FOCUS_CREDIT
    if not word.arabic and not _opens_sentence(stream, match.first):
        credit += CAPITAL_CREDIT
    return credit >= need


def _opens_clause(stream: TokenStream, match: NameMatch) -> bool:
    """Tell whether the first word of a long name is a small word as written («وأن تركيا» is no Van)."""
    return (
        any(
            hit.cls in ("conjunction", "function_word", "preposition")
            and hit.last == match.first + 1
            and not hit.reading.trim
            for hit in stream.hits[match.first]
        )
        and not match.reading.clitics
    )


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


def _is_person(stream: TokenStream, match: NameMatch) -> bool:
    """Tell whether a name belongs to a person: after a title, or before a surname."""
    if match.reading.clitics or stream.hit_before(match.first, "admin_head"):
        return False
    titled = stream.hit_before(match.first, "person_title") is not None
    if stream.words[match.first].arabic:
        return titled and not any(entry.place.kind == "country" for entry in match.entries)
    surname = match.last - match.first == 1 and _capitalised_unknown(stream, match.last)
    if titled:
        return surname or not any(entry.place.kind == "country" for entry in match.entries)
    return surname and not role_before(stream, match.first) and not stream.hit_before(match.first, "determiner")


def _capitalised_unknown(stream: TokenStream, index: int) -> bool:
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


# --------------------------------------------------- names that only a head tells


def _named_by_head(stream: TokenStream, index: int) -> Toponym | None:
    """Return a name that the gazetteer lacks but a head word announces («بلدة X», "X province")."""
    word = stream.words[index]
    if not word.raw.isalpha() or stream.hits[index] or len(word.norm) < MIN_UNKNOWN_LETTERS:
        return None
    if word.light_form in stream.lexicon.common:
        return None
    head = stream.hit_before(index, "admin_head")
    last = index + 1
    if word.arabic:
        feature = stream.hit_before(index, "feature_head") or stream.hit_before(index, "facility_head")
        if feature is not None and head is None:
            return _unknown_feature(stream, feature, index)
        if head is None or head.value not in NAMING_HEADS or head.reading.trim or head.reading.definite:
            return None
    else:
        if not word.raw[0].isupper():
            return None
        while last < len(stream) and _capitalised_unknown(stream, last):
            last += 1
        tail = stream.hit(last, "admin_tail") if last < len(stream) and _touches(stream, last) else None
        if tail is not None and head is None:
            return _unknown(stream, index, tail.last, "region", tail.value)
        if head is None or head.value not in NAMING_HEADS:
            return None
    kind: PlaceKind = "town" if head.value in ("town", "camp") else "region"
    return _unknown(stream, index, last, kind, head.value)


def _unknown_feature(stream: TokenStream, head: Hit, index: int) -> Toponym | None:
    """Return head + name where the gazetteer lacks the name («جبال كالمسكاد», «قاعدة حماقير»)."""
    endings = stream.lexicon.values.get("adjective_ending", {}).get("w", ())
    light_form = stream.words[index].light_form
    if head.reading.trim or (head.reading.definite and head.cls == "facility_head") or head.last != index:
        return None
    if any(light_form.endswith(phrase.accented) for phrase in endings) or not _touches(stream, index):
        return None
    feature = head.cls == "feature_head"
    start, end = stream.starts[head.first] + _skip(head, stream), stream.ends[index]
    return Toponym(
        head.first, index + 1, start, end, stream.text[start:end],
        FEATURE_KINDS.get(head.value, "region") if feature else "facility", "literal", head=head.value,
        role=_clitic_role(stream, head), reasons=(f"named as a {head.value.replace('_', ' ')}",),
    )  # fmt: skip


def _listed_name(stream: TokenStream, index: int, before: list[Toponym]) -> Toponym | None:
    """Return an unknown name that goes on a list which a head word opened («قرى بشمة والصهيب»)."""
    word = stream.words[index]
    if not before or before[-1].last != index or not before[-1].admin or not word.arabic or stream.hits[index]:
        return None
    reading = next((r for r in word.readings if r.clitics == ("و",) and not r.definite and not r.trim), None)
    if reading is None or len(reading.norm) < MIN_UNKNOWN_LETTERS or reading.light_form in stream.lexicon.common:
        return None
    start, end = stream.starts[index] + reading.skip, stream.ends[index]
    first = before[-1]
    return Toponym(
        index, index + 1, start, end, stream.text[start:end], first.kind, "literal", admin=first.admin, role=first.role,
        reasons=(f"listed with {first.surface!r}",),
    )  # fmt: skip


def _unknown(stream: TokenStream, first: int, last: int, kind: PlaceKind, admin: str) -> Toponym:
    start, end = stream.span(first, last)
    return Toponym(
        first, last, start, end, stream.text[start:end], kind, "literal", admin=admin, role=role_before(stream, first),
        reasons=(f"named as a {admin}",),
    )  # fmt: skip


def _seat(stream: TokenStream, index: int) -> Toponym | None:
    """Return a seat of power ("the Kremlin", «البنتاغون»)."""
    hit = stream.hit(index, "seat")
    if hit is None or hit.reading.trim:
        return None
    word = stream.words[index]
    if not word.arabic and not word.raw[0].isupper():
        return None
    start, end = stream.starts[index] + (_skip(hit, stream) if hit.reading.clitics else 0), stream.ends[hit.last - 1]
    role = role_of_clitics(stream, hit.reading.clitics) or role_before(stream, index)
    return Toponym(
        index, hit.last, start, end, stream.text[start:end], "facility", "metonym", country=hit.value, role=role,
        reasons=(f"a seat of power of {hit.value}",),
    )  # fmt: skip


# ------------------------------------------------------------------- demonyms


def _demonym(stream: TokenStream, index: int) -> Toponym | None:
    """Return a country adjective or inhabitant that starts at a token."""
    hit = stream.hit(index, "demonym") or stream.hit(index, "regional_demonym")
    if hit is None or hit.reading.trim > 1 or not hit.value:
        return None
    word = stream.words[index]
    if not word.arabic and stream.lang != "fr" and not word.raw[0].isupper():
        return None
    if hit.cls == "regional_demonym" and stream.hit(index, "direction") is not None:
        return None
    if stream.hit(index, "ambiguous_adjective") is not None and not _national_head(stream, index):
        return None
    if stream.hit_before(index, "person_title") is not None and not _national_head(stream, index):
        return None
    skip = _skip(hit, stream) if hit.reading.clitics else 0
    start, end = stream.starts[index] + skip, stream.ends[hit.last - 1]
    iso = hit.value if hit.cls == "demonym" else None
    return Toponym(
        index, hit.last, start, end, stream.text[start:end], "country" if iso else "region", "demonym", country=iso,
        reasons=(f"adjective or inhabitant of {hit.value}",),
    )  # fmt: skip


def _qualifies_noun(stream: TokenStream, index: int) -> bool:
    """Tell whether a bare adjective follows its noun («محلل مالي») and no preposition («في مالي»)."""
    hit = stream.hit(index, "ambiguous_adjective")
    if hit is None or hit.reading.clitics or index == 0 or stream.line_of[index - 1] != stream.line_of[index]:
        return False
    before = stream.words[index - 1]
    functions = (
        "preposition",
        "conjunction",
        "admin_head",
        "relation",
        "direction",
        "saying",
        "stance",
        "function_word",
    )
    return before.arabic and not any(h.cls in functions for h in stream.hits_ending.get(index, ()))


def _national_head(stream: TokenStream, index: int) -> bool:
    """Tell whether one of the two words before is a noun that takes an adjective of nationality."""
    return any(
        hit.cls in ("national_head", "force_noun", "unit_head")
        for back in (index, index - 1)
        for hit in stream.hits_ending.get(back, ())
    )


# ---------------------------------------------------------------------- roles


def _clitic_role(stream: TokenStream, hit: Hit) -> str:
    """Return the role of the preposition in front of a head, glued or free."""
    return role_of_clitics(stream, hit.reading.clitics) or role_before(stream, hit.first)


def _role_of(stream: TokenStream, match: NameMatch) -> str:
    return role_of_clitics(stream, match.reading.clitics) or role_before(stream, match.first)


def role_of_clitics(stream: TokenStream, clitics: tuple[str, ...]) -> str:
    """Return the role that a glued preposition gives ("ب" → at)."""
    if clitics:
        roles = stream.lexicon.values.get("clitic_role", {})
        for role, phrases in roles.items():
            if any(phrase.words[0] in clitics for phrase in phrases):
                return role
    return ""


def role_before(stream: TokenStream, index: int) -> str:
    """Return the role of the preposition before a token, past determiners and administrative heads."""
    for _ in range(4):
        hit = stream.hit_before(index, "preposition")
        if hit is not None and not hit.reading.trim:
            if hit.value in AROUND:  # "to the outskirts of", «إلى تخوم المدينة»
                outer = stream.hit_before(hit.first, "preposition")
                if outer is not None and outer.value in ("from", "to"):
                    return outer.value
            return role_of_clitics(stream, hit.reading.clitics) or hit.value
        step = (
            stream.hit_before(index, "admin_head")
            or stream.hit_before(index, "determiner")
            or stream.hit_before(index, "direction_intensifier")
            or stream.hit_before(index, "direction")
            or stream.hit_before(index, "demonym")
        )
        if step is None:
            return ""
        clitic = role_of_clitics(stream, step.reading.clitics)
        if clitic:
            return clitic
        index = step.first
    return ""
