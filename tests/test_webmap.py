"""The HTML page: everything inside, nothing asked for, text stays text."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import folium
import mapcases
import pytest

from geo.errors import ExportError
from geo.export import webmap
from geo.export.mapspec import build_mapspec
from geo.export.webmap import presence_map, save_html

GOLDEN = Path(__file__).parent / "golden" / "mapspec.json"
NONCE = re.compile(r'nonce="([0-9a-f]{32})"')


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("map") / "report.html"
    save_html(mapcases.ARTICLES, path, title="Autumn")
    return path.read_text(encoding="utf-8")


def data(page: str, part: str) -> object:
    (text,) = re.findall(rf'<script type="application/json" id="marsad_[0-9a-f]+-{part}">(.*?)</script>', page)
    return json.loads(text)


def test_the_page_holds_the_whole_map(page: str) -> None:
    spec = data(page, "spec")
    assert spec["title"] == "Autumn"
    assert len(spec["events"]) == sum(len(record.events) for record in mapcases.ARTICLES)
    assert data(page, "words")["search"]
    assert len(re.findall(r'<script type="text/plain" id="marsad_[0-9a-f]+-basemap">([^<]+)<', page)[0]) > 100_000


def test_the_page_names_nothing_to_load(page: str) -> None:
    assert re.findall(r"<(?:script|img|iframe|link|video|audio|embed|object)[^>]*\s(?:src|href|data)=", page) == []
    assert re.findall(r"@import|url\((?!#)", page) == []
    assert "sourceMappingURL" not in page


def test_the_policy_allows_only_scripts_with_the_nonce_and_no_request(page: str) -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    (nonce,) = set(NONCE.findall(page))
    assert f"script-src 'nonce-{nonce}'" in policy
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert "unsafe" not in policy
    scripts = re.findall(r"<(?:script|style)(?=[\s>])[^>]*>", page)
    assert all("nonce=" in tag or 'type="application/json"' in tag or 'type="text/plain"' in tag for tag in scripts)


def test_the_same_input_gives_the_same_file_and_another_title_another_nonce(tmp_path: Path) -> None:
    for name, title in (("a", "One"), ("b", "One"), ("c", "Two")):
        save_html(mapcases.ARTICLES, tmp_path / name, title=title)
    first, again, other = ((tmp_path / name).read_bytes() for name in "abc")
    assert hashlib.sha256(first).digest() == hashlib.sha256(again).digest()
    assert set(NONCE.findall(first.decode())) != set(NONCE.findall(other.decode()))


@pytest.mark.parametrize(("lang", "direction"), [("ar", "rtl"), ("en", "ltr"), ("fr", "ltr")])
def test_the_page_is_written_in_the_direction_of_its_interface(tmp_path: Path, lang: str, direction: str) -> None:
    save_html(mapcases.ARTICLES, tmp_path / "m.html", lang=lang)
    assert f'<html lang="{lang}" dir="{direction}">' in (tmp_path / "m.html").read_text(encoding="utf-8")


def test_no_payload_leaves_its_data_block(tmp_path: Path) -> None:
    save_html(mapcases.HOSTILE, tmp_path / "m.html", title=mapcases.PAYLOADS[1])
    page = (tmp_path / "m.html").read_text(encoding="utf-8")
    spec = data(page, "spec")
    assert [source["title"] for source in spec["sources"]] == list(mapcases.PAYLOADS), "not a character is lost"
    outside = re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)
    assert "hacked" not in re.sub(r"<title>.*?</title>", "", outside)
    (title,) = re.findall(r"<title>(.*?)</title>", page)
    assert "<" not in title
    blocks = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, flags=re.DOTALL)
    assert not any(char in block for block in blocks for char in "<>&\u2028\u2029")


def test_templates_in_text_are_not_run(tmp_path: Path) -> None:
    save_html(mapcases.HOSTILE, tmp_path / "m.html")
    page = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert "{{ 7*7 }}" in page
    assert "{% for x in (1,2) %}hacked{% endfor %}" in page


def test_it_is_a_folium_map_that_takes_layers(tmp_path: Path) -> None:
    site = presence_map(mapcases.ARTICLES)
    assert isinstance(site, folium.Map)
    circle = folium.Circle([32.9, 13.2], radius=20_000)
    circle.add_to(site)
    site.save(str(tmp_path / "m.html"))
    page = (tmp_path / "m.html").read_text(encoding="utf-8")
    assert page.index("MarsadMap.boot(L") < page.index(f"var {circle.get_name()} = L.circle(")
    assert "cdn" not in page.split("</head>")[0].replace("cdnf", "")


def test_the_map_knows_its_bounds() -> None:
    (south, west), (north, east) = presence_map(mapcases.ARTICLES).get_bounds()
    assert -10 < west < -7
    assert 12 < south < 20
    assert 29 < north < 32
    assert east > 16


def test_a_map_of_nothing_is_a_page_too(tmp_path: Path) -> None:
    save_html([], tmp_path / "m.html")
    assert data((tmp_path / "m.html").read_text(encoding="utf-8"), "spec")["events"] == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="choose a folder"):
        save_html(mapcases.ARTICLES, tmp_path / "none" / "m.html")


def test_our_script_never_sets_markup() -> None:
    markup = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    assert re.findall(markup, webmap.script()) == []


def test_the_description_is_the_golden_one() -> None:
    made = json.dumps(json.loads(webmap.to_json(build_mapspec(mapcases.ARTICLES))), ensure_ascii=False, indent=1) + "\n"
    assert made == GOLDEN.read_text(encoding="utf-8"), "if the change is meant, write it anew and read the diff"
