"""Online look-up: off means silent; on, a service's answers are candidates, and its failures lose nothing."""

from __future__ import annotations

import datetime as dt
import json
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from webserver import Reply, WebServer, running_web

from geo.cli import main
from geo.errors import NetworkDisabledError, OnlineError, SettingsError
from geo.gazetteer import Gazetteer
from geo.geocoding.online import OnlineLookup, online_lookup
from geo.geocoding.online import answers as answers_module
from geo.geocoding.online import lookup as lookup_module
from geo.geocoding.online.answers import Answer, Answers, Question
from geo.geocoding.search import geocode
from geo.pipeline import Pipeline
from geo.reading import extract_text
from geo.settings import Online, Settings

FEATURES = {"P": "town", "S.AIRB": "airbase", "T.MTS": "mountain"}
#: In the published shapes of the three services; places and numbers are made up.
NOMINATIM = [
    {
        "place_id": 1, "licence": "Data © OpenStreetMap contributors, ODbL 1.0. http://osm.org/copyright",
        "osm_type": "node", "osm_id": 4711, "lat": "27.5012", "lon": "15.2034", "class": "place", "type": "village",
        "place_rank": 19, "importance": 0.31, "addresstype": "village", "name": "Qarzamal",
        "display_name": "Qarzamal, Sabha, Libya", "boundingbox": ["27.48", "27.52", "15.18", "15.22"],
        "address": {"village": "Qarzamal", "state": "Sabha", "country": "Libya", "country_code": "ly"},
        "namedetails": {"name": "قرزمال", "name:en": "Qarzamal", "name:ar": "قرزمال"},
    },
    {
        "place_id": 2, "osm_type": "relation", "osm_id": 12, "lat": "28.0", "lon": "15.0", "class": "boundary",
        "type": "administrative", "importance": 0.4, "addresstype": "county", "name": "Qarzamal",
        "display_name": "Qarzamal, Libya", "boundingbox": ["27.0", "29.0", "14.0", "16.0"],
        "address": {"country_code": "ly"},
    },
    {
        "place_id": 3, "osm_type": "way", "osm_id": 13, "lat": "27.5", "lon": "15.2", "class": "highway",
        "type": "residential", "name": "Qarzamal", "display_name": "Qarzamal, Libya", "importance": 0.1,
    },
    {
        "place_id": 4, "osm_type": "node", "osm_id": 14, "lat": "10.0", "lon": "10.0", "class": "place",
        "type": "town", "name": "Elsewhere", "display_name": "Elsewhere, Nigeria", "importance": 0.5,
        "address": {"country_code": "ng"},
    },
]  # fmt: skip
PHOTON = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [15.2034, 27.5012]},
            "properties": {
                "osm_type": "N", "osm_id": 4711, "osm_key": "place", "osm_value": "village", "type": "city",
                "name": "Qarzamal", "countrycode": "LY", "country": "Libya",
            },
        },
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [15.0, 28.0]},
            "properties": {
                "osm_type": "R", "osm_id": 12, "osm_key": "boundary", "osm_value": "administrative", "type": "county",
                "name": "Qarzamal", "countrycode": "LY", "extent": [14.0, 29.0, 16.0, 27.0],
            },
        },
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [1.0, 2.0]},
            "properties": {"osm_type": "W", "osm_id": 3, "osm_key": "highway", "osm_value": "bus_stop"},
        },
    ],
}  # fmt: skip
GEONAMES = {
    "totalResultsCount": 2,
    "geonames": [
        {
            "adminCode1": "34", "lng": "15.2034", "geonameId": 990001, "toponymName": "Qarzamāl",
            "fcl": "P", "population": 40000, "countryCode": "LY", "name": "Qarzamal", "lat": "27.5012", "fcode": "PPL",
        },
        {
            "lng": "1.0", "geonameId": 990002, "toponymName": "Hotel Qarzamal", "fcl": "S", "population": 0,
            "countryCode": "LY", "name": "Hotel Qarzamal", "lat": "2.0", "fcode": "HTL",
        },
    ],
}  # fmt: skip
BODIES = {"nominatim": NOMINATIM, "photon": PHOTON, "geonames": GEONAMES}
EMPTY = {"nominatim": [], "photon": {"features": []}, "geonames": {"totalResultsCount": 0, "geonames": []}}
TEXT = "A column of 20 vehicles left Sabha in Libya and arrived at the town of Qarzamal on 3 May 2021, officials said."


def as_json(content: object) -> Reply:
    return Reply(json.dumps(content).encode(), headers={"Content-Type": "application/json; charset=utf-8"})


@pytest.fixture(autouse=True)
def _own_web(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a proxy of this machine out of the way, and pauses out of the tests."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(lookup_module, "FIRST_PAUSE_S", 0.0)


@pytest.fixture
def web() -> Iterator[WebServer]:
    with running_web() as site:
        yield site


def online(web: WebServer, tmp_path: Path, service: str = "nominatim", **fields: object) -> Online:
    given = {"service": service, "url": web.url, "user": "amal", "cache_path": tmp_path / "online.sqlite"}
    return Online(**(given | fields))  # type: ignore[arg-type]


# ------------------------------------------------------------------------ off


def test_off_means_no_socket_and_no_geopy(samples: Path) -> None:
    code = (
        "import socket, sys\n"
        "def refuse(*_): raise AssertionError('a socket was opened')\n"
        "socket.socket.connect = socket.socket.connect_ex = refuse\n"
        "socket.getaddrinfo = refuse\n"
        "from geo.cli import main\n"
        "assert main(['extract', sys.argv[1]]) == 0\n"
        "assert main(['geocode', 'Qarzamal Nowhere']) in (0, 1)\n"
        "assert main(['distance', 'Tobruk', 'Sabha']) == 0\n"
        "print([name for name in sys.modules if name.startswith('geopy.geocoders')], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(samples)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == "[]"


def test_nothing_is_asked_unless_the_settings_say_whom() -> None:
    assert Settings().online is None
    with pytest.raises(NetworkDisabledError, match="--online"):
        online_lookup(Settings(), Gazetteer.open())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"service": "google"}, "no online service 'google'; one of nominatim, photon, geonames"),
        ({"service": "nominatim"}, "asks who is calling"),
        ({"service": "photon"}, "asks who is calling"),
        ({"service": "geonames", "contact": "a@b.org"}, "asks for an account"),
        ({"service": "nominatim", "url": "file:///etc/passwd"}, "http(s)://host/"),
        ({"service": "nominatim", "url": "http://host/?q="}, "http(s)://host/"),
        ({"service": "nominatim", "contact": "a@b.org\r\nX: y"}, "no line breaks"),
        ({"service": "nominatim", "contact": "a@b.org", "min_delay_s": 0.5}, "less than a public service asks for"),
        ({"service": "nominatim", "contact": "a@b.org", "timeout_s": 0}, "timeout_s"),
    ],
)
def test_settings_that_cannot_work_or_would_annoy_are_refused(fields: dict[str, object], words: str) -> None:
    with pytest.raises(SettingsError) as told:
        Online(**fields)  # type: ignore[arg-type]
    assert words in str(told.value)


# -------------------------------------------------------------------- answers


@pytest.mark.parametrize("service", BODIES)
def test_answers_become_places(web: WebServer, tmp_path: Path, service: str) -> None:
    web.reply = lambda _request: as_json(BODIES[service])
    lookup = OnlineLookup(online(web, tmp_path, service), FEATURES)
    first, *others = lookup.find("Qarzamal", countries=("LY",))
    place = first.place
    assert (place.lat, place.lon, place.kind, place.countries) == (27.5012, 15.2034, "town", ("LY",))
    assert place.place_id == ("gn-990001" if service == "geonames" else "osm-n4711")
    assert place.uncertainty_km == 3.0
    assert first.likeness == 1.0
    licence = "GeoNames, CC BY 4.0" if service == "geonames" else "© OpenStreetMap contributors, ODbL 1.0"
    assert first.reason == f"{service}, asked on {dt.datetime.now(tz=dt.UTC).date()}: {licence}"
    # streets, hotels and places of other names are no answers
    assert [(hit.place.place_id, hit.place.kind) for hit in others] == (
        [] if service == "geonames" else [("osm-r12", "region")]
    )
    assert all(100 < hit.place.uncertainty_km < 200 for hit in others), "half the diagonal of its box"


def test_the_request_is_one_that_the_service_knows(web: WebServer, tmp_path: Path) -> None:
    web.reply = lambda request: as_json(EMPTY[{"/search": "nominatim", "/api": "photon"}.get(request.path, "geonames")])
    for service in BODIES:
        lookup = OnlineLookup(online(web, tmp_path, service, contact="desk@example.org"), FEATURES)
        lookup.find("قرزمال", countries=("LY", "TD"))
        lookup.find("  Qarzamal \n")
    asked = {(request.path, request.query["q"][0]): request for request in web.requests}
    arabic, latin = asked["/search", "قرزمال"].query, asked["/search", "Qarzamal"].query
    assert (arabic["accept-language"], arabic["countrycodes"]) == (["ar"], ["ly,td"])
    assert (latin["accept-language"], latin.get("countrycodes")) == (["en,fr"], None)
    assert asked["/api", "قرزمال"].query.get("lang") is None, "Photon refuses languages that it does not index"
    assert asked["/api", "Qarzamal"].query["lang"] == ["en"]
    assert asked["/searchJSON", "قرزمال"].query["country"] == ["LY", "TD"]
    assert asked["/searchJSON", "قرزمال"].query["username"] == ["amal"]
    agents = {request.headers["user-agent"] for request in web.requests}
    (agent,) = agents
    assert agent.startswith("marsad/")
    assert "contact: desk@example.org" in agent


def test_names_in_the_other_script_are_compared_by_sound(web: WebServer, tmp_path: Path) -> None:
    web.reply = lambda _request: as_json(GEONAMES)
    lookup = OnlineLookup(online(web, tmp_path, "geonames"), FEATURES)
    (hit,) = lookup.find("قرزمال")
    assert 0.68 <= hit.likeness < 1
    assert lookup.find("طبرق") == ()
    assert lookup.find("!?") == ()
    assert len(web.requests) == 2, "what has no letters is not asked"


# ---------------------------------------------------------------------- cache


def test_a_name_is_asked_once_even_if_nothing_was_found(web: WebServer, tmp_path: Path) -> None:
    web.reply = lambda request: as_json(NOMINATIM if request.query["q"] == ["Qarzamal"] else [])
    given = online(web, tmp_path)
    for _ in range(2):
        lookup = OnlineLookup(given, FEATURES)  # as another process would
        assert len(lookup.find("Qarzamal", countries=("LY",))) == 2
        assert lookup.find("Zerbekan") == ()
    assert len(web.requests) == 2
    OnlineLookup(given, FEATURES).find("Qarzamal", countries=("TD",))
    OnlineLookup(msgspec.structs.replace(given, url=f"{web.url}/other"), FEATURES).find("Qarzamal")
    assert [request.path for request in web.requests[2:]] == ["/search", "/other/search"]


def test_old_answers_are_asked_again_but_are_better_than_none(web: WebServer, tmp_path: Path) -> None:
    given = online(web, tmp_path)
    kept, question = Answers(tmp_path / "online.sqlite"), Question(f"nominatim {web.url}", "Qarzamal", ())
    web.reply = lambda _request: as_json(NOMINATIM)
    OnlineLookup(given, FEATURES).find("Qarzamal")
    answer = kept.get(question)
    assert answer is not None
    old = Answer(answer.places, answer.asked_on - dt.timedelta(days=answers_module.FOUND_DAYS + 1))
    kept.put(question, old)
    web.reply = lambda _request: Reply(status=503)
    (hit, *_) = OnlineLookup(given, FEATURES).find("Qarzamal")
    assert f"asked on {old.asked_on}" in hit.reason
    assert len(web.requests) == 1 + lookup_module.TRIES
    web.reply = lambda _request: as_json([])
    assert OnlineLookup(given, FEATURES).find("Qarzamal") == ()


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    Answers(tmp_path / "new" / "online.sqlite")
    assert stat.S_IMODE((tmp_path / "new" / "online.sqlite").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "online.sqlite"
    path.write_bytes(b"no database " * 100)
    with pytest.raises(OnlineError, match="not a database"):
        Answers(path)
    later = tmp_path / "later.sqlite"
    with sqlite3.connect(later) as base:
        base.execute("PRAGMA user_version = 99")
    base.close()
    with pytest.raises(OnlineError, match="version 99"):
        Answers(later)
    with pytest.raises(OnlineError, match="cannot be made"):
        Answers(path / "below" / "a-file.sqlite")


def test_two_processes_share_answers_and_turns(tmp_path: Path) -> None:
    code = (
        "import sys, datetime as dt; from pathlib import Path\n"
        "from geo.geocoding.online.answers import *\n"
        "answers = Answers(Path(sys.argv[1]))\n"
        "for n in range(50):\n"
        "    answers.put(Question('s', f'{sys.argv[2]}{n}', ()), Answer((), dt.date(2026, 11, 25)))\n"
        "    answers.turn('s', 10.0)\n"
    )
    path = tmp_path / "online.sqlite"
    started = [subprocess.Popen([sys.executable, "-c", code, str(path), name]) for name in ("a", "b")]
    assert [process.wait(timeout=60) for process in started] == [0, 0]
    answers = Answers(path)
    assert all(answers.get(Question("s", f"{name}{n}", ())) for name in ("a", "b") for n in range(50))
    assert 900 < answers.turn("s", 10.0) <= 1000, "100 turns were taken, 10 s apart"


def test_turns_come_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000.0]
    monkeypatch.setattr(answers_module.time, "time", lambda: now[0])
    answers = Answers(tmp_path / "online.sqlite")
    assert [answers.turn("s", 1.0) for _ in range(3)] == [0.0, 1.0, 2.0]
    assert answers.turn("other", 1.0) == 0.0
    now[0] += 10
    assert answers.turn("s", 1.0) == 0.0
    now[0] -= 100_000  # the clock was set back
    assert answers.turn("s", 1.0) == 0.0


def test_requests_keep_their_distance(web: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(lookup_module.time, "sleep", pauses.append)
    monkeypatch.setattr(answers_module.time, "time", lambda: 1_000.0)
    web.reply = lambda _request: as_json([])
    lookup = OnlineLookup(online(web, tmp_path, min_delay_s=1.0), FEATURES)
    for name in ("Qarzamal", "Zerbekan", "Tamzalit", "Qarzamal"):
        lookup.find(name)
    assert pauses == [0.0, 1.0, 2.0], "the fourth comes from the file"
    assert Online("nominatim", contact="a@b.org").delay_s == 1.0


# ------------------------------------------------------------------- failures


def after(*replies: Reply) -> object:
    """Return a reply that is one after the other, the last for ever."""
    left = list(replies)
    return lambda _request: left.pop(0) if len(left) > 1 else left[0]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (Reply(b"<html>Bad gateway</html>", 502), "502"),
        (Reply(status=503), "503"),
        (Reply(b"<html>log in to this wifi</html>"), "deserialize"),
        (Reply(b'[{"lat": "27.5", "lon": "15.2", "cl'), "deserialize"),
        (Reply(b'[{"lat": "north", "lon": "15.2", "class": "place", "type": "village"}]'), "not of its format"),
        (Reply(b'[{"lat": "27.5", "lon": "15.2", "class": 7, "type": []}]'), "not of its format"),
        (
            Reply(b'[{"lat": "97.5", "lon": "15.2", "class": "place", "type": "city", "display_name": "A"}]'),
            "[-90",
        ),
        (Reply(b'["a", "b"]'), "not of its format"),
        (Reply(b"\xff\xfe\x00" * 20), "decode"),
        (Reply(b"[" * 100_000), "format"),
        (Reply(b"[" + b" " * 5000 + b"]", cut=100), "nominatim"),
    ],
    ids=range(11),
)
def test_what_is_no_answer_is_asked_again_and_then_told(web: WebServer, tmp_path: Path, bad: Reply, words: str) -> None:
    web.reply = after(bad)  # type: ignore[assignment]
    given = online(web, tmp_path)
    with pytest.raises(OnlineError) as told:
        OnlineLookup(given, FEATURES).find("Qarzamal")
    assert words in str(told.value)
    assert len(str(told.value)) < 300
    assert str(told.value).isprintable()
    assert len(web.requests) == lookup_module.TRIES
    web.reply = after(bad, as_json(NOMINATIM))  # type: ignore[assignment]
    assert OnlineLookup(given, FEATURES).find("Qarzamal"), "the failure was not kept"


def test_a_service_that_asks_for_patience_gets_it(
    web: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(lookup_module.time, "sleep", pauses.append)
    busy = Reply(status=429, headers={"Retry-After": "7"})
    web.reply = after(busy, as_json(NOMINATIM))  # type: ignore[assignment]
    assert OnlineLookup(online(web, tmp_path), FEATURES).find("Qarzamal")
    assert pauses == [7]
    web.reply = after(Reply(status=429, headers={"Retry-After": "3600"}))  # type: ignore[assignment]
    with pytest.raises(OnlineError, match="asks to come back in 3600 s"):
        OnlineLookup(online(web, tmp_path), FEATURES).find("Zerbekan")
    assert pauses == [7], "an hour is not waited for"
    assert len(web.requests) == 3


def test_a_slow_service_is_not_waited_for(web: WebServer, tmp_path: Path) -> None:
    web.reply = lambda _request: Reply(b"[]", wait=60)
    with pytest.raises(OnlineError, match="timed out"):
        OnlineLookup(online(web, tmp_path, timeout_s=0.05), FEATURES).find("Qarzamal")
    assert len(web.requests) == lookup_module.TRIES


def test_no_network_is_told(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = Online("photon", url=f"http://127.0.0.1:{port}", cache_path=tmp_path / "online.sqlite")
    with pytest.raises(OnlineError, match="refused"):
        OnlineLookup(given, FEATURES).find("Qarzamal")


@pytest.mark.parametrize(
    ("service", "reply", "words"),
    [
        ("nominatim", Reply(status=403), "403"),
        ("photon", Reply(b'{"message": "language is not supported"}', 400), "400"),
        ("geonames", as_json({"status": {"message": "user does not exist.", "value": 10}}), "user does not exist"),
        ("geonames", as_json({"status": {"message": "the daily limit has been exceeded", "value": 18}}), "daily limit"),
    ],
)
def test_a_refusal_is_final(web: WebServer, tmp_path: Path, service: str, reply: Reply, words: str) -> None:
    web.reply = lambda _request: reply
    lookup = OnlineLookup(online(web, tmp_path, service), FEATURES)
    for name in ("Qarzamal", "Zerbekan"):
        with pytest.raises(OnlineError, match=words):
            lookup.find(name)
    assert len(web.requests) == 1, "the next name would be refused, too"


def test_a_service_that_is_down_is_left_alone_for_a_while(
    web: WebServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.reply = lambda _request: Reply(status=503)
    lookup = OnlineLookup(online(web, tmp_path), FEATURES)
    for name in ("Qarzamal", "Zerbekan", "Tamzalit"):
        with pytest.raises(OnlineError, match="503"):
            lookup.find(name)
    assert len(web.requests) == lookup_module.FAILURES_IN_A_ROW * lookup_module.TRIES
    web.reply = lambda _request: as_json(NOMINATIM)
    monkeypatch.setattr(lookup, "_resting_until", 0.0)  # the while is over
    assert lookup.find("Qarzamal")


# ------------------------------------------------------------- in the pipeline


def test_a_place_that_the_gazetteer_lacks_is_found_online(web: WebServer, tmp_path: Path) -> None:
    (offline,) = extract_text(TEXT)
    mention = next(place for place in offline.places if place.surface == "Qarzamal")
    assert (mention.place_id, mention.reasons[-1]) == (None, "the gazetteer has no such place")
    web.reply = lambda _request: as_json(NOMINATIM)
    (record,) = extract_text(TEXT, settings=Settings(online=online(web, tmp_path)))
    (place,) = (place for place in record.places if place.surface == "Qarzamal")
    assert (place.place_id, place.lat, place.lon) == ("osm-n4711", 27.5012, 15.2034)
    assert [candidate.place_id for candidate in place.candidates] == ["osm-n4711", "osm-r12"]
    assert any("ODbL" in reason and "nominatim" in reason for reason in place.reasons)
    assert any(location.place_id == "osm-n4711" for event in record.events for location in event.locations)
    assert [request.query["q"] for request in web.requests] == [["Qarzamal"]], "only what the gazetteer lacks"
    assert web.requests[0].query["countrycodes"] == ["ly"]
    rest = [place for place in record.places if place.surface != "Qarzamal"]
    assert [place.place_id for place in rest] == [p.place_id for p in offline.places if p.surface != "Qarzamal"]


@pytest.mark.parametrize(
    ("reply", "words"), [(as_json([]), "nominatim knows no such place"), (Reply(status=503), "online look-up failed")]
)
def test_without_an_answer_the_article_stands_and_says_why(
    web: WebServer, tmp_path: Path, reply: Reply, words: str
) -> None:
    web.reply = lambda _request: reply
    (record,) = extract_text(TEXT, settings=Settings(online=online(web, tmp_path)))
    (offline,) = extract_text(TEXT)
    (place,) = (place for place in record.places if place.surface == "Qarzamal")
    assert place.place_id is None
    assert any(words in reason for reason in place.reasons)
    assert [event.id for event in record.events] == [event.id for event in offline.events]
    assert record.unplaced == offline.unplaced


def test_a_file_of_answers_that_cannot_be_used_is_told_before_anything_is_read(web: WebServer, tmp_path: Path) -> None:
    (tmp_path / "online.sqlite").write_bytes(b"no database " * 100)
    with pytest.raises(OnlineError, match="not a database"):
        Pipeline(Settings(online=online(web, tmp_path)))


# ----------------------------------------------------------- the command line


def test_geocode_asks_when_told_to(web: WebServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    web.reply = lambda _request: as_json(NOMINATIM)
    asked = ["--online", "nominatim", "--online-url", f"{web.url}/", "--online-cache", str(tmp_path / "o.sqlite")]
    assert main(["geocode", "Qarzamal", "--format", "jsonl", *asked]) == 0
    candidates = json.loads(capsys.readouterr().out)["candidates"]
    assert {"osm-n4711", "osm-r12"} <= {candidate["place_id"] for candidate in candidates}
    assert "ODbL" in candidates[0]["reasons"][0]
    assert [c["score"] for c in candidates] == sorted((c["score"] for c in candidates), reverse=True)
    assert main(["geocode", "27.5,15.2", *asked]) == 0
    assert len(web.requests) == 1, "a point is looked up here"


def test_geocode_says_what_it_knows_when_the_service_fails(
    web: WebServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--online", "photon", "--online-url", web.url, "--online-cache", str(tmp_path / "o.sqlite")]
    web.reply = lambda _request: Reply(status=400)
    assert main(["geocode", "Tobruk", *asked]) == 1
    out, err = capsys.readouterr()
    assert "ly-tobruk" in out
    assert err.startswith("marsad: photon (127.0.0.1")
    assert len(err.splitlines()) == 1


def test_extract_tells_once_that_names_could_not_be_looked_up(
    web: WebServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    web.reply = lambda _request: Reply(status=400)
    asked = ["--online", "photon", "--online-url", web.url, "--online-cache", str(tmp_path / "o.sqlite")]
    assert main(["extract", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), *asked]) == 1
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 2, "no article is lost"
    assert [line.split(" (")[0] for line in err.splitlines()] == [
        "marsad: online look-up failed: photon",
        "marsad: online look-up failed: not asked: photon",
    ]


def test_the_command_names_what_is_missing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MARSAD_ONLINE_CONTACT", raising=False)
    assert main(["geocode", "Qarzamal", "--online", "nominatim"]) == 1
    assert "--online-contact" in capsys.readouterr().err


def test_a_library_call_asks_likewise(web: WebServer, tmp_path: Path) -> None:
    web.reply = lambda _request: as_json(NOMINATIM)
    found = geocode("Qarzamal", country="LY", limit=2, settings=Settings(online=online(web, tmp_path)))
    assert [(place.place_id, place.country) for place in found] == [("osm-r12", "LY"), ("osm-n4711", "LY")]
