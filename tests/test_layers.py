"""The way through the house is one-way: import-linter's contracts, and that they can be broken."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

#: A comparison of a language with one that is named.
NAMES_ONE = re.compile(r"""lang\w*\s*(==|!=|(not )?in)\s*[("']+(ar|en|fr)\b""")
ROOT = Path(__file__).resolve().parent.parent


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
        "--no-cache",
    ]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)


def test_all_contracts_are_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout
    assert "3 kept, 0 broken" in done.stdout


def test_every_module_has_its_layer() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    placed = {name.strip() for layer in layers for name in layer.split("|")}
    modules = {f"geo.{path.stem}" for path in (ROOT / "geo").glob("*.py") if path.stem not in ("__init__", "__main__")}
    packages = {f"geo.{path.parent.name}" for path in (ROOT / "geo").glob("*/__init__.py")}
    assert modules | packages | {"dashboard"} == placed


def test_no_module_names_a_language_but_the_data() -> None:
    """Engine code takes languages as data: only what shows or builds things may name them."""
    engine = [
        path
        for part in ("extraction", "geocoding", "documents", "language")
        for path in (ROOT / "geo" / part).glob("*.py")
    ]
    assert engine
    guilty = [
        f"{path.name}: {line.strip()}"
        for path in engine
        for line in path.read_text(encoding="utf-8").splitlines()
        if NAMES_ONE.search(line)
    ]
    assert guilty == []
