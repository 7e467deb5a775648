"""Fetching sources: whole or not at all, taken up where it stopped, and never unless told to."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path

import pytest
from webserver import Reply, Request, WebServer, running_web

from geo.cli import main
from geo.errors import GazetteerError, OnlineError
from geo.gazetteer import Gazetteer, extend
from geo.gazetteer import download as download_module
from geo.gazetteer.build import build_file
from geo.gazetteer.commonness import Commonness
from geo.gazetteer.download import Remote, fetch, remotes
from geo.gazetteer.extend import rules_of
from geo.gazetteer.records import PlaceRow

LIBYA = Remote("geonames", "LY.zip", "places")
OLD, NEW = formatdate(1_700_000_000, usegmt=True), formatdate(1_750_000_000, usegmt=True)
#: In the published shapes; made up.
PLACE = "990001|Zalqamar|Zalqamar|زلقمر|27.1|15.2|P|PPL|LY||||||1200||||".replace("|", "\t")
NAME = "1|990001|fr|Zelgamar|1|||||".replace("|", "\t")
AIRPORTS = (
    '"id","ident","type","name","latitude_deg","longitude_deg","elevation_ft","continent","iso_country","iso_region",'
    '"municipality","scheduled_service","icao_code","iata_code","gps_code","local_code","home_link","wikipedia_link",'
    '"keywords"\n1,"XX01","small_airport","Zalqamar Airport",27.2,15.3,1000,"AF","LY","LY-SB",,"no",,,,,,,\n'
)


def zipped(name: str, text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, text)
        archive.writestr("readme.txt", "about")
    return out.getvalue()


@dataclass
class Site:
    """A publisher's site as web servers are: it knows versions, parts, and what has not changed."""

    files: dict[str, bytes]
    modified: str = OLD
    tag: str = '"v1"'
    #: The connection breaks after so many bytes of each reply, as long as there are numbers here.
    cuts: list[int] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        body = self.files.get(request.path)
        if body is None:
            return Reply(status=404)
        headers = {"Last-Modified": self.modified} | ({"ETag": self.tag} if self.tag else {})
        since = request.headers.get("if-modified-since")
        if since and parsedate_to_datetime(since) >= parsedate_to_datetime(self.modified):
            return Reply(status=304)
        wanted, version = request.headers.get("range"), request.headers.get("if-range")
        cut = self.cuts.pop(0) if self.cuts else None
        if wanted and version in (self.tag, self.modified):
            first = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if first >= len(body):
                return Reply(status=416)
            headers["Content-Range"] = f"bytes {first}-{len(body) - 1}/{len(body)}"
            return Reply(body[first:], 206, headers, cut)
        return Reply(body, 200, headers, cut)


@pytest.fixture(autouse=True)
def _own_web(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(download_module, "FIRST_PAUSE_S", 0.0)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with running_web() as site:
        yield site


@pytest.fixture
def get(web: WebServer, tmp_path: Path) -> Callable[[Remote], Path]:
    bases = {"geonames": f"{web.url}/dump/", "ourairports": web.url}
    return lambda remote: fetch(remote, tmp_path / "kept", bases=bases)


def big(text: str = "x") -> bytes:
    return zipped("LY.txt", text * 400_000)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".lock"))


def test_what_a_user_names_becomes_files() -> None:
    assert [remote.path for remote in remotes(["LY", "ourairports", "LY"])] == [
        "LY.zip", "alternatenames/LY.zip", "airports.csv",
    ]  # fmt: skip
    assert [remote.path for remote in remotes(["LY", "TD", "alternate-names"])] == [
        "LY.zip", "TD.zip", "alternateNamesV2.zip",
    ]  # fmt: skip
    for wrong in ("ly", "Libya", "../LY", ""):
        with pytest.raises(GazetteerError, match="nothing to fetch is called"):
            remotes([wrong])


def test_a_file_is_fetched_once_and_again_when_it_has_changed(
    web: WebServer, get: Callable[[Remote], Path], tmp_path: Path
) -> None:
    site = Site({"/dump/LY.zip": zipped("LY.txt", PLACE)})
    web.reply = site
    path = get(LIBYA)
    assert path == tmp_path / "kept" / "geonames" / "LY.zip"
    assert path.read_bytes() == site.files["/dump/LY.zip"]
    assert names(tmp_path) == ["LY.zip"]
    before = path.stat().st_mtime
    assert before == 1_700_000_000
    get(LIBYA)
    assert web.requests[-1].headers["if-modified-since"] == OLD
    site.files["/dump/LY.zip"], site.modified, site.tag = zipped("LY.txt", PLACE * 2), NEW, '"v2"'
    assert get(LIBYA).read_bytes() == site.files["/dump/LY.zip"]
    assert path.stat().st_mtime == 1_750_000_000
    assert len(web.requests) == 3
    assert web.requests[0].headers["user-agent"].startswith("marsad/")


@pytest.mark.parametrize("tag", ['"v1"', 'W/"v1"', ""], ids=["tag", "weak tag", "date"])
def test_what_breaks_off_is_taken_up_where_it_stopped(
    web: WebServer, get: Callable[[Remote], Path], tmp_path: Path, tag: str
) -> None:
    site = Site({"/dump/LY.zip": big()}, tag=tag, cuts=[100_000, 150_000])
    web.reply = site
    assert get(LIBYA).read_bytes() == site.files["/dump/LY.zip"]
    assert [request.headers.get("range") for request in web.requests] == [None, "bytes=100000-", "bytes=250000-"]
    assert web.requests[1].headers["if-range"] == (tag if tag == '"v1"' else OLD)
    assert names(tmp_path) == ["LY.zip"]


def test_another_run_goes_on_with_what_one_left(web: WebServer, get: Callable[[Remote], Path], tmp_path: Path) -> None:
    site = Site({"/dump/LY.zip": big()}, cuts=[100_000, 0, 0, 0, 0])
    web.reply = site
    with pytest.raises(OnlineError, match="run the same command again later"):
        get(LIBYA)
    assert names(tmp_path) == ["LY.zip.part", "LY.zip.part.version"]
    asked = len(web.requests)
    assert asked == 1 + download_module.TRIES - 1
    site.cuts.clear()
    assert get(LIBYA).read_bytes() == site.files["/dump/LY.zip"]
    assert web.requests[asked].headers["range"] == "bytes=100000-"


def test_parts_of_two_versions_are_not_put_together(web: WebServer, get: Callable[[Remote], Path]) -> None:
    site = Site({"/dump/LY.zip": big()}, cuts=[100_000, 0, 0, 0, 0])
    web.reply = site
    with pytest.raises(OnlineError):
        get(LIBYA)
    site.cuts.clear()
    site.files["/dump/LY.zip"], site.modified, site.tag = big("y"), NEW, '"v2"'
    assert get(LIBYA).read_bytes() == site.files["/dump/LY.zip"]


def test_a_server_that_sends_the_wrong_part_is_not_believed(web: WebServer, get: Callable[[Remote], Path]) -> None:
    body = big()
    site = Site({"/dump/LY.zip": body}, cuts=[100_000])
    wrong = [Reply(body[5:], 206, {"Content-Range": f"bytes 5-{len(body) - 1}/{len(body)}"}), Reply(status=416)]

    def reply(request: Request) -> Reply:
        return wrong.pop() if "range" in request.headers and wrong else site(request)

    web.reply = reply
    site.cuts.append(50_000)
    assert get(LIBYA).read_bytes() == body


@pytest.mark.parametrize(
    ("reply", "words", "asked"),
    [
        (Reply(status=404), "404 Not Found; is the country code right", 1),
        (Reply(status=403), "403", 1),
        (Reply(status=503), "503", download_module.TRIES),
        (Reply(b"PK no archive"), "is damaged: no archive", 1),
        (Reply(b"<html>log in</html>"), "is damaged: no archive", 1),
        (Reply(zipped("LY.txt", PLACE).replace(b"Zalqamar", b"Zalqamer", 1)), "checksum of 'LY.txt' is wrong", 1),
    ],
    ids=["404", "403", "503", "text", "page", "checksum"],
)
def test_what_cannot_be_had_whole_leaves_what_was_there(
    web: WebServer, get: Callable[[Remote], Path], reply: Reply, words: str, asked: int
) -> None:
    good = Site({"/dump/LY.zip": zipped("LY.txt", PLACE)})
    web.reply = good
    path = get(LIBYA)
    web.requests.clear()
    web.reply = lambda _request: reply
    with pytest.raises(OnlineError) as told:
        get(LIBYA)
    assert words in str(told.value)
    assert f"{web.url}/dump/LY.zip" in str(told.value)
    assert path.read_bytes() == good.files["/dump/LY.zip"]
    assert len(web.requests) == asked


def test_a_page_is_no_table(web: WebServer, get: Callable[[Remote], Path]) -> None:
    web.reply = lambda _request: Reply(b"<!doctype html>log in to this wifi")
    with pytest.raises(OnlineError, match="a web page came instead"):
        get(Remote("ourairports", "airports.csv", "airports"))


def test_a_full_disk_and_other_addresses_are_told(
    web: WebServer, get: Callable[[Remote], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(GazetteerError, match="http"):
        fetch(LIBYA, tmp_path, bases={"geonames": "file:///etc/"})

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(download_module.os, "fsync", full)
    web.reply = Site({"/dump/LY.zip": zipped("LY.txt", PLACE)})
    with pytest.raises(GazetteerError, match="No space left"):
        get(LIBYA)


def test_no_server_sends_us_to_an_open_line() -> None:
    handler = download_module._NoDowngrade()
    request = download_module.urllib.request.Request("https://publisher.example/LY.zip")
    with pytest.raises(OnlineError, match="not encrypted"):
        handler.redirect_request(request, io.BytesIO(), 302, "Found", {}, "http://elsewhere.example/LY.zip")  # type: ignore[arg-type]


def test_progress_is_told(web: WebServer, tmp_path: Path) -> None:
    web.reply = Site({"/dump/LY.zip": big()}, cuts=[100_000])
    told: list[tuple[int, int | None]] = []
    fetch(
        LIBYA, tmp_path, bases={"geonames": f"{web.url}/dump"},
        progress=lambda there, total: told.append((there, total)),
    )  # fmt: skip
    assert [there for there, _ in told] == sorted(there for there, _ in told)
    assert told[-1] == (len(big()), len(big()))


# ----------------------------------------------------------- the command line


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.bin"
    town = PlaceRow("ly-tobruk", "town", ("LY",), "", 32.08, 23.95, 5.0, 120_000, verified=True, source="test", rank=0)
    town.add_names("en", ["Tobruk"])
    rules = rules_of(Gazetteer.open())
    build_file(path, [town], rules=rules, commonness=Commonness(None, {}), attribution="Our own.", inputs={})
    return path


def test_a_gazetteer_is_built_from_what_is_fetched(
    web: WebServer, small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extend, "installed_zipf", lambda: None)  # how common words are takes seconds to load
    site = Site({
        "/g/LY.zip": zipped("LY.txt", PLACE), "/g/alternatenames/LY.zip": zipped("LY.txt", NAME),
        "/o/airports.csv": AIRPORTS.encode(),
    })  # fmt: skip
    web.reply = site
    larger = tmp_path / "larger.bin"
    build = [
        "gazetteer", "build", "-o", str(larger), "--gazetteer", str(small), "--download", "LY", "ourairports",
        "--download-into", str(tmp_path / "kept"), "--download-from", f"geonames={web.url}/g/",
        "--download-from", f"ourairports={web.url}/o",
    ]  # fmt: skip
    assert main(build) == 0
    capsys.readouterr()
    assert main(["geocode", "Zelgamar", "--gazetteer", str(larger), "--format", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out)["candidates"][0]["place_id"] == "gn-990001"
    meta = Gazetteer.open(larger).meta
    assert "GeoNames (geonames.org), CC BY 4.0" in meta.attribution
    assert "OurAirports (public domain)" in meta.attribution
    before = larger.read_bytes()
    site.files.pop("/o/airports.csv")
    assert main(build) == 1
    assert "airports.csv cannot be fetched: 404" in capsys.readouterr().err
    assert larger.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--download", "Libya"], "nothing to fetch is called 'Libya'"),
        (["--download", "LY", "--download-from", "osm=http://x"], "--download-from takes SOURCE=URL"),
        (["--download", "LY", "--download-from", "geonames=ftp://x"], "http(s) addresses"),
    ],
)
def test_a_wrong_download_is_told_before_anything_is_fetched(
    small: Path, tmp_path: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["gazetteer", "build", "-o", str(tmp_path / "o.bin"), "--gazetteer", str(small)]
    assert main([*command, "--download-into", str(tmp_path / "kept"), *arguments]) == 1
    assert words in capsys.readouterr().err
    assert names(tmp_path) == ["small.bin"]


def test_bad_input_is_told_before_the_long_work(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def too_late(_base: Gazetteer) -> Iterator[PlaceRow]:
        raise AssertionError

    monkeypatch.setattr(extend, "rows_of", too_late)
    dump = tmp_path / "LY.txt"
    dump.write_text(f"{PLACE}\nno dump\n", encoding="utf-8")
    build = ["gazetteer", "build", "--gazetteer", str(small), "--geonames", str(dump), "-o"]
    assert main([*build, str(tmp_path / "o.bin")]) == 1
    assert "LY.txt, line 2" in capsys.readouterr().err
    assert main([*build, str(tmp_path / "none" / "o.bin")]) == 1
    assert "there is no such folder" in capsys.readouterr().err
    assert main([*build, str(tmp_path)]) == 1
    assert "it is a folder" in capsys.readouterr().err
