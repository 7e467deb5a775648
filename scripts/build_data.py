"""Build what is shipped under `geo/data/` from what people edit under `data/`.

Usage: python scripts/build_data.py [lexicon] [gazetteer] [basemap]   (default: lexicon)
"""

from __future__ import annotations

import csv
import itertools
import sys
from pathlib import Path

import msgspec

from geo.extraction.tables import ActorRow, CountryRow, EquipmentRow, Tables
from geo.language.compiling import accented, compile_lexicon, split_phrase
from geo.language.lexicon import Phrase
from geo.language.normalize import fold

ROOT = Path(__file__).resolve().parent.parent


LANGUAGES = ("en", "ar", "fr")
#: table -> (class, column stem, value column) of the phrases that its cells become
TABLES: dict[str, tuple[tuple[str, tuple[str, ...], str], ...]] = {
    "countries.csv": (
        ("demonym", ("demonym",), "iso2"),
        ("seat", ("metonyms",), "iso2"),
        ("capital", ("capital", "seats"), "iso2"),
        ("country", ("name", "aliases"), "iso2"),
    ),
    "demonyms.csv": (("regional_demonym", ("form",), "refers_to"),),
    "actors.csv": (("actor", ("name", "aliases"), "id"),),
    "equipment.csv": (("equipment", ("name", "aliases"), "id"),),
}


def table_phrases() -> tuple[Phrase, ...]:
    """Return the lexicon phrases that the tables of `data/` give."""
    phrases: dict[Phrase, None] = {}
    for table, rules in TABLES.items():
        for row, (cls, stems, value), lang in itertools.product(_rows(table), rules, LANGUAGES):
            # a column without a language ("name" of a weapon) goes with English
            cells = [row.get(f"{stem}_{lang}") or (row.get(stem) if lang == "en" else "") or "" for stem in stems]
            forms = [part.strip() for cell in cells for part in cell.split("|") if part.strip()]
            split = [(form, words) for form in forms if (words := split_phrase(form))]
            opening = {words[0] for _, words in split}
            for form, words in split:
                dual = cls == "equipment" and lang == "ar" and not opening.isdisjoint(_singulars(words[0]))
                written = accented(form) if cls == "equipment" and lang != "ar" else ""
                phrases[Phrase(words, cls, row[value], lang, "dual" if dual else "", written)] = None
    return tuple(phrases)


def _singulars(word: str) -> set[str]:
    """Return what an Arabic noun is the dual of, if it is one: «طائرتين», «سفينتا» and «صاروخان» count two."""
    endings = {"تين": "ه", "تان": "ه", "تي": "ه", "تا": "ه", "ين": "", "ان": ""}
    return {fold(word.removesuffix(end)) + bare for end, bare in endings.items() if word.endswith(end)}


def build_lexicon() -> None:
    """Compile `data/lexicon` and the tables beside it into `geo/data/lexicon.msgpack`."""
    file = compile_lexicon(ROOT / "data" / "lexicon")
    file = msgspec.structs.replace(file, phrases=(*file.phrases, *table_phrases()))
    target = ROOT / "geo" / "data" / "lexicon.msgpack"
    target.write_bytes(msgspec.msgpack.encode(file))
    sys.stdout.write(f"{target.relative_to(ROOT)}: {len(file.phrases)} phrases, {target.stat().st_size} bytes\n")


def build_tables() -> None:
    """Compile the tables of actors, equipment and countries into `geo/data/tables.msgpack`."""
    actors = {
        row["id"]: ActorRow(
            row["id"], row["type"], row["country"], row["name_en"], row["name_ar"], row["name_fr"], row["parent"],
            row["from"], row["to"], row["acled_type"],
        )
        for row in _rows("actors.csv")
    }  # fmt: skip
    equipment = {
        row["id"]: EquipmentRow(
            row["id"], row["class"], row["name"], float(row["range_km"]) if row["range_km"] else None
        )
        for row in _rows("equipment.csv")
    }
    countries = {
        row["iso2"]: CountryRow(
            row["iso2"], row["name_en"], float(row["lat"]), float(row["lon"]), float(row["extent_km"]),
            row["capital_en"],
            float(row["capital_lat"]) if row["capital_lat"] else None,
            float(row["capital_lon"]) if row["capital_lon"] else None,
        )
        for row in _rows("countries.csv")
    }  # fmt: skip
    tripoints = {row["countries"]: (float(row["lat"]), float(row["lon"])) for row in _rows("tripoints.csv")}
    parts = {
        f"{row['iso2']} {row['part']}": (float(row["lat"]), float(row["lon"]), float(row["radius_km"]))
        for row in _rows("country_parts.csv")
    }
    target = ROOT / "geo" / "data" / "tables.msgpack"
    target.write_bytes(msgspec.msgpack.encode(Tables(actors, equipment, countries, tripoints, parts)))
    sys.stdout.write(
        f"{target.relative_to(ROOT)}: {len(actors)} actors, {len(equipment)} weapons, {len(countries)} countries, "
        f"{len(tripoints)} points of three\n"
    )


def _rows(table: str) -> list[dict[str, str]]:
    path = ROOT / "data" / table
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def build_gazetteer() -> None:
    """Build `geo/data/gazetteer.bin` from `data/places` and the open sources (half a minute, 1 GB)."""
    from geo.gazetteer.embedded import build_embedded  # noqa: PLC0415  (needs the build's own dependencies)

    target = ROOT / "geo" / "data" / "gazetteer.bin"
    meta = build_embedded(ROOT / "data", target)
    size = target.stat().st_size
    sys.stdout.write(f"{target.relative_to(ROOT)}: {meta.places} places, {meta.keys} names, {size} bytes\n")


TARGETS = {"lexicon": (build_lexicon, build_tables), "gazetteer": (build_gazetteer,)}


if __name__ == "__main__":
    for name in sys.argv[1:] or ["lexicon"]:
        for build in TARGETS[name]:
            build()
