"""The places that such news names resolve in Arabic, English and French spellings."""

from __future__ import annotations

import pytest

from geo.gazetteer import Gazetteer
from geo.gazetteer.records import key_of
from geo.geodesy import great_circle_km

#: Name, kind, lat, lon, then spellings, Arabic first. Points: GeoNames, airportsdata, OurAirports.
TOWN, FACILITY, REGION = "town", "facility", "region"
PLACES = [
    (TOWN, 32.172, 13.020, ["غريان", "Gharyan", "Garian", "Gharyān"]),
    (TOWN, 32.090, 23.954, ["طبرق", "Tobruk", "Tobrouk"]),
    (FACILITY, 32.072, 23.985, ["ميناء طبرق", "Tobruk port", "port of Tobruk", "port de Tobrouk"]),
    (TOWN, 27.550, 14.271, ["براك", "براك الشاطئ", "براك الشاطى", "Brak", "Brak al-Shati", "Brak al-Chati"]),
    (
        FACILITY, 27.653, 14.272,
        ["قاعدة براك الشاطئ", "قاعدة براك الشاطئ الجوية", "Brak al-Shati air base", "base aérienne de Brak al-Chati"],
    ),
    (TOWN, 12.609, -7.975, ["باماكو", "Bamako"]),
    (FACILITY, 12.534, -7.950, ["القاعدة الجوية 101", "قاعدة 101", "Base 101", "base aérienne 101"]),
    (TOWN, 32.115, 20.069, ["بنغازي", "بنغازى", "Benghazi", "Bengasi"]),
    (TOWN, 32.767, 22.637, ["درنة", "درنه", "Derna", "Darnah"]),
    (TOWN, 32.887, 13.187, ["طرابلس", "Tripoli"]),
    (TOWN, 29.924, 14.212, ["الشويرف", "Ash Shwayrif", "Al-Shuwayrif", "Shwayrif"]),
    (TOWN, 29.127, 15.948, ["هون", "Hun", "Houn"]),
    (REGION, 29.0, 16.3, ["الجفرة", "Jufra", "Al-Jufra", "Joufra"]),
    (
        FACILITY, 29.198, 16.001,
        ["قاعدة الجفرة", "قاعدة الجفرة الجوية", "Jufra air base", "Al-Jufra airbase", "base aérienne d'al-Joufra"],
    ),
    (TOWN, 31.209, 16.589, ["سرت", "Sirte", "Syrte", "Surt"]),
    (TOWN, 27.038, 14.428, ["سبها", "Sebha", "Sabha"]),
    (TOWN, 24.199, 23.291, ["الكفرة", "الكفره", "Kufra", "Al-Kufra", "Koufra"]),
    (TOWN, 29.161, 16.139, ["ودان", "Waddan"]),
    (TOWN, 32.493, 20.829, ["المرج", "Al-Marj", "Marj", "El Marj"]),
    (FACILITY, 31.999, 21.192, ["قاعدة الخادم", "قاعدة الخادم الجوية", "Al-Khadim air base", "al-Khadim airbase"]),
    (FACILITY, 32.473, 11.898, ["قاعدة الوطية", "قاعدة الوطية الجوية", "Al-Watiya air base", "al-Watiya airbase"]),
    (FACILITY, 21.688, 21.831, ["معطن السارة", "قاعدة معطن السارة", "Maaten al-Sarra", "Maaten al-Sarra air base"]),
    (REGION, 32.6, 21.8, ["الجبل الأخضر", "Jebel Akhdar", "Jabal al-Akhdar", "Djebel Akhdar"]),
    (TOWN, 18.443, 1.409, ["كيدال", "Kidal"]),
    (TOWN, 16.273, -0.045, ["غاو", "جاو", "Gao"]),
    (TOWN, 20.201, 1.012, ["تيساليت", "تساليت", "Tessalit"]),
    (TOWN, 19.952, 2.965, ["تينزاواتين", "تين زواتين", "Tinzaouaten", "Tin Zaouatine", "Tinzaouatène"]),
    (TOWN, 15.920, 2.396, ["ميناكا", "Ménaka", "Menaka"]),
    (TOWN, 16.973, 7.991, ["أغاديس", "أغاديز", "اغاديز", "Agadez"]),
    (TOWN, 13.514, 2.110, ["نيامي", "Niamey"]),
    (TOWN, 12.366, -1.534, ["واغادوغو", "Ouagadougou"]),
    (TOWN, 4.361, 18.555, ["بانغي", "Bangui"]),
    (TOWN, 12.107, 15.044, ["نجامينا", "إنجامينا", "انجمينا", "N'Djamena", "N’Djamena"]),
    (TOWN, 17.926, 19.104, ["فايا", "فايا لارجو", "Faya", "Faya-Largeau"]),
    (TOWN, 19.617, 37.216, ["بورتسودان", "بور سودان", "بورت سودان", "Port Sudan", "Port-Soudan"]),
    (TOWN, 13.628, 25.349, ["الفاشر", "El Fasher", "Al-Fashir", "El-Fasher"]),
    (TOWN, 15.552, 32.532, ["الخرطوم", "Khartoum"]),
    (TOWN, 34.889, 35.887, ["طرطوس", "Tartus", "Tartous"]),
    (TOWN, 35.531, 35.791, ["اللاذقية", "Latakia", "Lattaquié"]),
    (
        FACILITY, 35.401, 35.949,
        ["قاعدة حميميم", "قاعدة حميميم الجوية", "Hmeimim air base", "Khmeimim", "base aérienne de Hmeimim"],
    ),
    (TOWN, 35.336, 40.141, ["دير الزور", "Deir ez-Zor", "Deir Ezzor", "Deir al-Zor"]),
    (TOWN, 36.502, 40.748, ["الحسكة", "Hasakah", "Al-Hasakah", "Hassaké"]),
    (TOWN, 37.052, 41.231, ["القامشلي", "Qamishli", "Al-Qamishli"]),
    (TOWN, 55.752, 37.618, ["موسكو", "Moscow", "Moscou"]),
    (TOWN, 50.917, 34.799, ["سومي", "Sumy", "Soumy"]),
    (TOWN, 48.023, 37.802, ["دونيتسك", "دونتسك", "Donetsk"]),
    # the further names of research/gazetteer.md, 1.5
    (TOWN, 32.375, 15.093, ["مصراتة", "Misrata", "Misurata"]),
    (TOWN, 31.932, 12.253, ["الزنتان", "Zintan"]),
    (TOWN, 32.435, 13.633, ["ترهونة", "Tarhuna", "Tarhouna"]),
    (TOWN, 31.746, 13.984, ["بني وليد", "Bani Walid"]),
    (TOWN, 25.916, 13.918, ["مرزق", "Murzuq", "Mourzouk"]),
    (TOWN, 16.773, -3.007, ["تمبكتو", "تومبوكتو", "Timbuktu", "Tombouctou"]),
]  # fmt: skip
#: A town must be this near, a region's centre within its extent, km.
NEAR_KM, REGION_KM = 10.0, 60.0


@pytest.mark.parametrize(("kind", "lat", "lon", "spellings"), PLACES, ids=[row[3][1] for row in PLACES])
def test_every_spelling_has_the_place_among_its_candidates(
    kind: str, lat: float, lon: float, spellings: list[str]
) -> None:
    gazetteer = Gazetteer.open()
    limit = REGION_KM if kind == REGION else NEAR_KM
    missing = [
        spelling
        for spelling in spellings
        if not any(
            great_circle_km(entry.place.lat, entry.place.lon, lat, lon) <= limit
            for entry in gazetteer.lookup(key_of(spelling))
        )
    ]
    assert not missing


#: A number alone is Bamako's and Niamey's base: there the context decides.
UNLIKE_OTHERS = [row for row in PLACES if not any(letter.isdigit() for letter in row[3][0])]


@pytest.mark.parametrize(("kind", "lat", "lon", "spellings"), UNLIKE_OTHERS, ids=[row[3][1] for row in UNLIKE_OTHERS])
def test_the_first_spelling_means_this_place_before_all_others(
    kind: str, lat: float, lon: float, spellings: list[str]
) -> None:
    best = Gazetteer.open().lookup(key_of(spellings[0]))[0].place
    assert great_circle_km(best.lat, best.lon, lat, lon) <= (REGION_KM if kind == REGION else NEAR_KM)
