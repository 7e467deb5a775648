"""The token stream: spans that point into the text, sentences, and hits however they are asked for."""

from __future__ import annotations

import pytest

from geo.language.lexicon import Lexicon, load_lexicon
from geo.language.tokens import TokenStream
from geo.models import Line

ENGLISH = "Deir ez-Zor, 5 May - Troops left Sabha's airport. T-72B3 tanks reached al-Jufra, witnesses said!"
ARABIC = "وصلت قوات إلى مدينة سبها. ونفى متحدث ذلك."


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def read(text: str, lexicon: Lexicon, lang: str) -> TokenStream:
    return TokenStream(text, [Line(0, len(text), "body")], lexicon, lang=lang)


@pytest.mark.parametrize(("text", "lang"), [(ENGLISH, "en"), (ARABIC, "ar")])
def test_every_token_is_what_its_span_holds(text: str, lang: str, lexicon: Lexicon) -> None:
    stream = read(text, lexicon, lang)
    spans = zip(stream.starts, stream.ends, stream.words, strict=True)
    assert all(text[start:end] == word.raw for start, end, word in spans)
    assert not any(char.isalnum() for char in _gaps(stream))


def _gaps(stream: TokenStream) -> str:
    cuts = zip([0, *stream.ends], [*stream.starts, len(stream.text)], strict=True)
    return "".join(stream.text[start:end] for start, end in cuts)


def test_joints_are_gaps_and_designators_stay_whole(lexicon: Lexicon) -> None:
    raws = [word.raw for word in read(ENGLISH, lexicon, "en").words]
    assert raws[:3] == ["Deir", "ez", "Zor"]
    assert "T-72B3" in raws
    assert "-" in raws  # the dash of the dateline joins nothing


def test_sentences_cover_all_tokens_once(lexicon: Lexicon) -> None:
    stream = read(ENGLISH, lexicon, "en")
    assert [first for first, _ in stream.sentences] == [0, *(last for _, last in stream.sentences[:-1])]
    assert stream.sentences[-1][1] == len(stream)
    for number, (first, last) in enumerate(stream.sentences):
        assert {stream.sentence_of(index) for index in range(first, last)} == {number}


@pytest.mark.parametrize(("text", "lang"), [(ENGLISH, "en"), (ARABIC, "ar")])
def test_all_ways_to_ask_for_hits_agree(text: str, lang: str, lexicon: Lexicon) -> None:
    stream = read(text, lexicon, lang)
    hits = [hit for starting in stream.hits for hit in starting]
    assert hits, "the sentence holds words of the lexicon"
    for cls in {hit.cls for hit in hits}:
        own = frozenset({cls})
        assert list(stream.hits_of(own, 0, len(stream))) == [hit for hit in hits if hit.cls == cls]
        marked = {index for index, mark in enumerate(stream.marks(own)) if mark}
        assert marked == {hit.first for hit in hits if hit.cls == cls} == set(stream.by_class[cls])
    for hit in hits:
        longest = stream.hit(hit.first, hit.cls)
        assert longest is not None
        assert longest.last >= hit.last
        before = stream.hit_before(hit.last, hit.cls)
        assert before is not None
        assert (before.last, before.first <= hit.first) == (hit.last, True)


def test_no_hit_of_an_unknown_class(lexicon: Lexicon) -> None:
    stream = read(ENGLISH, lexicon, "en")
    nothing = frozenset({"no such class"})
    assert stream.marks(nothing).count(1) == 0
    assert list(stream.hits_of(nothing, 0, len(stream))) == []
    assert stream.hit(0, "no such class") is None
    assert stream.hit_before(1, "no such class") is None
