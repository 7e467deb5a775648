"""The benchmark of recognition reads both corpora's formats, and its scores mean what it says."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
STREAM = "وصل O\nالوفد O\nإلى O\n(بيروت B-LOC\nالجديدة I-LOC\n) O\n. O\n O\nوببغداد B-LOC\n، O\nهدوء O\n. O\n"


@pytest.fixture(scope="module")
def bench() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield importlib.import_module("recognition")


def surfaces(text: tuple[str, tuple[tuple[int, int], ...]]) -> list[str]:
    return [text[0][slice(*span)] for span in text[1]]


def test_a_stream_without_empty_lines_is_cut_at_full_stops(bench: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "corpus"
    path.write_text(STREAM, encoding="utf-8")
    (article,) = bench.articles(path)
    text = bench.put_together(article)
    assert text.text == "وصل الوفد إلى (بيروت الجديدة).\nوببغداد، هدوء.\n"
    assert surfaces(text) == ["بيروت الجديدة", "وببغداد"]


def test_a_folder_holds_an_article_a_file_and_a_sentence_a_block(bench: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("في O\nدمشق B-LOC\n\nقال O\n« O\nنعم O\n» O\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("حلب B-LOC\nحمص B-LOC\n", encoding="utf-8")
    first, second = (bench.put_together(article) for article in bench.articles(tmp_path))
    assert first.text == "في دمشق\nقال «نعم»\n"
    assert surfaces(second) == ["حلب", "حمص"]


def test_scores_count_each_span_once_and_forgive_a_proclitic(bench: ModuleType) -> None:
    #                 0123456789…
    text = bench.Text("وببغداد ثم مدينة حلب ثم حمص", ((0, 7), (17, 20)))
    overlap, exact = bench.scored([text], [[(2, 7), (11, 20), (24, 27)]])
    assert (overlap.precision, overlap.recall) == (pytest.approx(2 / 3), 1.0)
    assert (exact.precision, exact.recall) == (pytest.approx(1 / 3), 0.5)
    twice = bench.scored([text], [[(0, 3), (3, 7)]])[0]
    assert (twice.precision, twice.recall) == (0.5, 0.5)
