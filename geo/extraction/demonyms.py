"""Adjectives and inhabitants of countries and regions («الروسية», "Malian", « les Maliens »)."""

from __future__ import annotations

from geo.extraction.toponyms import Toponym, clitic_letters, orders
from geo.language.tokens import TokenStream

#: Nouns that take an adjective of nationality.
NATIONAL_NOUNS = frozenset({"national_head", "force_noun", "unit_head"})
#: … and those that are seen with one in the accusative.
DECLINED_NOUNS = NATIONAL_NOUNS | {
    "equipment",
    "civilian",
    "commander",
    "person_title",
    "military_word",
    "facility_head",
}


def demonym(stream: TokenStream, index: int) -> Toponym | None:
    """Return a country adjective or inhabitant that starts at a token."""
    hit = stream.hit(index, "demonym") or stream.hit(index, "regional_demonym")
    if hit is None or hit.reading.trim > 1 or not hit.value:
        return None
    word = stream.words[index]
    if not word.arabic and not orders(stream, "small_adjectives") and not word.raw[0].isupper():
        return None
    if hit.cls == "regional_demonym" and stream.hit(index, "direction") is not None:
        return None
    if stream.hit(index, "ambiguous_adjective") is not None and not _national_head(stream, index):
        return None
    if stream.hit_before(index, "person_title") is not None and not _national_head(stream, index):
        return None
    skip = clitic_letters(hit, stream) if hit.reading.clitics else 0
    start, end = stream.starts[index] + skip, stream.ends[hit.last - 1]
    iso = hit.value if hit.cls == "demonym" else None
    return Toponym(
        index, hit.last, start, end, stream.text[start:end], "country" if iso else "region", "demonym", country=iso,
        reasons=(f"adjective or inhabitant of {hit.value}",),
    )  # fmt: skip


def country_noun(stream: TokenStream, index: int) -> bool:
    """Tell whether a form that is both a country and its adjective («مالي») is the country here."""
    if stream.hit(index, "ambiguous_adjective") and qualifies_noun(stream, index):
        return False
    if _agrees_with_noun(stream, index):
        return False
    countries = [hit for hit in stream.hits[index] if hit.cls == "country" and not hit.reading.trim]
    if countries and stream.hit_before(index, "preposition") is not None:
        return True  # «إلى السعودية»: an adjective follows no preposition
    return bool(countries) and not any(h.reading.definite for h in stream.hits[index] if h.cls == "demonym")


def _agrees_with_noun(stream: TokenStream, index: int) -> bool:
    """Tell whether an adjective in the accusative that looks like a country follows its noun («رتلا تركيا»)."""
    adjective = stream.hit(index, "demonym")
    if adjective is None or adjective.reading.trim != 1 or adjective.reading.clitics:
        return False
    if index == 0 or stream.words[index - 1].norm[-1] != stream.words[index].norm[-1]:
        return False
    return any(hit.cls in DECLINED_NOUNS for hit in stream.hits_ending.get(index, ()))


def qualifies_noun(stream: TokenStream, index: int) -> bool:
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
    return any(hit.cls in NATIONAL_NOUNS for back in (index, index - 1) for hit in stream.hits_ending.get(back, ()))
