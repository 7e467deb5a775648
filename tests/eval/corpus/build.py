"""Author the corpus: annotated sources in, plain texts and gold out.

Each file of ``source/`` holds one text with its annotation written inline; this
program takes the marks out, computes the offsets, checks what can be checked
and writes ``texts/*.txt`` and ``gold.jsonl``. The notation is in README.md.

    python tests/eval/corpus/build.py            write texts and gold
    python tests/eval/corpus/build.py --check    fail if they are not up to date
    python tests/eval/corpus/build.py --lint     also list names that seem to be left unmarked
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from notation import (
    BEARINGS,
    EDTF,
    EVENT_TYPES,
    MODALITIES,
    USE_SUFFIX,
    USES,
    CorpusError,
    Row,
    Text,
    destination,
    distance_km,
    parse,
    quantities,
    read_places,
)

HERE = Path(__file__).resolve().parent
#: A gold position is right within this distance even for the smallest place.
LEAST_TOLERANCE_KM = 10.0
#: What "near X" may mean beyond the size of X itself (design: 10–25 km).
NEAR_KM = 15.0
#: How loosely "N km" is meant, as a share of N, with a cardinal direction.
DISTANCE_SHARE = 0.25


def place_records(parsed: Text, places: dict[str, Row]) -> list[dict[str, Any]]:
    """Return the mentions of a text in the shared record format (decoys, marked "-", left out)."""
    out = []
    for start, end, key in parsed.mentions:
        if key == "-":
            continue
        name, use = USE_SUFFIX.fullmatch(key).groups()  # type: ignore[union-attr]
        if name not in places:
            msg = f"{parsed.name}: no place {name!r} in places.tsv"
            raise CorpusError(msg)
        row = places[name]
        country = row.kind == "country"
        record: dict[str, Any] = {
            "surface": parsed.text[start:end],
            "start": start,
            "end": end,
            "name_en": row.name,
            "lat": None if country else row.lat,
            "lon": None if country else row.lon,
            "tolerance_km": row.tolerance_km,
            "kind": row.kind,
            "country": row.country,
            "use": USES[use or ""],
        }
        if row.low:
            record["coord_confidence"] = "low"
        out.append(record)
    return out


def relative_point(inner: list[Row], attrs: dict[str, str], places: dict[str, Row]) -> tuple[float, float, float]:
    """Return where a relative place lies and how far off is still right."""
    anchor = places[attrs["A"]] if "A" in attrs else inner[0]
    km, direction = float(attrs.get("km", 0)), attrs.get("dir")
    size = anchor.tolerance_km or 0.0
    if "at" in attrs:
        lat, lon = (float(x) for x in attrs["at"].split(","))
        tol = size + NEAR_KM
    elif "app" in attrs:
        row = places[attrs["app"]]
        lat, lon, tol = row.lat, row.lon, (row.tolerance_km or 0.0) + max(NEAR_KM, DISTANCE_SHARE * km)
    elif "mid" in attrs:
        far = inner[1]
        lat, lon = round((anchor.lat + far.lat) / 2, 3), round((anchor.lon + far.lon) / 2, 3)
        tol = distance_km(anchor.lat, anchor.lon, far.lat, far.lon) / 2 + LEAST_TOLERANCE_KM
    elif direction:
        lat, lon = destination(anchor.lat, anchor.lon, BEARINGS[direction], km or size)
        tol = max(NEAR_KM, DISTANCE_SHARE * km) if km else size + NEAR_KM
    elif km:
        lat, lon, tol = anchor.lat, anchor.lon, 1.1 * km + LEAST_TOLERANCE_KM
    else:
        lat, lon, tol = anchor.lat, anchor.lon, size + NEAR_KM
    return lat, lon, float(attrs.get("tol", round(tol)))


def relative_records(
    parsed: Text, places: dict[str, Row]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Row]]:
    """Return relative places, coordinates in the text, and the named ones that events may use."""
    out, coordinates, named = [], [], {}
    for start, end, attrs in parsed.relatives:
        text = parsed.text[start:end]
        if "coord" in attrs:
            lat, lon = (float(x) for x in attrs["coord"].split(","))
            tol = float(attrs.get("tol", LEAST_TOLERANCE_KM))
            coordinates.append({"text": text, "start": start, "end": end, "lat": lat, "lon": lon, "tolerance_km": tol})
            named[attrs["id"]] = Row(text, "town", attrs["in"], lat, lon, tol, low=False)
            continue
        inner = [places[k.removesuffix(" o")] for s, e, k in parsed.mentions if start <= s and e <= end and k in places]
        if not inner and "A" not in attrs:
            msg = f"{parsed.name}: no anchor in {text!r}"
            raise CorpusError(msg)
        lat, lon, tol = relative_point(inner, attrs, places)
        anchor = attrs.get("anchor") or (places[attrs["A"]] if "A" in attrs else inner[0]).name
        if "mid" in attrs:
            anchor = f"{inner[0].name} / {inner[1].name}"
        country = attrs.get("in") or (places[attrs["A"]] if "A" in attrs else inner[0]).country
        label = attrs.get("name") or text
        out.append(
            {
                "text": text,
                "start": start,
                "end": end,
                "anchor": anchor,
                "distance_km": float(attrs["km"]) if "km" in attrs else None,
                "direction": attrs.get("dir"),
                "apposition_to": attrs.get("app"),
                "lat": lat,
                "lon": lon,
                "tolerance_km": tol,
            }
        )
        if "id" in attrs:
            named[attrs["id"]] = Row(label, "region", country, lat, lon, tol, low=False)
    return out, coordinates, named


def event_record(parsed: Text, line: str, known: dict[str, Row], prefix: str) -> dict[str, Any]:
    """Read one event line: ``type[:subtype]; actor; slot=…; d=EDTF; q=…; eq=…; m=…; s=sentence; g=group; opt``."""
    kind, actor, *rest = (part.strip() for part in line.split(";"))
    kind, _, subtype = kind.partition(":")
    flags = {part for part in rest if "=" not in part}
    slots = dict(part.split("=", 1) for part in rest if "=" in part)
    unknown = set(slots) - {"at", "from", "to", "via", "alt", "dir", "d", "q", "eq", "m", "s", "g"} | flags - {"opt"}
    if kind not in EVENT_TYPES or unknown:
        msg = f"{parsed.name}: {kind} {unknown or ''}"
        raise CorpusError(msg)

    def row(key: str) -> Row:
        if key not in known:
            msg = f"{parsed.name}: event at unknown place {key!r}"
            raise CorpusError(msg)
        return known[key]

    spots = {
        slot: row(slots[key]) if key in slots else None
        for slot, key in (("place", "at"), ("from", "from"), ("to", "to"))
    }
    if not any(spots.values()):
        msg = f"{parsed.name}: an event without any place: {line}"
        raise CorpusError(msg)
    start, end = parsed.sentences[slots["s"]]
    geo: dict[str, Any] = {slot: spot.geo() if spot else None for slot, spot in spots.items()}
    if "alt" in slots:
        geo["alt"] = [row(key.strip()).geo() for key in slots["alt"].split(",")]
    articles = [b for b in parsed.blocks if b[2][0] == "article"]
    record: dict[str, Any] = {"type": kind, "actor": actor}
    record |= {"subtype": subtype} if subtype else {}
    record |= {slot: spot.name if spot else None for slot, spot in spots.items()}
    record |= {"direction": slots["dir"]} if "dir" in slots else {}
    record |= {"via": [row(key.strip()).name for key in slots["via"].split(",")]} if "via" in slots else {}
    record |= {
        "date": slots.get("d"),
        "quantity": slots.get("q"),
        "quantities": quantities(slots.get("q")),
        "equipment": [x.strip() for x in slots["eq"].split(",")] if "eq" in slots else [],
        "modality": MODALITIES[slots.get("m", "a")],
        "evidence": parsed.text[start:end],
        "evidence_start": start,
        "evidence_end": end,
        "article": next(i for i, (b, e, _) in enumerate(articles) if b <= start < e),
        "geo": geo,
    }
    record |= {"group": prefix + slots["g"]} if "g" in slots else {}
    record |= {"optional": True} if "opt" in flags else {}
    return record


def forbidden(
    places: list[dict[str, Any]], events: list[dict[str, Any]], rows: dict[str, Row], *, negative: bool
) -> list[dict[str, Any]]:
    """Return the named places that no event uses and that no event lies in."""
    used = {e[k] for e in events for k in ("place", "from", "to")} | {v for e in events for v in e.get("via", [])}
    points = [x for e in events for k in ("place", "from", "to") if (x := e["geo"][k])]
    points += [x for e in events for x in e["geo"].get("alt", [])]
    out: dict[str, dict[str, Any]] = {}
    for mention in places:
        row = rows[mention["name_en"]]
        if mention["use"] == "demonym" or row.name in used or row.name in out:
            continue
        if row.kind == "country":
            inside = any(p["iso2"] == row.country for p in points)
        else:
            reach = max(LEAST_TOLERANCE_KM, row.tolerance_km or 0)
            inside = any(
                distance_km(row.lat, row.lon, p["lat"], p["lon"]) <= reach for p in points if p["tol"] is not None
            )
        if inside and not negative:
            continue
        country = row.kind == "country"
        out[row.name] = {
            "surface": mention["surface"],
            "name_en": row.name,
            "iso2": row.country,
            "lat": None if country else row.lat,
            "lon": None if country else row.lon,
            "tol": row.tolerance_km,
        }
    return list(out.values())


def record(name: str, source: str, rows: dict[str, Row]) -> tuple[str, dict[str, Any]]:
    """Return the plain text and the gold record of one source."""
    parsed = parse(name, source)
    places = place_records(parsed, rows)
    relative, coordinates, named = relative_records(parsed, rows)
    negative = " negative" in parsed.head["flags"]
    events = [event_record(parsed, line, rows | named, name[1:3]) for line in parsed.events]
    for event in events:
        if event["date"] is not None and not EDTF.fullmatch(event["date"]):
            msg = f"{name}: {event['date']} is not EDTF"
            raise CorpusError(msg)
    if negative and events:
        msg = f"{name}: a negative text has events"
        raise CorpusError(msg)
    banned = forbidden(places, events, rows, negative=negative)
    articles = []
    for start, end, head in parsed.blocks:
        if head[0] == "article":
            articles.append(
                {
                    "start": start,
                    "end": end,
                    "published": head[1] if head[1] != "-" else None,
                    "title": parsed.text[start:end].split("\n")[0].strip() if "title" in head else None,
                    "published_in_text": "dated" in head,
                }
            )
    return parsed.text, {
        "id": name,
        "lang": name.rsplit("_", 1)[1],
        "published": articles[0]["published"],
        "negative": negative,
        "places": places,
        "events": events,
        "relative_places": relative,
        "coordinates": coordinates,
        "decoys": [{"start": s, "end": e, "surface": parsed.text[s:e]} for s, e, k in parsed.mentions if k == "-"],
        "must_not_plot": [x["surface"] for x in banned],
        "must_not_plot_points": banned,
        "articles": articles,
        "noise": [[start, end] for start, end, head in parsed.blocks if head[0] == "noise"],
    }


def unmarked(text: str, gold: dict[str, Any], surfaces: set[str]) -> list[str]:
    """Return surfaces, marked somewhere in the corpus, that also stand here without a mark."""
    covered = {i for m in gold["places"] + gold["decoys"] for i in range(m["start"], m["end"])}
    found = []
    for surface in sorted(surfaces):
        pattern = rf"(?<!\w)(?:[وفبلك]|وال|بال|)?{re.escape(surface)}(?!\w)"
        for hit in re.finditer(pattern, text):
            if hit.end() - 1 not in covered:
                around = text[max(0, hit.start() - 20) : hit.end() + 20]
                found.append(f"{gold['id']}: {surface} at {hit.start()}: …{around!r}")
    return found


def build() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return the plain text and the gold of every source, by id."""
    rows = read_places()
    out = {}
    for path in sorted((HERE / "source").glob("*.txt")):
        try:
            out[path.stem] = record(path.stem, path.read_text(encoding="utf-8"), rows)
        except (KeyError, IndexError, StopIteration) as error:
            msg = f"{path.stem}: {error!r}"
            raise CorpusError(msg) from error
    return out


def main() -> int:
    """Write, check or lint the corpus; return 1 if it is out of date."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="fail if the written files are not up to date")
    parser.add_argument("--lint", action="store_true", help="list names that seem to be left unmarked")
    options = parser.parse_args()
    built = build()
    files = {HERE / "texts" / f"{name}.txt": text for name, (text, _) in built.items()}
    files[HERE / "gold.jsonl"] = "".join(json.dumps(gold, ensure_ascii=False) + "\n" for _, gold in built.values())
    if options.lint:
        surfaces = {m["surface"] for _, gold in built.values() for m in gold["places"]}
        for text, gold in built.values():
            sys.stdout.write("".join(f"{line}\n" for line in unmarked(text, gold, surfaces)))
    stale = [path for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    stale += [path for path in (HERE / "texts").glob("*.txt") if path not in files]
    if options.check:
        sys.stdout.write("".join(f"out of date: {path.name}\n" for path in stale))
        return 1 if stale else 0
    for path, text in files.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    mentions = sum(len(gold["places"]) for _, gold in built.values())
    events = sum(len(gold["events"]) for _, gold in built.values())
    sys.stdout.write(f"{len(built)} texts, {mentions} mentions, {events} events\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
