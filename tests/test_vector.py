"""Files for other tools: read back with the tools that will read them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import mapcases
import pytest
from shapely.geometry import LinearRing

from geo.errors import ExportError
from geo.export import vector

EVENTS = {event.id for record in mapcases.ARTICLES for event in record.events}


def test_geojson_names_every_event_also_those_off_the_map() -> None:
    document = json.loads(vector.to_geojson(mapcases.ARTICLES))
    assert document["type"] == "FeatureCollection"
    assert {feature["properties"]["event_id"] for feature in document["features"]} == EVENTS
    off = {f["properties"]["event_id"] for f in document["features"] if f["geometry"] is None}
    assert {"ev-en-country", "ev-en-wide", "ev-fr-unplaced"} <= off
    assert len({feature["id"] for feature in document["features"]}) == len(document["features"])


def test_geojson_is_longitude_first_and_wound_as_rfc_7946_says() -> None:
    for feature in json.loads(vector.to_geojson(mapcases.ARTICLES))["features"]:
        if (feature["geometry"] or {}).get("type") != "MultiPolygon":
            continue
        for outer, *holes in feature["geometry"]["coordinates"]:
            assert LinearRing(outer).is_ccw
            assert not any(LinearRing(hole).is_ccw for hole in holes)
            assert outer[0] == outer[-1]
    bamako = next(f for f in vector.features(mapcases.ARTICLES) if f.properties.event_id == "ev-fr-arrives")
    lon, lat = bamako.geometry.coordinates[0][0][0]
    assert lon == pytest.approx(-7.975, abs=0.1)
    assert lat == pytest.approx(12.609, abs=0.1)


def test_a_movement_is_a_line_beside_its_places() -> None:
    rows = [f for f in vector.features(mapcases.ARTICLES) if f.properties.event_id == "ev-ar-move"]
    assert [row.properties.part for row in rows] == ["place", "place", "movement"]
    assert rows[2].geometry.coordinates == ((16.001, 29.198), (14.272, 27.653))


@pytest.mark.parametrize("ending", ["gpkg", "parquet", "geojson"])
def test_geopandas_reads_every_row_back(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"events.{ending}"
    vector.write(mapcases.ARTICLES, path)
    frame = gpd.read_parquet(path) if ending == "parquet" else gpd.read_file(path)
    rows = vector.features(mapcases.ARTICLES)
    assert frame.crs.to_epsg() == 4326
    assert list(frame["event_id"]) == [row.properties.event_id for row in rows]
    assert list(frame["quote"]) == [row.properties.quote for row in rows]
    shapes = frame.geometry[~frame.geometry.isna()]
    assert shapes.is_valid.all()
    assert len(shapes) == sum(row.geometry is not None for row in rows)


def test_kml_is_well_formed_and_runs_nothing(tmp_path: Path) -> None:
    bell = mapcases.record("bell\x07.txt", "a\x00b", "en", *mapcases.HOSTILE[0].events)
    vector.write([*mapcases.ARTICLES, *mapcases.HOSTILE, bell], tmp_path / "events.kml")
    root = ET.parse(tmp_path / "events.kml").getroot()  # noqa: S314  (our own file)
    space = {"k": "http://www.opengis.net/kml/2.2"}
    assert len(root.findall(".//k:Placemark", space)) > len(mapcases.HOSTILE)
    assert root.findall(".//k:description", space) == [], "a viewer shows a description as HTML"
    names = [node.text for node in root.findall(".//k:Placemark/k:name", space)]
    assert f"presence: {mapcases.PAYLOADS[0]}" in names


def test_csv_keeps_the_words_and_runs_no_formula() -> None:
    quote = '=HYPERLINK("http://evil.example","x")'
    record = mapcases.record("+cmd.txt", "@title", "en", mapcases.event("e", "presence", quote))
    (row,) = csv.DictReader(io.StringIO(vector.to_csv([record])))
    assert row["quote"] == f"'{quote}"
    assert row["title"] == "'@title"
    assert row["source"] == "'+cmd.txt"
    rows = list(csv.DictReader(io.StringIO(vector.to_csv(mapcases.ARTICLES))))
    assert float(rows[0]["lon"]) == 16.001
    assert mapcases.AR_QUOTE in {row["quote"] for row in rows}


def test_negative_coordinates_stay_numbers_in_csv() -> None:
    rows = csv.DictReader(io.StringIO(vector.to_csv(mapcases.ARTICLES)))
    assert "-7.975" in {row["lon"] for row in rows}


def test_an_unknown_ending_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\.geojson, \.gpkg"):
        vector.write(mapcases.ARTICLES, tmp_path / "events.shp")


@pytest.mark.parametrize("ending", ["gpkg", "csv", "kml", "parquet", "geojson"])
def test_a_folder_that_is_not_there_is_told(tmp_path: Path, ending: str) -> None:
    with pytest.raises(ExportError, match="choose a folder"):
        vector.write(mapcases.ARTICLES, tmp_path / "none" / f"events.{ending}")


@pytest.mark.parametrize("ending", ["gpkg", "csv", "kml", "parquet", "geojson"])
def test_no_events_are_a_file_too(tmp_path: Path, ending: str) -> None:
    vector.write([], tmp_path / f"events.{ending}")
    assert (tmp_path / f"events.{ending}").exists()
