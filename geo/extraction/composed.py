"""Facilities and natural features of head word and name («قاعدة الجفرة», "Gao airport", "Lake Chad")."""

from __future__ import annotations

from geo.extraction.toponyms import FEATURE_KINDS, Toponym, clitic_letters, clitic_role, orders, role_of, touches
from geo.gazetteer.index import Gazetteer, NameEntry
from geo.gazetteer.match import NameMatch
from geo.language.lexicon import Hit
from geo.language.tokens import TokenStream
from geo.models import PlaceKind


def compose(stream: TokenStream, index: int, matches: dict[int, NameMatch], gazetteer: Gazetteer) -> Toponym | None:
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
    if match.reading.clitics or (head.reading.definite and not feature) or not touches(stream, at):
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
    start = stream.starts[head.first] + (0 if not head.reading.clitics else clitic_letters(head, stream))
    return Toponym(
        head.first, at + 1, start, stream.ends[at], stream.text[start : stream.ends[at]], "facility", "literal",
        entries, head=head.value, role=clitic_role(stream, head), reasons=(f"facility head {head.value} and number",),
    )  # fmt: skip


def _head_last(stream: TokenStream, match: NameMatch, gazetteer: Gazetteer) -> Toponym | None:
    """Name + head: "Gao airport", "Ain al-Asad Air Base", "Zuqar Island"."""
    at = match.last
    if at >= len(stream) or not touches(stream, at) or stream.words[at].arabic:
        return None
    head_at = at
    adjective = stream.hit(at, "facility_adjective")
    head = stream.hit(at, "facility_head") or stream.hit(at, "feature_tail")
    if head is None and adjective is not None and adjective.last < len(stream):
        head_at = adjective.last
        head = stream.hit(head_at, "facility_head")
    if head is None or stream.line_of[head_at] != stream.line_of[match.first]:
        return None
    if (head.cls == "facility_head" and not stream.hit(head_at, "facility_head")) or orders(stream, "head_first"):
        return None
    words = [stream.words[i].norm for i in range(match.first, head.last)]
    entries = gazetteer.lookup(" ".join(words))
    return _composed(stream, match.first, head.last, head, match, entries)


def _composed(
    stream: TokenStream, first: int, last: int, head: Hit, match: NameMatch, entries: tuple[NameEntry, ...]
) -> Toponym:
    feature = head.cls in ("feature_head", "feature_tail")
    kind: PlaceKind = FEATURE_KINDS.get(head.value, "region") if feature else "facility"
    skip = clitic_letters(head, stream) if first == head.first else match.start - stream.starts[first]
    start, end = stream.starts[first] + skip, stream.ends[last - 1]
    if entries:
        kind = entries[0].place.kind
    return Toponym(
        first, last, start, end, stream.text[start:end], kind, "literal", entries, match.entries, head.value,
        role=clitic_role(stream, head) if first == head.first else role_of(stream, match),
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
