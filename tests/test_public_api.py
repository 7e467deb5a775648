"""The public names: few, importable, documented, and nothing else."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import geo

DOCS = Path(__file__).resolve().parent.parent / "docs" / "index.md"
#: A surface that a person can keep in mind.
MOST_NAMES = 20


def test_the_names_are_sorted_unique_and_few() -> None:
    assert list(geo.__all__) == sorted(set(geo.__all__))
    assert len(geo.__all__) <= MOST_NAMES


def test_the_names_and_their_homes_agree() -> None:
    assert set(geo._HOMES) == set(geo.__all__)
    assert set(geo.__all__) <= set(dir(geo))


@pytest.mark.parametrize("name", geo.__all__)
def test_each_name_is_importable_from_its_home_and_documented(name: str) -> None:
    value = getattr(geo, name)
    assert inspect.getdoc(value)
    assert value.__module__.startswith("geo.")


def test_the_page_lists_exactly_these_names() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == list(geo.__all__)


def test_what_is_not_there_is_said_so() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nosuch'"):
        _ = geo.nosuch  # type: ignore[attr-defined]


def test_every_error_of_ours_is_a_geo_error_with_a_sentence() -> None:
    from geo import errors  # noqa: PLC0415

    classes = [value for value in vars(errors).values() if inspect.isclass(value)]
    assert len(classes) > 8
    for error in classes:
        assert issubclass(error, errors.GeoError)
        assert error.__doc__
        assert error.__name__ in (errors.__doc__ or ""), "the tree in the module's docstring is whole"
