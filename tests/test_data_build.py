"""What is shipped under `geo/data` is what `data` gives: rebuilt, it is the same to the byte."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def builder(tmp_path: Path) -> ModuleType:
    """Return the build script, told to build into a folder of its own."""
    spec = importlib.util.spec_from_file_location("build_data", ROOT / "scripts" / "build_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "data").symlink_to(ROOT / "data")
    (tmp_path / "geo" / "data").mkdir(parents=True)
    module.ROOT = tmp_path
    return module


@pytest.mark.parametrize(("step", "name"), [("build_lexicon", "lexicon.msgpack"), ("build_tables", "tables.msgpack")])
def test_a_rebuild_gives_the_same_bytes(builder: ModuleType, step: str, name: str) -> None:
    getattr(builder, step)()
    rebuilt = builder.ROOT / "geo" / "data" / name
    same = rebuilt.read_bytes() == (ROOT / "geo" / "data" / name).read_bytes()
    assert same, "run: make data"  # told of two files of megabytes, pytest would look for the difference for minutes


def test_every_table_has_its_licence_and_its_header() -> None:
    told = (ROOT / "data" / "LICENSES.md").read_text(encoding="utf-8")
    tables = sorted((ROOT / "data").rglob("*.csv"))
    assert len(tables) > 8
    for table in tables:
        header = table.read_text(encoding="utf-8").split("\n", 1)[0]
        assert "," in header
        folder = f"`{table.parent.relative_to(ROOT)}/*.csv`"
        assert table.name in told or folder in told, f"data/LICENSES.md does not name {table.name}"
