"""How well place names are found in Arabic corpora with gold, beside other programs in the same run.

    python benchmarks/recognition.py --data FILE_OR_FOLDER … [--errors N]

Reads CoNLL-like files, "token label" a line: ANERcorp (Benajiba & Rosso 2007; one file) and AQMAR
(Mohit et al. 2012; a folder of articles). Neither is part of the project. What is gold: B-LOC with
the I-LOC after it, without the punctuation and brackets at its ends.

The text is put together from the tokens: one space between two, none before "." "،" ":" "؛" "؟" "!" ")" "»"
or after "(" "«". A paragraph is a sentence: an empty line ends it in AQMAR; ANERcorp marks none, so there a
"." "؟" or "!" of its own does. ANERcorp does not mark its 316 articles either: it is cut at the first end of a
sentence after every 475 tokens (150,000 / 316).

A span counts by *overlap* if it shares a letter with a gold span, each of either side used once, and as
*exact* if both ends agree. A proclitic (و ف ب ل ك, لل) that only one of the two holds is no difference:
the corpora keep it in the token, ours keeps it out, the peers know none.
"""

from __future__ import annotations

import argparse
import platform
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, TypeVar

from peers import PEERS, Span

from geo.documents import read_source
from geo.pipeline import Pipeline

#: Tokens of an article of ANERcorp in the mean: 150,286 in 316.
ARTICLE_TOKENS = 475
_ENDS = frozenset(".؟!")
_NO_SPACE_BEFORE = frozenset({*".،:؛؟!)»,", "..", "..."})
_NO_SPACE_AFTER = frozenset("(«")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_PROCLITICS = re.compile(r"[وف]?(?:لل|[بلك])?")
T = TypeVar("T")
#: A span with the use that Marsad tells of it.
Used = tuple[Span, str]
#: Which uses count as found. The corpora call governments B-LOC too, names within names of bodies B-ORG, adjectives O.
VARIANTS: dict[str, frozenset[str]] = {
    "literal": frozenset({"literal"}),
    "literal + metonym": frozenset({"literal", "metonym"}),
    "… + organisation-part": frozenset({"literal", "metonym", "organisation-part"}),
    "… + demonym (all)": frozenset({"literal", "metonym", "organisation-part", "demonym"}),
}
#: The variant that answers to B-LOC.
CONVENTION = "literal + metonym"
#: Figures of others, typed in with their conditions.
PUBLISHED = """
For comparison, as published or as measured by us with methods of others (conditions differ):
  dictionary of cities, Arabic names, + clitics, stoplist learned on the even half of ANERcorp,
    scored on the odd half: P .647 R .741 F1 .691 exact, F1 .728 overlap
  dictionary of 10.7 k names and ten rules adjusted to ANERcorp: its test part F1 .761 exact, .780 overlap;
    AQMAR .431, .565
  CRF with that dictionary, trained on ANERcorp: its test part F1 .832 exact, .864 overlap; AQMAR .564, .702
  BERT-BGRU fine-tuned on ANERcorp: F1 .923 (abstract of the paper; classes and split are not told there)
"""


class Token(NamedTuple):
    """A token of a corpus with its label."""

    raw: str
    label: str


class Text(NamedTuple):
    """A text put together from tokens, with the spans of its places."""

    text: str
    places: tuple[Span, ...]


class Scores(NamedTuple):
    """Precision, recall and F1."""

    precision: float
    recall: float
    f1: float

    def __str__(self) -> str:
        return f"P {self.precision:.3f} R {self.recall:.3f} F1 {self.f1:.3f}"


# ---------------------------------------------------------------------- corpora


def read_tokens(path: Path) -> Iterator[list[Token]]:
    """Yield the sentences of a file; a file without empty lines is one."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for blank, group in groupby(lines, key=lambda line: not line.strip()):
        if not blank:
            parts = (line.rpartition(" ") for line in group)
            yield [Token(raw.strip(), label) for raw, _, label in parts if raw.strip()]


def cut_sentences(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """Cut a stream of tokens after the tokens that end a sentence."""
    sentence: list[Token] = []
    for token in tokens:
        sentence.append(token)
        if token.raw in _ENDS:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def articles(path: Path) -> Iterator[list[list[Token]]]:
    """Yield the articles of a corpus as lists of sentences."""
    if path.is_dir():
        yield from (list(read_tokens(file)) for file in sorted(path.glob("*.txt")))
        return
    sentences = list(read_tokens(path))
    if len(sentences) > 1:
        yield sentences
        return
    article: list[list[Token]] = []
    for sentence in cut_sentences(sentences[0]):
        article.append(sentence)
        if sum(map(len, article)) >= ARTICLE_TOKENS:
            yield article
            article = []
    if article:
        yield article


def put_together(sentences: Sequence[Sequence[Token]]) -> Text:
    """Return the text of an article with the spans of its places."""
    text, places, open_quote = "", [], False
    for sentence in sentences:
        place: Span | None = None
        for index, (raw, label) in enumerate(sentence):
            before = sentence[index - 1].raw if index else ""
            glue = raw in _NO_SPACE_BEFORE or before in _NO_SPACE_AFTER
            if raw == '"':
                glue, open_quote = glue or open_quote, not open_quote
            elif before == '"':
                glue = glue or open_quote
            text += "" if glue or not before else " "
            if place is not None and label != "I-LOC":
                places.append(place)
                place = None
            text += raw
            if label in {"B-LOC", "I-LOC"}:
                place = (place[0] if place is not None else len(text) - len(raw), len(text))
        if place is not None:
            places.append(place)
        text, open_quote = text + "\n", False
    return Text(text, tuple(trimmed(text, span) for span in places))


def trimmed(text: str, span: Span) -> Span:
    """Return a span without the punctuation at its ends."""
    start, end = span
    surface = text[start:end]
    kept = _EDGES.sub("", surface)
    return (start + surface.index(kept), start + surface.index(kept) + len(kept)) if kept else span


# ---------------------------------------------------------------------- scoring


def same_ends(text: str, gold: Span, found: Span) -> bool:
    """Tell whether two spans agree but for a proclitic at the front of one."""
    if gold[1] != found[1]:
        return False
    low, high = sorted((gold[0], found[0]))
    return _PROCLITICS.fullmatch(text, low, high) is not None


def pairs(gold: Sequence[Span], found: Sequence[Span]) -> Iterator[tuple[Span, Span]]:
    """Yield the spans that overlap, each of either side once; both without overlaps of their own, in order."""
    at = 0
    for span in gold:
        while at < len(found) and found[at][1] <= span[0]:
            at += 1
        if at < len(found) and found[at][0] < span[1]:
            yield span, found[at]
            at += 1


def outermost(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those within or across an earlier or longer one left out."""
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def scored(texts: Sequence[Text], found: Sequence[Sequence[Span]]) -> tuple[Scores, Scores]:
    """Return the scores by overlap and those of exact spans."""
    gold_count, found_count = sum(len(text.places) for text in texts), sum(map(len, found))
    overlap = exact = 0
    for text, spans in zip(texts, found, strict=True):
        for gold, span in pairs(text.places, spans):
            overlap += 1
            exact += same_ends(text.text, gold, span)

    def scores(hits: int) -> Scores:
        return Scores(
            hits / max(1, found_count), hits / max(1, gold_count), 2 * hits / max(1, found_count + gold_count)
        )

    return scores(overlap), scores(exact)


# ----------------------------------------------------------------------- report


def timed(finder: Callable[[str], T], texts: Sequence[Text]) -> tuple[list[T], float]:
    """Return what a finder gives for each text, and texts a second of processor time, none read before."""
    finder("")  # opens what is opened at first use
    start = time.process_time()
    found = [finder(text.text) for text in texts]
    return found, len(texts) / (time.process_time() - start)


def line(name: str, texts: Sequence[Text], found: Sequence[Sequence[Span]], note: str = "") -> str:
    """Return a row of the report."""
    overlap, exact = scored(texts, found)
    return f"  {name:32} overlap {overlap}   exact {exact}   {note}"


def errors(texts: Sequence[Text], found: Sequence[Sequence[Span]], count: int) -> Iterator[str]:
    """Yield the names most often missed, and those most often found where the gold has none."""
    missed: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for text, spans in zip(texts, found, strict=True):
        matched = list(pairs(text.places, spans))
        missed.update(text.text[slice(*span)] for span in {*text.places} - {gold for gold, _ in matched})
        false.update(text.text[slice(*span)] for span in {*spans} - {span for _, span in matched})
    for title, names in (("missed", missed), ("false", false)):
        yield f"  {title}: " + "، ".join(f"{name} {times}" for name, times in names.most_common(count))


def by_use(texts: Sequence[Text], found: Sequence[Sequence[Used]]) -> str:
    """Return how many mentions have each use, and how many of those the gold calls places."""
    counts: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    for text, mentions in zip(texts, found, strict=True):
        uses = dict(mentions)
        counts.update(uses.values())
        gold.update(uses[span] for _, span in pairs(text.places, outermost(uses)))
    return "  B-LOC among them: " + ", ".join(f"{use} {gold[use]} of {n}" for use, n in counts.most_common())


def marsad() -> Callable[[str], list[Used]]:
    """Return a finder of ours: the whole pipeline, each place with its use."""
    pipeline = Pipeline()

    def find(text: str) -> list[Used]:
        if not text:
            return []
        records = pipeline.run_source(read_source(None, text.encode(), "x.txt", settings=pipeline.settings))
        return [((place.start, place.end), place.use) for record in records for place in record.places]

    return find


def report(path: Path, error_count: int) -> Iterator[str]:
    """Score one corpus and yield the lines of its report."""
    texts = [put_together(article) for article in articles(path)]
    count = sum(len(text.places) for text in texts)
    words = sum(len(text.text.split()) for text in texts)
    yield f"{path.parent.name}/{path.name}: {len(texts)} texts, {words} words, {count} places"
    found, speed = timed(marsad(), texts)
    note = f"{speed:.0f} texts/s, whole pipeline"
    for name, uses in VARIANTS.items():
        spans = [outermost(span for span, use in mentions if use in uses) for mentions in found]
        yield line(f"marsad, {name}", texts, spans, note)
        note = ""
        if name == CONVENTION and error_count:
            yield from errors(texts, spans, error_count)
    yield by_use(texts, found)
    for name, peer in PEERS.items():
        if peer.version is None:
            yield f"  {name:32} not installed"
            continue
        answers, speed = timed(peer.make(), texts)
        spans = [outermost(peer.spans(text.text, answer)) for text, answer in zip(texts, answers, strict=True)]
        yield line(f"{name} {peer.version}", texts, spans, f"{speed:.0f} texts/s, names only")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, nargs="+", required=True, metavar="PATH", help="a corpus: file or folder")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="list the N names most often wrong")
    options = parser.parse_args()
    for path in options.data:
        if not (any(path.glob("*.txt")) if path.is_dir() else path.is_file()):
            parser.error(f"{str(path)!r} is neither a file nor a folder with *.txt in it; give a corpus")
    print(f"Python {platform.python_version()}, {platform.machine()}, one process")
    for path in options.data:
        for row in report(path, options.errors):
            print(row)
    print(PUBLISHED)
    return 0


if __name__ == "__main__":
    sys.exit(main())
