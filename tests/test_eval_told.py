"""What matched events tell is scored as the gold means it: counts by their bounds, equipment by what it is."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).resolve().parent / "eval"


@pytest.fixture(scope="module")
def told() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(HERE))
        yield importlib.import_module("told")


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        (None, set()),
        ("~60 vehicles", {(60, 60)}),
        ("300-400 soldiers", {(300, 400)}),
        (">=7 civilians killed, <=3 drones", {(7, None), (None, 3)}),
        ("tens of trucks; 2 tanks and 1 jeep", {(None, None), (2, 2), (1, 1)}),
        # lengths, weights, shares and what stands in brackets are no counts
        ("convoy ~7 km long; >90% of the fighters; ~750 t of weapons", set()),
        ("12 buses (30 in all)", {(12, 12)}),
    ],
)
def test_counts_of_the_gold(told: ModuleType, said: str | None, counts: set[object]) -> None:
    assert told.gold_counts(said) == counts


@pytest.mark.parametrize(
    ("said", "known"),
    [("4 x Pantsir", "pantsir"), ("Bayraktar TB2 drones", "tb2"), ("UAV", "generic-uav"), ("Baltic Star", "")],
)
def test_equipment_of_the_gold_is_the_longest_name_of_the_table(told: ModuleType, said: str, known: str) -> None:
    assert told.equipment_id(said) == known


def test_a_general_word_covers_its_kinds_and_no_others(told: ModuleType) -> None:
    assert told.covers("generic-uav", "tb2")
    assert told.covers("generic-uav", "generic-loitering")
    assert told.covers("generic-aircraft", "il-76")
    assert not told.covers("tb2", "generic-uav")
    assert not told.covers("generic-tank", "tb2")
    assert not told.covers("tb2", "")


def test_a_pair_is_judged_by_what_is_right_and_what_is_superfluous(told: ModuleType) -> None:
    gold = {"modality": "reported", "date": "2024-05-03", "quantity": "~60 vehicles, 2 killed", "equipment": ["UAV"]}
    found = {"modality": "asserted", "edtf": "2024-05", "quantities": [(60, 60), (7, 7)], "equipment": ["tb2", "t-72"]}
    assert {name: (right, of) for name, right, of in told.judged(gold, found)} == {
        "modality accuracy": (False, 1),
        "date overlap": (True, 1),
        "date exact": (False, 1),
        "quantity accuracy": (1, 2),
        "quantity precision": (1, 2),
        "equipment accuracy": (1, 1),
        "equipment precision": (1, 2),
    }
