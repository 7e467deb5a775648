"""Which place a name means: by what stands around it, by the other names, by fame last."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import InputError
from geo.models import PlaceMention
from geo.pipeline import Pipeline


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()


def resolved(pipeline: Pipeline, text: str, *names: str, lang: str = "en") -> list[PlaceMention]:
    """Resolve names that stand in a text once each, in their order."""
    spans = [(start := text.index(name), start + len(name)) for name in names]
    return list(pipeline.resolve_spans(text, spans, lang=lang))


def place_ids(pipeline: Pipeline, text: str, surface: str) -> list[str | None]:
    """Return what the whole pipeline takes a name for, each time it stands in a text."""
    from geo.documents import read_source  # noqa: PLC0415

    source = read_source(None, text.encode(), "test.txt", settings=pipeline.settings)
    places = [place for record in pipeline.run_source(source) for place in record.places]
    return [place.place_id for place in places if place.surface == surface]


# --------------------------------------------------------- what stands behind


@pytest.mark.parametrize(
    ("text", "name", "country", "lat", "lon"),
    [
        ("Police in Paris, Texas, said two men were held.", "Paris", "US", 33.66, -95.56),
        ("Police in Paris, France, said two men were held.", "Paris", "FR", 48.85, 2.35),
        ("Police in Paris, Tenn., said two men were held.", "Paris", "US", 36.30, -88.33),
        ("Police in Alexandria, Va., said two men were held.", "Alexandria", "US", 38.80, -77.05),
        ("Police in Alexandria, LA, said two men were held.", "Alexandria", "US", 31.31, -92.45),
        ("Police in Charleston, W. Va., said two men were held.", "Charleston", "US", 38.35, -81.63),
        ("The port of Tripoli, Lebanon, was closed.", "Tripoli", "LB", 34.43, 35.84),
    ],
)
def test_what_is_named_right_behind_a_place_decides(
    pipeline: Pipeline, text: str, name: str, country: str, lat: float, lon: float
) -> None:
    (place,) = resolved(pipeline, text, name)
    best = place.candidates[0]
    assert best.country == country
    assert (best.lat, best.lon) == pytest.approx((lat, lon), abs=0.2)


def test_a_container_is_the_one_that_holds_the_place(pipeline: Pipeline) -> None:
    state, country = (
        resolved(pipeline, f"A storm reached {town}, Georgia, on Monday.", town, "Georgia")[1].candidates[0]
        for town in ("Savannah", "Batumi")
    )
    assert (state.kind, state.country) == ("region", "US")
    assert (country.kind, country.country) == ("country", "GE")


def test_a_list_is_no_container(pipeline: Pipeline) -> None:
    text = "سقطت أمطار على الدار البيضاء وبجاية يوم الأحد."
    place, _ = resolved(pipeline, text, "الدار البيضاء", "بجاية", lang="ar")
    assert not any("named right after" in reason for reason in place.candidates[0].reasons)


def test_a_name_means_what_it_meant_beside_its_container(pipeline: Pipeline) -> None:
    text = "A Paris man was held. The man lived in Lexington, Ky., before. He moved to PARIS, Ky., in May."
    first, _, last = resolved(pipeline, text, "Paris", "Lexington", "PARIS")
    assert last.candidates[0].country == "US"
    assert first.candidates[0].lat == pytest.approx(last.candidates[0].lat, abs=0.5)


# --------------------------------------------------------------- other names


def test_other_names_speak_for_the_division_that_they_share(pipeline: Pipeline) -> None:
    text = "Gainesville police sought a man seen in Athens and Atlanta; he had fled across Georgia."
    places = resolved(pipeline, text, "Gainesville", "Athens", "Atlanta", "Georgia")
    assert [place.candidates[0].country for place in places] == ["US"] * 4
    assert places[0].candidates[0].lat == pytest.approx(34.3, abs=0.2)
    assert places[1].candidates[0].lat == pytest.approx(33.96, abs=0.2)


@pytest.mark.parametrize(("text", "expected"), [("دمشق وعمان", "jo-amman"), ("سوريا وعمان", "country-om")])
def test_places_of_a_list_are_of_one_kind(pipeline: Pipeline, text: str, expected: str) -> None:
    places = resolved(pipeline, f"تمتد موجة البرد إلى {text} يوم الأحد.", *text.replace(" و", " ").split(), lang="ar")
    assert places[1].candidates[0].place_id == expected


def test_the_sentence_says_which_country_is_meant(pipeline: Pipeline) -> None:
    text = "شوهدت وحدات من الجيش اللبناني تتحرك من صيدا جنوبا."
    _, place = resolved(pipeline, text, "اللبناني", "صيدا", lang="ar")
    assert place.candidates[0].place_id == "lb-sidon"


def test_a_bare_name_after_its_province_is_the_town(pipeline: Pipeline) -> None:
    text = "وصلت القوات إلى ولاية بشار يوم الأحد.\nوقالت مصادر إن معارك دارت في بشار يوم الاثنين."
    province, town = place_ids(pipeline, text, "بشار")
    assert province is not None
    assert province.endswith("admin1")
    assert town is not None
    assert not town.endswith("admin1")


def test_a_dateline_names_a_town(pipeline: Pipeline) -> None:
    assert place_ids(pipeline, "الجزائر، في 4 أبريل 2025\nقالت وزارة الدفاع إن الجيش أوقف مهربين.", "الجزائر") == [
        "dz-algiers"
    ]


def test_a_state_is_named_more_often_than_a_hamlet_of_its_name(pipeline: Pipeline) -> None:
    for name in ("California", "Texas", "Ontario"):
        (place,) = resolved(pipeline, f"A court in {name} ruled on Monday.", name)
        assert place.candidates[0].kind == "region"


# --------------------------------------------------------------- given spans


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("US", "country-us"), ("U.K.", "country-gb"), ("Va.", "us-va-admin1"), ("N.S.W.", "au-nsw-admin1"),
        ("European", "int-europe"), ("#ليبيا", "country-ly"), ("the Netherlands", "country-nl"),
        ("Mt. Pleasant", "gn-"), ("Gao's", "ml-gao-mali"),
    ],
)  # fmt: skip
def test_spans_may_be_abbreviations_adjectives_and_tags(pipeline: Pipeline, surface: str, expected: str) -> None:
    (place,) = resolved(pipeline, f"He spoke of {surface} yesterday.", surface)
    assert place.candidates[0].place_id.startswith(expected)


def test_a_name_that_the_gazetteer_lacks_is_put_at_the_one_inside_it(pipeline: Pipeline) -> None:
    (place,) = resolved(pipeline, "قال باحث في جامعة القاهرة الجديدة يوم الأحد.", "جامعة القاهرة", lang="ar")
    assert place.candidates[0].lat == pytest.approx(30.05, abs=0.2)
    assert (place.candidates[0].uncertainty_km or 0) >= 10


def test_unknown_spans_have_no_candidates(pipeline: Pipeline) -> None:
    (place,) = resolved(pipeline, "He spoke of Xqzvtrk yesterday.", "Xqzvtrk")
    assert place.candidates == ()
    assert place.lat is None


@pytest.mark.parametrize("spans", [[(3, 3)], [(0, 999)], [(4, 6), (0, 2)], [(-1, 2)]])
def test_spans_outside_the_text_or_out_of_order_are_refused(pipeline: Pipeline, spans: list[tuple[int, int]]) -> None:
    with pytest.raises(InputError, match="span"):
        pipeline.resolve_spans("Gao and Kidal", spans)


@pytest.mark.parametrize("text", ["", "...", " \n ", "Gao"])
def test_no_text_is_too_short(pipeline: Pipeline, text: str) -> None:
    assert pipeline.resolve_spans(text, []) == ()
    if text:
        assert len(pipeline.resolve_spans(text, [(0, len(text))])) == 1


# ----------------------------------------------------------------- benchmark


def test_spans_of_a_corpus_are_put_right_by_what_drifted_before() -> None:
    import sys  # noqa: PLC0415

    sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
    try:
        from corpora_geoparsing import realign  # noqa: PLC0415
    finally:
        sys.path.pop(0)
    text = "Paris, then Paris again, then Paris once more."
    assert realign(text, "Paris", 12, 0) == 12
    assert realign(text, "Paris", 34, -4) == 30
    assert realign(text, "Paris", 8, 4) == 12
    assert realign(text, "London", 8, 0) is None
