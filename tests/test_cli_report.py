"""`marsad map`, `export` and `manifest`: what the author says, what a profile holds back, what a file is made of."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
from pathlib import Path

import msgspec
import pytest

from geo.cli import main
from geo.export.manifest import Report, build_manifest
from geo.export.mapspec import build_mapspec
from geo.settings import Online, Settings
from geo.store import Store
from geo.store.review import Review


def block(path: Path) -> dict[str, object]:
    (text,) = re.findall(r'id="marsad-manifest">(.*?)</script>', path.read_text(encoding="utf-8"))
    return json.loads(text)


def test_map_tells_what_its_author_says_and_manifest_prints_it_back(
    samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "note.txt").write_text("Read on paper first.\n", encoding="utf-8")
    report = tmp_path / "report.html"
    told = ["--title", "Autumn", "--author", "L. H.", "--date", "2025-06-01", "--contact", "c@example.org"]
    command = ["map", str(samples), "-o", str(report), *told, "--note", str(tmp_path / "note.txt")]
    assert main(command) == 0
    first = report.read_bytes()
    assert main(command) == 0
    assert report.read_bytes() == first, "no clock in it"
    capsys.readouterr()
    assert main(["manifest", str(report)]) == 0
    manifest = json.loads(capsys.readouterr().out)
    assert manifest == block(report)
    assert [manifest[key] for key in ("title", "author", "date", "contact")] == told[1::2]
    assert manifest["note"] == "Read on paper first.\n"
    assert manifest["counts"]["articles_in"] == len(manifest["sources"]) == 12
    assert manifest["profile"]["name"] == "full"
    assert manifest["settings"]["coherence_km"] == 400
    assert str(tmp_path) not in json.dumps(manifest), "nothing of this machine"


def test_manifest_tells_which_files_a_report_was_made_from(
    samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = [samples / "ar-01-brak.txt", samples / "en-01-libya.txt"]
    main(["map", *map(str, sources), "-o", str(tmp_path / "r.html")])
    capsys.readouterr()
    other = str(samples / "fr-01-tchad.txt")
    assert main(["manifest", str(tmp_path / "r.html"), "--check", str(sources[0]), other]) == 1
    lines = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert lines == ["source", "other", "missing"]
    assert main(["manifest", str(tmp_path / "r.html"), "--check", *map(str, sources)]) == 0


def test_what_is_no_report_is_told(samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.html"
    broken.write_text('<script type="application/json" id="marsad-manifest">{"schema": 1}</script>', encoding="utf-8")
    for path, told in ((samples / "ar-01-brak.txt", "no manifest"), (tmp_path / "x", "cannot"), (broken, "damaged")):
        assert main(["manifest", str(path)]) == 1
        err = capsys.readouterr().err
        assert told in err
        assert len(err.splitlines()) == 1


def test_a_profile_holds_back_and_says_so(samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "r.html"
    command = ["map", str(samples), "-o", str(report), "--profile", "public"]
    assert main(command) == 1
    assert "--date" in capsys.readouterr().err
    assert not report.exists()
    assert main([*command, "--date", "2025-02-01"]) == 0
    assert "profile public" in capsys.readouterr().err
    changes = {change["what"]: change["count"] for change in block(report)["changes"]}
    assert {"embargoed", "articles", "coarsened", "marked"} <= set(changes)
    assert main([*command, "--profile", "nosuch"]) == 1
    assert "full, embargo, public" in capsys.readouterr().err


def test_the_decisions_of_a_store_count(samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database, source = tmp_path / "team.sqlite", str(samples / "ar-01-brak.txt")
    main(["extract", source, "--store", str(database)])
    events = json.loads(capsys.readouterr().out)["events"]
    now = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
    with Store(database) as store:
        store.review(Review(events[0]["id"], "moved", "L. H.", now, name="A camp", lat=27.1, lon=14.2))
        store.review(Review(events[1]["id"], "rejected", "L. H.", now))
    report = tmp_path / "events.csv"
    (tmp_path / "mine.toml").write_text('unreviewed = "mark"\n', encoding="utf-8")
    options = ["--reviews", str(database), "--profile", str(tmp_path / "mine.toml")]
    told = tmp_path / "told.json"
    assert main(["export", source, "-o", str(report), *options, "--manifest", str(told)]) == 0
    rows = list(csv.DictReader(io.StringIO(report.read_text(encoding="utf-8-sig"))))
    assert {row["event_id"]: row["review"] for row in rows} == {
        event["id"]: "moved" if index == 0 else "unreviewed" for index, event in enumerate(events) if index != 1
    }
    assert ("A camp", "27.1") in {(row["place"], row["lat"]) for row in rows}
    changes = json.loads(told.read_text(encoding="utf-8"))["changes"]
    assert {"what": "rejected", "count": 1} in changes
    assert main(["map", source, "-o", str(report), "--reviews", str(tmp_path / "none.sqlite")]) == 1
    assert "no store" in capsys.readouterr().err
    assert not (tmp_path / "none.sqlite").exists()


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_export_draws_a_picture_too(samples: Path, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"m.{ending}"
    command = ["export", str(samples / "ar-01-brak.txt"), "-o", str(target), "--author", "L. H.", "--lang", "ar"]
    assert main(command) == 0
    assert target.stat().st_size > 10_000


@pytest.mark.parametrize("note", ["x" * 5000, "two\nlines\n\n<script>", "a\x00b", "~nosuchuser/x"])
def test_a_note_that_names_no_file_is_the_note(samples: Path, tmp_path: Path, note: str) -> None:
    assert main(["map", str(samples / "ar-01-brak.txt"), "-o", str(tmp_path / "r.html"), "--note", note]) == 0
    assert block(tmp_path / "r.html")["note"] == note


def test_bytes_that_are_no_text_give_no_traceback(samples: Path, tmp_path: Path) -> None:
    broken = "a\udcffb"
    told = [word for name in ("--title", "--author", "--contact", "--note") for word in (name, broken)]
    assert main(["map", str(samples / "ar-01-brak.txt"), "-o", str(tmp_path / "r.html"), *told]) == 0
    assert block(tmp_path / "r.html")["author"] == "a?b"


def test_a_manifest_names_no_account_and_no_path_but_the_hash_of_ones_own_places(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("x", encoding="utf-8")
    online = Online("geonames", user="analyst7", contact="me@example.org", cache_path=tmp_path / "cache.sqlite")
    report = Report(settings=Settings(places_path=own, online=online))
    manifest = build_manifest(build_mapspec(()), report)
    text = msgspec.json.encode(manifest).decode()
    assert not [word for word in ("analyst7", "me@example.org", str(tmp_path)) if word in text]
    assert manifest.settings["online"] == "geonames"
    assert manifest.versions.own_places_sha256 == hashlib.sha256(b"x").hexdigest()
