"""Positions in figures: "35.104 N, 40.412 E", «19°15′ شمالا و1°05′ شرقا», "13.52, 30.31" after "geolocated to"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

import msgspec

from geo.language.tokens import TokenStream

_FIGURE = r"\d{1,3}(?:[.,٫]\d{1,8})?"
_PART = r"\d{1,2}(?:[.,٫]\d+)?"


def _angle_pattern(number: int) -> str:
    return (
        rf"(?P<sign{number}>[-−]?)(?P<deg{number}>{_FIGURE})\s?(?P<mark{number}>[°º]?)"
        rf"(?:\s?(?P<min{number}>{_PART})\s?[′'’](?:\s?(?P<sec{number}>{_PART})\s?(?:[″\"”]|′′|''))?)?"
        rf"(?:\s?(?P<side{number}>[^\W\d_]{{1,12}}))?"
    )


_PAIR = re.compile(rf"(?<![\w.,]){_angle_pattern(1)}\s?[,،;/]?\s?(?:و\s?|and\s|et\s)?{_angle_pattern(2)}(?![\d.,]*\d)")
#: Letters of the four sides in English and French; words are in the lexicon.
_LETTERS = {"N": "N", "S": "S", "E": "E", "W": "W", "O": "W"}
_SIGNS = {"N": 1, "S": -1, "E": 1, "W": -1}
_LATITUDE, _LONGITUDE = ("N", "S"), ("E", "W")
_LAT_MAX, _LON_MAX = 90.0, 180.0
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
        Half of the last digit that is given.
    """

    first: int
    last: int
    lat: float
    lon: float
    uncertainty_km: float


class _Angle(msgspec.Struct, frozen=True):
    degrees: float
    side: str
    decimals: int
    marked: bool
    step_deg: float


def find_coordinates(stream: TokenStream) -> Iterator[Position]:
    """Yield the positions of an article, in order."""
    text = stream.text
    for line in stream.lines:
        for match in _PAIR.finditer(text, line.start, line.end):
            first = bisect_left(stream.starts, match.start())
            found = _read(stream, match, first)
            if found is not None:
                yield found


def _read(stream: TokenStream, match: re.Match[str], first: int) -> Position | None:
    lat, lon = _angle(stream, match, 1), _angle(stream, match, 2)
    sided = lat.side in _LATITUDE and lon.side in _LONGITUDE
    if bool(lat.side or lon.side) != sided:
        return None
    needed = CUED_DECIMALS if sided or _cued(stream, first) else BARE_DECIMALS
    if not (sided and (lat.marked or lon.marked)) and min(lat.decimals, lon.decimals) < needed:
        return None
    if abs(lat.degrees) > _LAT_MAX or abs(lon.degrees) > _LON_MAX:
        return None
    end = match.end("side2") if lon.side else _figures_end(match)
    last = bisect_left(stream.starts, end)
    uncertainty = max(FINEST_KM, max(lat.step_deg, lon.step_deg) * KM_PER_DEGREE / 2)
    return Position(first, last, round(lat.degrees, 6), round(lon.degrees, 6), round(uncertainty, 3))


def _figures_end(match: re.Match[str]) -> int:
    return max(match.end(name) for name in ("deg2", "mark2", "min2", "sec2"))


def _angle(stream: TokenStream, match: re.Match[str], number: int) -> _Angle:
    def part(name: str) -> str:
        return (match[f"{name}{number}"] or "").replace(",", ".").replace("٫", ".")

    degrees, minutes, seconds = part("deg"), part("min"), part("sec")
    side = _side(stream, match, number)
    sign = -1 if part("sign") else _SIGNS.get(side, 1)
    value = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    decimals = len(degrees.partition(".")[2])
    finest, unit = (seconds, 3600) if seconds else (minutes, 60) if minutes else (degrees, 1)
    step = 10.0 ** -len(finest.partition(".")[2]) / unit
    return _Angle(sign * value, side, decimals, bool(part("mark") or minutes), step)


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
