"""The quality gate itself: the figures hold their floors, and the gate would notice if they did not."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).resolve().parent / "eval"
pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def gate() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(HERE))
        yield importlib.import_module("gate")


@pytest.fixture(scope="module")
def figures(gate: ModuleType) -> dict[str, dict[str, float]]:
    return dict(gate.run()[0])


@pytest.fixture(scope="module")
def floors() -> dict[str, dict[str, dict[str, float]]]:
    return dict(json.loads((HERE / "floors.json").read_text(encoding="utf-8")))


def test_no_figure_is_below_its_floor(
    gate: ModuleType, figures: dict[str, dict[str, float]], floors: dict[str, dict[str, dict[str, float]]]
) -> None:
    down = {lang: gate.fallen(figures[lang], kept) for lang, kept in floors["floors"].items()}
    assert {lang: names for lang, names in down.items() if names} == {}


def test_a_share_of_matched_events_falls_only_with_the_number_told_right(gate: ModuleType) -> None:
    floors = {"date overlap": 0.75, "date overlap right": 30.0}
    assert gate.fallen({"date overlap": 0.74, "date overlap right": 31.0}, floors) == []
    assert gate.fallen({"date overlap": 0.74, "date overlap right": 29.0}, floors) == [
        "date overlap",
        "date overlap right",
    ]


def test_every_figure_has_a_floor(
    figures: dict[str, dict[str, float]], floors: dict[str, dict[str, dict[str, float]]]
) -> None:
    assert {lang: set(kept) for lang, kept in figures.items()} == {lang: set(k) for lang, k in floors["floors"].items()}


def test_the_floors_belong_to_these_corpora(gate: ModuleType, floors: dict[str, str]) -> None:
    assert floors["corpora"] == gate.corpora()


def test_the_gate_fails_when_a_figure_falls(
    gate: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    figures: dict[str, dict[str, float]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    worse = {lang: dict(values) for lang, values in figures.items()}
    worse["ar"]["literal place F1"] = 0.1
    monkeypatch.setattr(gate, "run", lambda **_: (worse, {}))
    monkeypatch.setattr(sys, "argv", ["gate.py"])
    assert gate.main() == 1
    assert "FELL" in capsys.readouterr().out
