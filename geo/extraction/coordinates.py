"""Positions in figures: "35.104 N, 40.412 E", «19°15′ شمالا و1°05′ شرقا», "N 32°04.5' E 023°57.2'", "37T DG 12 34"."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

import msgspec

from geo.extraction.grid_reference import GRID_REFERENCE, GridCell, read_cell
from geo.language.tokens import TokenStream

_DEGREES = r"\d{1,3}(?:[.,٫]\d{1,8})?"
_PART = r"\d{1,2}(?:[.,٫]\d+)?"
#: Signs and words of the units, in three languages.
_DEGREE_MARK = r"[°º˚]|\s?(?:degrees?|deg\.|degrés?|درجة|درجات)(?!\w)"
_MINUTE_MARK = r"[′'’ʹ]|minutes?(?!\w)|دقيقة|دقائق"
_SECOND_MARK = r"[″\"”ʺ]|′′|''|’’|seconds?(?!\w)|secondes?(?!\w)|ثانية|ثوان(?:ي|ٍ)?"
_AND = r"(?:و|and\s|et\s)?"
#: "latitude" and "longitude" before the figures, or after the side.
_LABEL = r"(?:(?i:lat(?:itude)?|long?(?:itude)?)\b\.?|(?:خط|دائرة|خطي|بخط)\s(?:ال)?(?:عرض|طول))"
#: A word that may be a side, with the vowel signs of «شمالاً»; the lexicon knows which are.
_WORD = r"[^\W\d_](?:[^\W\d_]|[\u064b-\u0652]){0,13}"


_SIGN = r"[-−]"
#: What stands before the first figure of a position. The patterns test it after that figure: a pattern that starts
#: with a set of characters is sought four times as fast as one that starts with a look behind.
_OUTSIDE = r"(?<![\w.,].)"
_LABEL_BEFORE = re.compile(rf"(?:^|\W|[وب])({_LABEL})\s?:?\s?{_SIGN}?$")
#: No label with the blanks after it is longer.
_LABEL_REACH = 16


def _tail(number: int) -> str:
    """Return the pattern of what follows the degrees: mark, minutes, seconds, and a word that may be a side."""
    return (
        rf"(?:\s?(?P<mark{number}>{_DEGREE_MARK}))?"
        rf"(?:\s?{_AND}(?P<min{number}>{_PART})\s?(?:{_MINUTE_MARK})"
        rf"(?:\s?{_AND}(?P<sec{number}>{_PART})\s?(?:{_SECOND_MARK}))?)?)"
        rf"(?:\s?(?:of\s|de\s)?(?:{_LABEL}\s)?(?!{_LABEL})(?P<side{number}>{_WORD})(?:\s{_LABEL}(?!\s?:?\s?\d))?)?"
    )


def _lettered(number: int, opening: str) -> str:
    """Return the pattern of an angle with the letter of its side before it: "N 32°04.5'", "E023 57.2"."""
    return (
        rf"(?P<angle{number}>(?P<side{number}>{opening})\s?(?P<deg{number}>{_DEGREES})[°º˚]?"
        rf"(?:[\s-]?(?P<min{number}>{_PART})['′’]?(?:[\s-]?(?P<sec{number}>{_PART})(?:[″\"”]|′′|''|’’)?)?)?)"
    )


def _packed(number: int, opening: str, sides: str) -> str:
    """Return the pattern of an angle as notices to airmen and mariners write it: "3204N", "32-04.5N", "0235712E"."""
    return (
        rf"(?P<angle{number}>(?P<deg{number}>{opening})-?(?P<min{number}>[0-5]\d(?:\.\d+)?)"
        rf"(?:-?(?P<sec{number}>[0-5]\d(?:\.\d+)?))?\s?(?P<side{number}>[{sides}]))"
    )


_PATTERNS = tuple(
    re.compile(first + between + second)
    for first, between, second in (
        (_lettered(1, rf"[NS]{_OUTSIDE}"), r"\s?[,;/]?\s?", _lettered(2, "[EWO]") + r"(?!\w|[.,]\d)"),
        (_packed(1, rf"\d{_OUTSIDE}\d", "NS"), r"\s?[,;/-]?\s?", _packed(2, r"\d{3}", "EWO") + r"(?!\w)"),
        (
            rf"(?P<angle1>(?P<deg1>\d{_OUTSIDE}\d{{0,2}}(?:[.,٫]\d{{1,8}})?)" + _tail(1),
            rf"(?:\s?(?P<dash>[–—-])\s|\s?[,،;/]?\s?){_AND}\s?(?:(?P<label2>{_LABEL})\s?:?\s?)?",
            rf"(?P<angle2>(?P<sign2>{_SIGN}?)(?P<deg2>{_DEGREES})" + _tail(2) + r"(?![\d.,]*\d)",
        ),
    )
)
_SIDE_AFTER = _PATTERNS[-1]
#: Letters of the four sides in English and French; words are in the lexicon.
_LETTERS = {"N": "N", "S": "S", "E": "E", "W": "W", "O": "W"}
_SIGNS = {"N": 1, "S": -1, "E": 1, "W": -1}
_AXES = {"N": "lat", "S": "lat", "E": "lon", "W": "lon"}
_LAT_MAX, _LON_MAX = 90.0, 180.0
_JOINING = frozenset({"and", "et", "و"})
_THOUSANDS = re.compile(r"\d+,\d{3}")
#: Without sides, a pair needs so many decimals, or a word like "coordinates" within so many tokens before it.
BARE_DECIMALS, CUED_DECIMALS, CUE_TOKENS = 3, 2, 4
#: Kilometres per degree of latitude; no position is taken for finer than `FINEST_KM`.
KM_PER_DEGREE, FINEST_KM = 111.2, 0.1


class Position(msgspec.Struct, frozen=True, gc=False):
    """A position in figures.

    Attributes
    ----------
    first, last
        Token range, half open.
    lat, lon
        Degrees, WGS 84.
    uncertainty_km
        Half of the last digit that is given; of a square, half its diagonal.
    """

    first: int
    last: int
    lat: float
    lon: float
    uncertainty_km: float


class _Angle(msgspec.Struct, frozen=True):
    degrees: float
    side: str
    axis: str
    decimals: int
    marked: bool
    step_deg: float


def find_coordinates(stream: TokenStream) -> Iterator[Position]:
    """Yield the positions of an article, in order."""
    text = stream.text
    for line in stream.lines:
        found = [
            position
            for match in GRID_REFERENCE.finditer(text, line.start, line.end)
            if (position := _square(stream, match)) is not None
        ]
        for pattern in _PATTERNS:
            for match in pattern.finditer(text, line.start, line.end):
                position = _read(stream, match)
                if position is not None and all(
                    position.last <= other.first or other.last <= position.first for other in found
                ):
                    found.append(position)
        yield from sorted(found, key=lambda position: position.first)


def _square(stream: TokenStream, match: re.Match[str]) -> Position | None:
    first, last = (bisect_left(stream.starts, at) for at in (match.start("zone"), match.end()))
    cell: GridCell | None = read_cell(match)
    if cell is None or not (cell.fine or _cued(stream, first)):
        return None
    uncertainty = max(FINEST_KM, cell.side_km / math.sqrt(2))
    return Position(first, last, round(cell.lat, 6), round(cell.lon, 6), round(uncertainty, 3))


def _read(stream: TokenStream, match: re.Match[str]) -> Position | None:
    if match.re is _SIDE_AFTER and _are_counts(match):
        return None
    lat, lon = _angle_of(stream, match, 1), _angle_of(stream, match, 2)
    if (lat.axis, lon.axis) == ("lon", "lat"):
        lat, lon = lon, lat
    told = (lat.axis, lon.axis) == ("lat", "lon")
    if bool(lat.axis or lon.axis) != told or (_group(match, "dash") and not told):
        return None
    first = bisect_left(stream.starts, match.start("angle1") - bool(_signed(match)))
    if not (told and (lat.marked or lon.marked)):
        cued = told or _cued(stream, first)
        if min(lat.decimals, lon.decimals) < (CUED_DECIMALS if cued else BARE_DECIMALS):
            return None
        if not told and _are_amounts(match, cued=cued):
            return None
    if abs(lat.degrees) > _LAT_MAX or abs(lon.degrees) > _LON_MAX:
        return None
    end = max(match.end("angle2"), match.end("side2") if lat.side and lon.side else 0)
    uncertainty = max(FINEST_KM, max(lat.step_deg, lon.step_deg) * KM_PER_DEGREE / 2)
    return Position(
        first,
        bisect_left(stream.starts, end),
        round(lat.degrees, 6),
        round(lon.degrees, 6),
        round(uncertainty, 3),
    )


def _are_counts(match: re.Match[str]) -> bool:
    """Tell whether two numbers have neither mark nor name nor decimals: most pairs in a text, and no position."""
    deg1, deg2, *told = match.group("deg1", "deg2", "mark1", "min1", "mark2", "min2", "label2")
    return not any(told) and min(_decimals(deg1), _decimals(deg2)) < CUED_DECIMALS


def _are_amounts(match: re.Match[str], *, cued: bool) -> bool:
    """Tell whether two numbers without sides are joined by a word ("0.001 to 0.002"), or may be thousands ("3,000")."""
    if match["side1"] is not None and match["side1"] not in _JOINING:
        return True
    return not cued and any(_THOUSANDS.fullmatch(figure) for figure in match.group("deg1", "deg2"))


def _group(match: re.Match[str], name: str) -> str:
    """Return what a group matched, "" if it took no part or its pattern has none."""
    return match.groupdict().get(name) or ""


def _signed(match: re.Match[str]) -> bool:
    """Tell whether a sign of its own stands right before the first figure."""
    start = match.start("angle1")
    return re.search(rf"(?:^|[^\w.,]){_SIGN}$", match.string[max(0, start - 2) : start]) is not None


def _label_before(match: re.Match[str]) -> str:
    """Return "latitude" or the like before the first figure."""
    start = match.start("angle1")
    found = _LABEL_BEFORE.search(match.string[max(0, start - _LABEL_REACH) : start])
    return found[1] if found is not None else ""


def _decimals(figure: str) -> int:
    return len(figure.replace(",", ".").replace("٫", ".").partition(".")[2])


def _angle_of(stream: TokenStream, match: re.Match[str], number: int) -> _Angle:
    def part(name: str) -> str:
        return _group(match, f"{name}{number}").replace(",", ".").replace("٫", ".")

    degrees, minutes, seconds = part("deg"), part("min"), part("sec")
    side = _side(stream, match, number)
    label = (_label_before(match) if number == 1 else part("label")).lower()
    negative = _signed(match) if number == 1 else bool(part("sign"))
    sign = -1 if negative else _SIGNS.get(side, 1)
    value = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    finest, unit = (seconds, 3600) if seconds else (minutes, 60) if minutes else (degrees, 1)
    labelled = "" if not label else "lat" if "lat" in label or "عرض" in label else "lon"
    return _Angle(
        degrees=sign * value,
        side=side,
        axis=_AXES.get(side, labelled),
        decimals=_decimals(degrees),
        marked=bool(part("mark") or minutes or label),
        step_deg=10.0 ** -len(finest.partition(".")[2]) / unit,
    )


def _side(stream: TokenStream, match: re.Match[str], number: int) -> str:
    """Return N, S, E or W for the letter or word after an angle, "" if there is none."""
    word = match[f"side{number}"]
    if word is None:
        return ""
    if word in _LETTERS:
        return _LETTERS[word]
    token = bisect_right(stream.starts, match.start(f"side{number}")) - 1
    hit = stream.hit(token, "direction") if token < len(stream) else None
    return hit.value if hit is not None and hit.value in _SIGNS else ""


def _cued(stream: TokenStream, first: int) -> bool:
    """Tell whether "coordinates", "geolocated to" or the like stands before a token."""
    return any(stream.hit(index, "coordinate_cue") for index in range(max(0, first - CUE_TOKENS), first))
