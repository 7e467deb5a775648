"""Places without a gazetteer name: what only a head word or a list announces, and seats of power."""

from __future__ import annotations

from geo.extraction.credit import capitalised_unknown
from geo.extraction.toponyms import (
    FEATURE_KINDS,
    Toponym,
    clitic_letters,
    clitic_role,
    role_before,
    touches,
)
from geo.language.lexicon import Hit
from geo.language.tokens import TokenStream
from geo.models import PlaceKind, PlaceUse

#: An unknown name after a head word has at least so many letters.
MIN_UNKNOWN_LETTERS = 4
#: Administrative heads that announce a name.
NAMING_ROLES = frozenset({"at", "near", "to"})
#: Administrative heads that announce a name.
NAMING_HEADS = frozenset({"town", "admin", "camp", "district"})


def named_by_head(stream: TokenStream, index: int) -> Toponym | None:
    """Return a name that the gazetteer lacks but a head word announces («بلدة X», "X province")."""
    word = stream.words[index]
    if stream.hits[index] or len(word.norm) < MIN_UNKNOWN_LETTERS or not word.raw.isalpha():
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
        while last < len(stream) and capitalised_unknown(stream, last):
            last += 1
        tail = stream.hit(last, "admin_tail") if last < len(stream) and touches(stream, last) else None
        if tail is not None and head is None:
            return _unknown(stream, index, tail.last, "region", tail.value)
        if head is None:
            return _named_by_preposition(stream, index, last)
        if head.value not in NAMING_HEADS:
            return None
    kind: PlaceKind = "town" if head.value in ("town", "camp") else "region"
    return _unknown(stream, index, last, kind, head.value)


def _named_by_preposition(stream: TokenStream, index: int, last: int) -> Toponym | None:
    """Return an unknown capitalised name right after a preposition of place ("a base at Wulgo", « à Barkaram »).

    It keeps what happened there from being placed at the next known name.
    """
    hit = stream.hit_before(index, "preposition")
    if hit is None or hit.value not in NAMING_ROLES or not stream.words[index].raw[1:].islower():
        return None
    if stream.hit(index, "person_title") or (last < len(stream) and stream.hit(last, "name_tail")):
        return None
    start, end = stream.span(index, last)
    return Toponym(
        index, last, start, end, stream.text[start:end], "town", "literal", role=hit.value,
        reasons=("an unknown name after a preposition of place",),
    )  # fmt: skip


def longer_name(stream: TokenStream, first: int, known: int, role: str) -> Toponym | None:
    """Return the name that an unknown capitalised word goes on with: "Adan Yabal" is no Adan.

    Parameters
    ----------
    stream
        Tokens of the article.
    first, known
        Token range of the name that the gazetteer knows.
    role
        Of the preposition before it.
    """
    last = known
    while last < len(stream) and not stream.glued(last) and capitalised_unknown(stream, last):
        last += 1
    if last == known or stream.words[first].arabic or stream.surface(first, last).isupper():
        return None
    # without a preposition of place it is rather a person or an institution ("the Chicago Board")
    use: PlaceUse = "literal" if role in NAMING_ROLES else "organisation-part"
    start, end = stream.span(first, last if use == "literal" else known)
    return Toponym(
        first, last, start, end, stream.text[start:end], "town", use, role=role,
        reasons=("a known name that goes on with an unknown word",),
    )  # fmt: skip


def _unknown_feature(stream: TokenStream, head: Hit, index: int) -> Toponym | None:
    """Return head + name where the gazetteer lacks the name («جبال كالمسكاد», «قاعدة حماقير»)."""
    endings = stream.lexicon.values.get("adjective_ending", {}).get("w", ())
    light_form = stream.words[index].light_form
    if head.reading.trim or (head.reading.definite and head.cls == "facility_head") or head.last != index:
        return None
    if any(light_form.endswith(phrase.accented) for phrase in endings) or not touches(stream, index):
        return None
    feature = head.cls == "feature_head"
    start, end = stream.starts[head.first] + clitic_letters(head, stream), stream.ends[index]
    return Toponym(
        head.first, index + 1, start, end, stream.text[start:end],
        FEATURE_KINDS.get(head.value, "region") if feature else "facility", "literal", head=head.value,
        role=clitic_role(stream, head), reasons=(f"named as a {head.value.replace('_', ' ')}",),
    )  # fmt: skip


def listed_name(stream: TokenStream, index: int, before: list[Toponym]) -> Toponym | None:
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


def seat(stream: TokenStream, index: int) -> Toponym | None:
    """Return a seat of power ("the Kremlin", «البنتاغون»)."""
    hit = stream.hit(index, "seat")
    if hit is None or hit.reading.trim:
        return None
    word = stream.words[index]
    if not word.arabic and not word.raw[0].isupper():
        return None
    start, end = (
        stream.starts[index] + (clitic_letters(hit, stream) if hit.reading.clitics else 0),
        stream.ends[hit.last - 1],
    )
    role = clitic_role(stream, hit)
    return Toponym(
        index, hit.last, start, end, stream.text[start:end], "facility", "metonym", country=hit.value, role=role,
        reasons=(f"a seat of power of {hit.value}",),
    )  # fmt: skip
