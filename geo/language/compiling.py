"""Turns what people edit, `data/lexicon/<language>/*.toml`, into the built lexicon.

A TOML file holds classes, a class holds values, a value holds phrases::

    [facility_head]
    airbase = ["قاعدة جوية", "مطار عسكري"]

    [event_verb]
    "movement;to" = ["verb:وصل:صل", "بلغ"]

A phrase of the form ``paradigm:part0[:part1…]`` is inflected by the paradigm of
that name in the language's `inflection.toml`; each form carries the name of its
group (``past``, ``present``, ``future``, ``passive`` …).
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from geo.errors import LexiconError
from geo.language.lexicon import FORMAT, Clitics, LexiconFile, Phrase
from geo.language.normalize import fold, light
from geo.language.tokens import TOKEN

_PIECES = re.compile(r"[^\W_]+")


def split_phrase(text: str) -> tuple[str, ...]:
    """Return the folded words of a phrase, cut as the tokenizer cuts text."""
    cleaned = (match.group() for match in TOKEN.finditer(text))
    return tuple(fold(word) for word in cleaned if _PIECES.search(word))


def inflect(phrase: str, paradigms: dict[str, dict[str, list[str]]]) -> list[tuple[str, str]]:
    """Expand ``paradigm:part0[:part1]`` into (form, group) pairs; a plain phrase stays itself.

    Raises
    ------
    LexiconError
        If the paradigm is not known.
    """
    if ":" not in phrase:
        return [(phrase, "")]
    name, *parts = phrase.split(":")
    if name not in paradigms:
        msg = f"unknown paradigm {name!r} in {phrase!r}; known: {', '.join(sorted(paradigms))}"
        raise LexiconError(msg)
    out = []
    for group, patterns in paradigms[name].items():
        for pattern in patterns:
            try:
                out.append((pattern.format(*parts), group))
            except IndexError as error:
                msg = f"{phrase!r} has too few parts for the paradigm {name!r} ({pattern!r})"
                raise LexiconError(msg) from error
    return out


def compile_lexicon(folder: Path) -> LexiconFile:
    """Compile `data/lexicon` into the form that is shipped.

    Parameters
    ----------
    folder
        Folder with one subfolder per language, each with TOML files.

    Raises
    ------
    LexiconError
        If a file is not valid or names an unknown paradigm.
    """
    phrases: dict[Phrase, None] = {}
    clitics: list[Clitics] = []
    common: dict[str, None] = {}
    for language in sorted(path for path in folder.iterdir() if path.is_dir()):
        inflection = _read_toml(language / "inflection.toml")
        if "clitics" in inflection:
            clitics.append(msgspec.convert({"lang": language.name, **inflection["clitics"]}, Clitics))
        for path in sorted(language.glob("*.toml")):
            if path.name == "inflection.toml":
                continue
            for cls, values in _read_toml(path).items():
                if cls == "common":
                    common.update((light(entry), None) for entries in values.values() for entry in entries)
                    continue
                for value, entries in values.items():
                    where = f"{path}: {cls}.{value}"
                    phrases.update(
                        (Phrase(words, cls, value, language.name, group, accented(form)), None)
                        for entry in entries
                        for form, words, group in _forms(entry, inflection.get("paradigm", {}), where)
                    )
    return LexiconFile(FORMAT, tuple(phrases), tuple(clitics), tuple(common))


def accented(form: str) -> str:
    """Return the light form of the first word of a phrase, which keeps what folding loses (accents, hamza seats)."""
    first = form.split(maxsplit=1)[0]
    return light(first) if first.isalpha() else ""


def _forms(
    entry: str, paradigms: dict[str, dict[str, list[str]]], where: str
) -> list[tuple[str, tuple[str, ...], str]]:
    forms = [(form, split_phrase(form), group) for form, group in inflect(entry, paradigms)]
    if not all(words for _, words, _ in forms):
        msg = f"{where}: {entry!r} holds no word"
        raise LexiconError(msg)
    return forms


def _read_toml(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{path}: {error}"
        raise LexiconError(msg) from error
