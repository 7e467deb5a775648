"""Who acts, with what and how many: forces, equipment and quantities.

Named actors and weapons come from the tables in `data/` through the lexicon.
Unknown units are still found by their head noun («لواء …», "… Brigade"), and
forces of a state by noun and adjective («القوات الروسية», "Malian army").
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from geo.extraction.toponyms import Toponym, orders
from geo.language.lexicon import Hit
from geo.language.numbers import NumberMention
from geo.language.tokens import TokenStream

#: A name after a unit head noun has at most this many words.
UNIT_NAME_WORDS = 4
#: Classes of small words that an acronym may be spelt like.
SMALL_WORDS = frozenset({"determiner", "function_word", "preposition", "conjunction", "numeral"})
#: A leader's name has at most this many words.
LEADER_WORDS = 2
#: Names shorter than this are not compared, letters; a likeness below this is another name (0-1).
VARIANT_LETTERS, VARIANT_LIKENESS = 6, 0.74
#: A counted noun stands among so many tokens after its number: behind its adjectives in English, before most of
#: them in Arabic and French.
COUNTED_WINDOW, COUNTED_WINDOW_NOUN_FIRST = 3, 2
#: An adjective of nationality stands at most this many tokens after its noun (Arabic, French).
ADJECTIVE_WINDOW = 3
#: Classes of the lexicon whose hits may begin a force.
OPENING_CLASSES = ("actor", "force_noun", "unit_head", "equipment")
#: Classes of the lexicon that a number may count, the most telling first.
COUNTED_CLASSES = ("force_noun", "equipment", "counted", "demonym")


class Force(msgspec.Struct, frozen=True, gc=False):
    """A force, group, government or commander in the text.

    Attributes
    ----------
    name
        Canonical or composed name.
    actor_id
        Id in `data/actors.csv`, None if the force is not in the table.
    country
        ISO code of the adjective of nationality, if any.
    named
        False for a bare noun ("gunmen", «قوات»).
    """

    first: int
    last: int
    start: int
    end: int
    surface: str
    name: str
    actor_id: str | None
    country: str | None = None
    named: bool = False


class Weapon(msgspec.Struct, frozen=True, gc=False):
    """Equipment named in the text; `equipment_id` is its row in `data/equipment.csv`."""

    first: int
    last: int
    start: int
    end: int
    surface: str
    equipment_id: str


class Count(msgspec.Struct, frozen=True, gc=False):
    """A number with what it counts."""

    number: NumberMention
    last: int
    unit: str
    text: str


def find_forces(stream: TokenStream, mentions: Sequence[Toponym]) -> tuple[Force, ...]:
    """Return the forces of an article in order, without overlaps."""
    adjectives = {m.first: m for m in mentions if m.use == "demonym"}
    named = {token for m in mentions if m.use == "literal" and m.last - m.first > 1 for token in range(m.first, m.last)}
    starts = set(adjectives)
    for cls in OPENING_CLASSES:
        starts.update(stream.by_class.get(cls, ()))
    out: list[Force] = []
    after = 0
    for index in sorted(starts):
        force = _force_at(stream, index, adjectives) if index >= after else None
        # a person in the name of a place is not there («عين الأسد»)
        if force is not None and not named.issuperset(range(force.first, force.last)):
            out.append(force)
            after = force.last
    return tuple(sorted((*out, *_variants(stream, out)), key=lambda force: force.first))


def _variants(stream: TokenStream, forces: list[Force]) -> list[Force]:
    """Return misspelt second mentions of named actors («يفكيروف» after «إيفكوروف»)."""
    taken = {token for force in forces for token in range(force.first, force.last)}
    named = {
        stream.words[f.last - 1].norm: f
        for f in forces
        if f.actor_id and len(stream.words[f.last - 1].norm) >= VARIANT_LETTERS
    }
    if not named:
        return []
    out, names = [], list(named)
    for index, word in enumerate(stream.words):
        if index in taken or stream.hits[index] or len(word.norm) < VARIANT_LETTERS or word.arabic is False:
            continue
        best = process.extractOne(
            word.norm, names, scorer=Levenshtein.normalized_similarity, score_cutoff=VARIANT_LIKENESS
        )
        if best is not None:
            known = named[best[0]]
            start, end = stream.span(index, index + 1)
            out.append(
                Force(index, index + 1, start, end, word.raw, known.name, known.actor_id, known.country, named=True)
            )
    return out


def _force_at(stream: TokenStream, index: int, adjectives: dict[int, Toponym]) -> Force | None:
    actor = stream.hit(index, "actor")
    noun = stream.hit(index, "force_noun")
    if actor is not None and not actor.reading.trim and _written_as_name(stream, actor):
        return _make(stream, index, actor.last, actor.value, actor_id=actor.value, named=True, reading=actor)
    unit = stream.hit(index, "unit_head")
    if unit is not None and not unit.reading.trim:
        last = _unit_name(stream, unit)
        inside = next((h for at in range(index + 1, last) if (h := stream.hit(at, "actor")) and h.last <= last), None)
        if inside is not None:
            return _make(stream, index, last, inside.value, actor_id=inside.value, named=True, reading=unit)
        if last > unit.last:
            return _make(stream, index, last, None, named=True, reading=unit)
    if index in adjectives and not stream.words[index].arabic:
        return _adjective_first(stream, index, adjectives[index])
    vessel = stream.hit(index, "equipment") if noun is None else None
    if vessel is not None:
        country, last = _adjective_after(stream, vessel.last, adjectives)
        if country is None or vessel.reading.trim:
            return None
        return _make(stream, index, last, None, country=country, named=True, reading=vessel)
    if noun is None:
        return None
    country, last = _adjective_after(stream, noun.last, adjectives)
    if country is None:
        last = _leader(stream, noun)
    return _make(
        stream, index, last, None, country=country, named=last > noun.last or country is not None, reading=noun
    )


def _written_as_name(stream: TokenStream, hit: Hit) -> bool:
    """Tell whether a Latin-script actor is capitalised as a name is (acronyms and words alike)."""
    word = stream.words[hit.first]
    if word.arabic or hit.last - hit.first > 1:
        return True
    # « Un convoi » opens with an article, "UN convoy" with the United Nations
    small = any(other.cls in SMALL_WORDS for other in stream.hits[hit.first])
    return word.raw.isupper() if small else not word.raw.islower()


def _unit_name(stream: TokenStream, head: Hit) -> int:
    """Return the token after the name that a unit head takes; `head.last` if it takes none."""
    if not stream.words[head.first].arabic:
        return head.last
    last = head.last
    if last < len(stream) and stream.words[last].number:
        return last + 1
    if last < len(stream) and stream.words[last].raw in "«\"“”'":
        for index in range(last + 1, min(last + 1 + UNIT_NAME_WORDS + 1, len(stream))):
            if stream.words[index].raw in "»\"“”'":
                return index + 1
    return head.last


def _leader(stream: TokenStream, noun: Hit) -> int:
    """Return the token after the leader that a force is named by («قوات دعاب», «قوات تابعة لعادل دعاب»)."""
    word = stream.words[noun.first]
    last = noun.last
    if not word.arabic or noun.reading.trim or last >= len(stream):
        return noun.last
    belongs = stream.hit(last, "belonging")
    if belongs is None and (noun.reading.definite or not _is_name(stream, last)):
        return noun.last
    last = belongs.last if belongs is not None else last
    stop = min(len(stream), last + LEADER_WORDS)
    end = last
    while end < stop and (_is_name(stream, end) or (end == last and belongs is not None)):
        end += 1
    return end if end > last else noun.last


def _is_name(stream: TokenStream, index: int) -> bool:
    """Tell whether an Arabic word has no meaning in the lexicon, as names of people have none."""
    word = stream.words[index]
    return word.arabic and word.raw.isalpha() and not stream.hits[index] and not word.light_form.startswith("ال")


def _adjective_first(stream: TokenStream, index: int, adjective: Toponym) -> Force | None:
    """English: adjective + (words) + noun ("Russian military instructors")."""
    for at in range(adjective.last, min(adjective.last + 3, len(stream))):
        noun = stream.hit(at, "force_noun") or stream.hit(at, "equipment")
        if noun is not None:
            return _make(stream, index, noun.last, None, country=adjective.country, named=True, reading=None)
    # inhabitants are capitalised in English and French, and no adjective of a noun before them
    if adjective.surface.endswith("s") and adjective.surface[0].isupper() and adjective.country:
        return _make(stream, index, adjective.last, None, country=adjective.country, named=True, reading=None)
    return None


def _adjective_after(stream: TokenStream, last: int, adjectives: dict[int, Toponym]) -> tuple[str | None, int]:
    """Arabic and French: noun + (words) + adjective («القوات المسلحة الروسية»)."""
    if orders(stream, "adjective_first"):
        return None, last
    for at in range(last, min(last + ADJECTIVE_WINDOW, len(stream))):
        if at in adjectives and adjectives[at].country:
            return adjectives[at].country, adjectives[at].last
        if not stream.words[at].raw.isalpha() or any(h.cls in ("preposition", "event_verb") for h in stream.hits[at]):
            break
    return None, last


def _make(
    stream: TokenStream,
    first: int,
    last: int,
    name: str | None,
    *,
    reading: Hit | None,
    actor_id: str | None = None,
    country: str | None = None,
    named: bool = False,
) -> Force:
    start = stream.starts[first]
    if reading is not None and reading.reading.clitics:
        skips = [
            r.skip for r in stream.words[first].readings if r.clitics == reading.reading.clitics and not r.definite
        ]
        start += min(skips, default=reading.reading.skip)
    end = stream.ends[last - 1]
    surface = stream.text[start:end]
    return Force(first, last, start, end, surface, name or surface, actor_id, country, named)


def find_weapons(stream: TokenStream) -> tuple[Weapon, ...]:
    """Return the equipment of an article in order, longest names first."""
    out = []
    for hit in stream.find("equipment"):
        word = stream.words[hit.first]
        if hit.reading.trim and len(hit.phrase.words) > 1:
            continue
        start, end = stream.span(hit.first, hit.last)
        start += hit.reading.skip if hit.reading.clitics and word.arabic else 0
        out.append(Weapon(hit.first, hit.last, start, end, stream.text[start:end], hit.value))
    return tuple(out)


def find_counts(
    stream: TokenStream, numbers: Sequence[NumberMention], *, taken: Collection[int] = ()
) -> tuple[Count, ...]:
    """Return numbers that count forces or equipment, with the counted words, and pairs that a dual noun counts.

    Parameters
    ----------
    stream
        Tokens of the article.
    numbers
        Its number mentions.
    taken
        Tokens of dates and distances, which count nothing.
    """
    out: list[Count] = []
    window = COUNTED_WINDOW if orders(stream, "adjective_first") else COUNTED_WINDOW_NOUN_FIRST
    for number in numbers:
        if number.kind != "cardinal" or number.first in taken or number.last >= len(stream):
            continue
        if stream.hit(number.last, "distance_unit"):
            continue
        link = stream.hit(number.last, "scale_link")  # « une trentaine d'hommes »
        start = number.last if link is None else link.last
        for at in range(start, min(start + window, len(stream))):
            hit = next((hit for cls in COUNTED_CLASSES if (hit := stream.hit(at, cls)) is not None), None)
            if hit is not None:
                unit = {"equipment": hit.value.removeprefix("generic-"), "demonym": "people"}.get(hit.cls, hit.value)
                out.append(Count(number, hit.last, unit, stream.text[number.start : stream.ends[hit.last - 1]]))
                break
            if stream.words[at].raw in ",،.؛;" or stream.hit(at, "preposition"):
                break
    counted = {token for count in out for token in range(count.number.first, count.last)}
    out += (pair for pair in _pairs(stream) if pair.number.first not in counted)
    return tuple(sorted(out, key=lambda count: count.number.first))


def _pairs(stream: TokenStream) -> Iterator[Count]:
    """Yield what an Arabic dual counts by itself («سفينتا إنزال» are two)."""
    for hit in stream.find("equipment"):
        if hit.phrase.form == "dual" and not hit.reading.trim:
            start, end = stream.span(hit.first, hit.last)
            start += hit.reading.skip if hit.reading.clitics else 0
            text = stream.text[start:end]
            two = NumberMention(hit.first, hit.last, start, end, text, 2, 2, "exact", "cardinal")
            yield Count(two, hit.last, hit.value.removeprefix("generic-"), text)
