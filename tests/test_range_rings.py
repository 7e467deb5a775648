"""Range rings that an author draws: a place or a point, a radius or a weapon."""

from __future__ import annotations

from pathlib import Path

import mapcases
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo.cli import main
from geo.errors import GeometryError, PlaceNotFoundError, SettingsError
from geo.export.mapspec import build_mapspec
from geo.export.rings import LARGEST_RING_KM, RangeRing, range_ring


def test_a_ring_is_around_a_place_by_name_in_any_script() -> None:
    ring, arabic = range_ring("Tobruk:150"), range_ring("طبرق : 150 km")
    assert (ring.place, ring.km, ring.weapon) == ("Tobruk", 150.0, "")
    assert (round(ring.lat), round(ring.lon)) == (32, 24)
    assert arabic == ring


def test_a_weapon_gives_its_range() -> None:
    ring = range_ring("32.9,13.2:kalibr")
    assert ring == RangeRing(32.9, 13.2, 1500.0, "Kalibr", "")


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(0.1, LARGEST_RING_KM))
def test_bare_numbers_come_back(lat: float, lon: float, km: float) -> None:
    ring = range_ring(f"{lat!r}, {lon!r}:{km!r}")
    assert (ring.lat, ring.lon) == (pytest.approx(lat, abs=1e-5), pytest.approx(lon, abs=1e-5))
    assert ring.km == km


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("Tobruk", SettingsError, "'Tobruk' is no range ring"),
        (":150", SettingsError, "no range ring"),
        ("Tobruk:-5", SettingsError, "got '-5'"),
        ("Tobruk:nan", SettingsError, "got 'nan'"),
        ("Tobruk:Excalibur", SettingsError, "no weapon 'Excalibur'"),
        ("Tobruk:missile", SettingsError, "several weapons"),
        ("95,13:10", GeometryError, "no such point"),
        ("Xqzzyvw:10", PlaceNotFoundError, "no place 'Xqzzyvw'"),
    ],
)
def test_what_is_no_ring_is_told(text: str, kind: type[Exception], says: str) -> None:
    with pytest.raises(kind, match=says):
        range_ring(text)


def test_rings_reach_the_page_from_python_and_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = geo.presence_map(mapcases.ARTICLES, rings=["Tobruk:150", RangeRing(1.0, 2.0, 3.0)]).get_root().render()
    assert '"rings":[{"lat":32' in page
    assert '{"lat":1.0,"lon":2.0,"km":3.0,"weapon":"","place":""}' in page
    spec = msgspec.structs.replace(build_mapspec(mapcases.ARTICLES), rings=(RangeRing(1.0, 2.0, 3.0),))
    assert '"km":3.0' in geo.presence_map(spec, rings=["1,1:9"]).get_root().render()
    text, out = tmp_path / "a.txt", tmp_path / "a.html"
    text.write_text("Troops arrived in Tobruk on 3 May 2021.", encoding="utf-8")
    assert main(["map", str(text), "-o", str(out), "--ring", "Tobruk:150"]) == 0
    assert "ring of 150 km around Tobruk" in capsys.readouterr().err
    assert '"km":150.0' in out.read_text(encoding="utf-8")
    assert main(["map", str(text), "-o", str(out), "--ring", "Nowherexyz:150"]) == 1
    assert "Nowherexyz" in capsys.readouterr().err
