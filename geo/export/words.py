"""The words of the map's interface, in each language that it speaks: data in ``assets/strings.json``."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources

from geo.errors import ExportError
from geo.export import basemap

LANGUAGES = basemap.LANGUAGES


@lru_cache(maxsize=8)
def strings(lang: str) -> dict[str, str]:
    """Return the words of the interface in one language.

    Raises
    ------
    ExportError
        If the interface has no such language.
    """
    if lang not in LANGUAGES:
        msg = f"the map speaks {', '.join(LANGUAGES)}; got lang={lang!r}"
        raise ExportError(msg)
    text = (resources.files("geo.export") / "assets" / "strings.json").read_text(encoding="utf-8")
    table: dict[str, list[str]] = json.loads(text)
    column = LANGUAGES.index(lang)
    return {key: row[column] for key, row in table.items()}
