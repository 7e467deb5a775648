"""The three services as geopy speaks to them, and how their answers become `Found` places.

Features that are no places of an event - shops, streets, bus stops - are dropped. What OpenStreetMap
says about a feature is a key and a value (https://wiki.openstreetmap.org/wiki/Map_features).
"""

from __future__ import annotations

import math
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from geo.errors import OnlineError
from geo.files import printable
from geo.gazetteer.kinds import KIND_OF
from geo.gazetteer.records import town_radius_km
from geo.geocoding.online.answers import Found
from geo.geodesy import check_point, great_circle_km
from geo.language.normalize import is_arabic
from geo.settings import ONLINE_URLS, Online

if TYPE_CHECKING:
    from geopy.geocoders.base import Geocoder

#: Places asked for at once: what lies farther down the list is another name.
MOST_PLACES = 10
#: An error page is quoted up to this many characters.
_QUOTED = 160
#: In which languages names shall come back: those of the script that was asked in.
_ARABIC_SCRIPT, _LATIN_SCRIPT = "ar", "en,fr"
#: Photon indexes names in few languages and refuses others; without one it gives local names.
_PHOTON_LATIN = "en"
OSM_LICENCE = "© OpenStreetMap contributors, ODbL 1.0"
GEONAMES_LICENCE = "GeoNames, CC BY 4.0"
LICENCES = {"nominatim": OSM_LICENCE, "photon": OSM_LICENCE, "geonames": GEONAMES_LICENCE}

_SETTLED = {
    "city": "town", "town": "town", "municipality": "town", "village": "village", "hamlet": "village",
    "isolated_dwelling": "village", "locality": "village", "suburb": "district", "quarter": "district",
    "neighbourhood": "district", "borough": "district", "city_district": "district", "oasis": "oasis",
    "island": "island", "islet": "island", "archipelago": "island", "region": "region", "state": "admin1",
    "province": "admin1", "county": "admin2", "state_district": "admin2", "country": "country",
    "sea": "sea", "ocean": "sea",
}  # fmt: skip
#: OSM key -> value -> sort of place. An administrative boundary is told by the rank that the service gives it.
_OSM: dict[str, dict[str, str]] = {
    "place": _SETTLED,
    "aeroway": {"aerodrome": "airport", "airstrip": "airstrip"},
    "military": {
        "airfield": "airbase", "base": "base", "naval_base": "naval_base", "barracks": "barracks",
        "checkpoint": "checkpoint", "training_area": "training_centre",
    },
    "landuse": {"military": "base", "port": "port", "harbour": "port"},
    "industrial": {"port": "port", "refinery": "refinery", "oil": "oil_field"},
    "natural": {
        "bay": "bay", "strait": "strait", "water": "lake", "peak": "mountain", "mountain_range": "mountain",
        "ridge": "mountain", "desert": "desert", "plateau": "plateau", "valley": "valley", "peninsula": "region",
        "wood": "forest", "plain": "plain",
    },
    "waterway": {"river": "river", "canal": "canal", "wadi": "valley", "dam": "dam"},
    "harbour": {"yes": "port"},
    "amenity": {"ferry_terminal": "port", "prison": "prison", "refugee_site": "camp_idp"},
    "power": {"plant": "power_plant"},
    "barrier": {"border_control": "crossing"},
    "man_made": {"bridge": "bridge"},
}  # fmt: skip
#: Radius of a settlement whose inhabitants the service does not tell, km (DESIGN.md §3: 2-10 km), and of facilities.
_RADIUS_KM = {"city": 8.0, "town": 5.0, "municipality": 5.0}
_SMALL_RADIUS_KM, _FACILITY_RADIUS_KM = 3.0, 2.0
#: Extent of a region or water without a bounding box, and least extent with one, km.
_EXTENT_KM, _LEAST_EXTENT_KM = 30.0, 5.0


class AgainError(OnlineError):
    """The service did not answer this time; it may be asked again.

    Parameters
    ----------
    message
        What happened.
    wait_s
        How long it asks to wait, None if it does not say.
    """

    def __init__(self, message: str, wait_s: float | None = None) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class Service(ABC):
    """One service; `ask` is all that the policy knows of it."""

    def __init__(self, online: Online) -> None:
        self.online = online
        self.url = online.url or ONLINE_URLS[online.service]
        parts = urlsplit(self.url)
        self._scheme, self._domain = parts.scheme, f"{parts.netloc}{parts.path}".rstrip("/")

    def ask(self, name: str, countries: tuple[str, ...]) -> tuple[Found, ...]:
        """Return the places that the service gives for a name, in its order.

        Parameters
        ----------
        name
            As a text has it.
        countries
            ISO 3166 alpha-2 codes that answers are limited to where the service can; empty: none.

        Raises
        ------
        AgainError
            If it did not answer, but may the next time.
        OnlineError
            If it refuses, or its answer is not of its format.
        """
        from geopy import exc  # noqa: PLC0415  (off means not even imported)

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # geopy warns of a latitude beyond the pole, and then raises
                answers = self._ask(name, countries)
            return tuple(self._read(answer.raw for answer in answers or () if answer is not None))
        except exc.GeocoderRateLimited as error:
            raise AgainError(self._said(error), error.retry_after) from error
        except (
            exc.GeocoderQueryError,
            exc.GeocoderAuthenticationFailure,
            exc.GeocoderInsufficientPrivileges,
            exc.GeocoderQuotaExceeded,
            exc.ConfigurationError,
        ) as error:
            raise OnlineError(self._said(error)) from error
        except exc.GeopyError as error:
            raise AgainError(self._said(error)) from error
        except (msgspec.ValidationError, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            msg = self._said(f"an answer that is not of its format ({error!r})")
            raise AgainError(msg) from error

    def _said(self, error: object) -> str:
        text = printable(str(error))
        return f"{self.online.service} ({self._domain}): {text[:_QUOTED]}{'…' if len(text) > _QUOTED else ''}"

    def _common(self) -> dict[str, Any]:
        """Return what all geocoders are made with."""
        from importlib import metadata  # noqa: PLC0415

        from geopy.adapters import URLLibAdapter  # noqa: PLC0415

        online = self.online
        contact = f"; contact: {online.contact}" if online.contact else ""
        return {
            "timeout": online.timeout_s,
            "scheme": self._scheme,
            "domain": self._domain,
            "user_agent": f"marsad/{metadata.version('marsad')} (Marsad news geoparser{contact})",
            # not `requests`, which geopy would take if it is there: that one retries by itself
            "adapter_factory": URLLibAdapter,
        }

    @abstractmethod
    def _ask(self, name: str, countries: tuple[str, ...]) -> Any:  # noqa: ANN401  (geopy is untyped)
        """Return geopy's answers, None for none."""

    @abstractmethod
    def _read(self, answers: Iterable[object]) -> Iterable[Found]:
        """Return the places among the decoded answers."""


def make_service(online: Online, features: Mapping[str, str]) -> Service:
    """Return the service of some settings.

    Parameters
    ----------
    online
        Which one, and how.
    features
        GeoNames feature ("P.PPL" or "P") to sort of place.
    """
    if online.service == "nominatim":
        return _Nominatim(online)
    if online.service == "photon":
        return _Photon(online)
    return _GeoNames(online, features)


# ------------------------------------------------------------------ Nominatim


class _Address(msgspec.Struct):
    country_code: str = ""


class _NominatimPlace(msgspec.Struct):
    lat: float
    lon: float
    key: str = msgspec.field(name="class")
    value: str = msgspec.field(name="type")
    osm_type: str = ""
    osm_id: int = 0
    addresstype: str = ""
    name: str = ""
    display_name: str = ""
    importance: float = 0.0
    boundingbox: tuple[float, float, float, float] | None = None
    address: _Address = msgspec.field(default_factory=_Address)
    namedetails: dict[str, str] | None = None


class _Nominatim(Service):
    """Nominatim's ``/search`` (https://nominatim.org/release-docs/latest/api/Search/)."""

    def _ask(self, name: str, countries: tuple[str, ...]) -> Any:  # noqa: ANN401
        from geopy.geocoders import Nominatim  # noqa: PLC0415

        geocoder: Geocoder = Nominatim(**self._common())
        return geocoder.geocode(
            name, exactly_one=False, limit=MOST_PLACES, addressdetails=True, namedetails=True,
            language=_ARABIC_SCRIPT if is_arabic(name[0]) else _LATIN_SCRIPT,
            country_codes=[code.lower() for code in countries],
        )  # fmt: skip

    def _read(self, answers: Iterable[object]) -> Iterable[Found]:
        for raw in answers:
            place = msgspec.convert(raw, _NominatimPlace, strict=False)
            rank = place.addresstype if place.key == "boundary" else place.value
            names = [place.name or place.display_name.partition(",")[0], *(place.namedetails or {}).values()]
            box = place.boundingbox
            found = _osm_place(
                place.key, rank, f"osm-{place.osm_type[:1]}{place.osm_id}", names, (place.lat, place.lon),
                (box[0], box[2], box[1], box[3]) if box else None,
            )  # fmt: skip
            if found is not None:
                country, importance = place.address.country_code.upper(), min(1.0, max(0.0, place.importance))
                yield msgspec.structs.replace(found, country=country, importance=importance)


# --------------------------------------------------------------------- Photon


class _PhotonProperties(msgspec.Struct):
    osm_key: str = ""
    osm_value: str = ""
    osm_type: str = ""
    osm_id: int = 0
    type: str = ""
    name: str = ""
    countrycode: str = ""
    extent: tuple[float, float, float, float] | None = None


class _PhotonGeometry(msgspec.Struct):
    coordinates: tuple[float, float]


class _PhotonFeature(msgspec.Struct):
    properties: _PhotonProperties
    geometry: _PhotonGeometry


class _Photon(Service):
    """Photon's ``/api`` (https://github.com/komoot/photon); its extent is west, north, east, south."""

    def _ask(self, name: str, countries: tuple[str, ...]) -> Any:  # noqa: ANN401
        del countries  # Photon has no such parameter
        from geopy.geocoders import Photon  # noqa: PLC0415

        geocoder: Geocoder = Photon(**self._common())
        language = False if is_arabic(name[0]) else _PHOTON_LATIN
        return geocoder.geocode(name, exactly_one=False, limit=MOST_PLACES, language=language)

    def _read(self, answers: Iterable[object]) -> Iterable[Found]:
        for raw in answers:
            feature = msgspec.convert(raw, _PhotonFeature, strict=False)
            about, (lon, lat) = feature.properties, feature.geometry.coordinates
            box = about.extent
            found = _osm_place(
                about.osm_key, about.type if about.osm_key == "boundary" else about.osm_value,
                f"osm-{about.osm_type[:1].lower()}{about.osm_id}", [about.name], (lat, lon),
                (box[3], box[0], box[1], box[2]) if box else None,
            )  # fmt: skip
            if found is not None:
                yield msgspec.structs.replace(found, country=about.countrycode.upper())


def _osm_place(
    key: str,
    value: str,
    place_id: str,
    names: list[str],
    point: tuple[float, float],
    box: tuple[float, float, float, float] | None,
) -> Found | None:
    """Return an OSM feature as a place, None if it is none; the box is south, west, north, east."""
    subtype = _SETTLED.get(value) if key == "boundary" else _OSM.get(key, {}).get(value)
    named = tuple(dict.fromkeys(name for name in names if name))
    if subtype is None or not named:
        return None
    check_point(*point)
    kind = KIND_OF[subtype]
    if kind == "town":
        radius = _RADIUS_KM.get(value, _SMALL_RADIUS_KM)
    elif kind == "facility":
        radius = _FACILITY_RADIUS_KM
    else:
        radius = max(_LEAST_EXTENT_KM, great_circle_km(*box) / 2) if box else _EXTENT_KM
    return Found(place_id, named[0], named, subtype, "", point[0], point[1], round(radius, 1))


# ------------------------------------------------------------------- GeoNames


class _GeoNamesPlace(msgspec.Struct, rename="camel"):
    lat: float
    lng: float
    geoname_id: int
    name: str = ""
    toponym_name: str = ""
    country_code: str = ""
    fcl: str = ""
    fcode: str = ""
    population: int = 0


class _GeoNames(Service):
    """GeoNames' ``/searchJSON`` (https://www.geonames.org/export/geonames-search.html)."""

    def __init__(self, online: Online, features: Mapping[str, str]) -> None:
        super().__init__(online)
        self._features = features

    def _ask(self, name: str, countries: tuple[str, ...]) -> Any:  # noqa: ANN401
        from geopy.geocoders import GeoNames  # noqa: PLC0415

        geocoder: Geocoder = GeoNames(self.online.user, **self._common())
        return geocoder.geocode(name, exactly_one=False, country=list(countries))

    def _read(self, answers: Iterable[object]) -> Iterable[Found]:
        for raw in answers:
            place = msgspec.convert(raw, _GeoNamesPlace, strict=False)
            subtype = self._features.get(f"{place.fcl}.{place.fcode}") or self._features.get(place.fcl)
            names = tuple(dict.fromkeys(name for name in (place.name, place.toponym_name) if name))
            if subtype is None or not names:
                continue
            check_point(place.lat, place.lng)
            kind = KIND_OF[subtype]
            wide = _FACILITY_RADIUS_KM if kind == "facility" else _EXTENT_KM
            radius = town_radius_km(place.population) if kind == "town" else wide
            yield Found(
                f"gn-{place.geoname_id}", names[0], names, subtype, place.country_code, place.lat, place.lng, radius,
                place.population, min(1.0, math.log10(place.population + 1) / 7),
            )  # fmt: skip
