"""Fetch the files that a larger gazetteer is built from: only when told to, whole or not at all.

A file is fetched beside its place (``<name>.part``) and put there in one step once its size
and, for an archive, its checksums are right; an interrupted fetch leaves what was there and is
taken up again where it stopped. What has not changed since is not fetched again.
"""

from __future__ import annotations

import http.client
import os
import re
import time
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlsplit

import msgspec

from geo.errors import GazetteerError, OnlineError
from geo.files import one_writer, printable

#: Where the publishers keep their files. The licences are those that `marsad gazetteer build` writes into its file.
BASES = {
    "geonames": "https://download.geonames.org/export/dump/",
    "ourairports": "https://davidmegginson.github.io/ourairports-data/",
}
#: What `wanted` may hold besides country codes.
ALTERNATE_NAMES, OURAIRPORTS = "alternate-names", "ourairports"
#: How often a fetch is taken up again without a byte having come; the pause doubles, s.
TRIES, FIRST_PAUSE_S = 4, 2.0
#: A server that says nothing for so long has gone, s.
TIMEOUT_S = 30.0
_CHUNK = 1 << 16
_COUNTRY = re.compile(r"[A-Z]{2}")

#: Called with the bytes that are there, and the bytes there will be (None: not told).
Progress = Callable[[int, int | None], None]


class Remote(msgspec.Struct, frozen=True):
    """A file of a publisher.

    Attributes
    ----------
    source
        Key of `BASES`.
    path
        Below the publisher's address; also where it is kept below ours.
    role
        "places", "names" or "airports".
    """

    source: str
    path: str
    role: str


def remotes(wanted: Sequence[str]) -> list[Remote]:
    """Return the files for what a user names.

    Parameters
    ----------
    wanted
        Country codes (ISO 3166 alpha-2; the country's places and their names by language),
        `ALTERNATE_NAMES` (names by language of the whole world) or `OURAIRPORTS`.

    Raises
    ------
    GazetteerError
        If a word is none of these.
    """
    found: list[Remote] = []
    world = ALTERNATE_NAMES in wanted
    for word in dict.fromkeys(wanted):
        if word == OURAIRPORTS:
            found.append(Remote("ourairports", "airports.csv", "airports"))
        elif word == ALTERNATE_NAMES:
            found.append(Remote("geonames", "alternateNamesV2.zip", "names"))
        elif _COUNTRY.fullmatch(word):
            found.append(Remote("geonames", f"{word}.zip", "places"))
            if not world:
                found.append(Remote("geonames", f"alternatenames/{word}.zip", "names"))
        else:
            msg = f"nothing to fetch is called {word!r}; country codes (LY, ML …), {ALTERNATE_NAMES}, {OURAIRPORTS}"
            raise GazetteerError(msg)
    return found


def fetch(remote: Remote, folder: Path, *, bases: Mapping[str, str] = BASES, progress: Progress | None = None) -> Path:
    """Return a publisher's file, fetched if it is not there as the publisher has it now.

    Parameters
    ----------
    remote
        Which file.
    folder
        Where files are kept; a sub-folder for each source is made.
    bases
        Addresses of the publishers, or of mirrors.
    progress
        Told how far it is.

    Raises
    ------
    OnlineError
        If it cannot be fetched; what was there before is still there.
    GazetteerError
        If it cannot be written.
    """
    target = folder / remote.source / remote.path
    url = bases[remote.source].rstrip("/") + "/" + quote(remote.path)
    if urlsplit(url).scheme not in ("http", "https"):
        msg = f"files are fetched from http(s) addresses, got {url!r}"
        raise GazetteerError(msg)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with one_writer(target):
            _Fetch(url, target, progress).run()
    except OSError as error:
        msg = f"{target} cannot be written: {error}"
        raise GazetteerError(msg) from error
    return target


class _BrokenOffError(Exception):
    """The connection failed or ended early; what came is kept."""


class _Fetch:
    """One file on its way."""

    def __init__(self, url: str, target: Path, progress: Progress | None) -> None:
        self.url, self.target = url, target
        self.part = target.with_name(f"{target.name}.part")
        #: Holds which version the part is of, as the server calls it.
        self.mark = target.with_name(f"{target.name}.part.version")
        self._progress = progress
        self._open = urllib.request.build_opener(_NoDowngrade()).open

    def run(self) -> None:
        """Fetch, taking up again what broke off."""
        failures = 0
        while True:
            before = _size(self.part)
            try:
                self._once()
            except _BrokenOffError as error:
                failures = 1 if _size(self.part) > before else failures + 1
                if failures >= TRIES:
                    msg = f"{self.url} cannot be fetched: {printable(str(error))}; run the same command again later"
                    raise OnlineError(msg) from error
                time.sleep(FIRST_PAUSE_S * 2 ** (failures - 1))
            else:
                return

    def _once(self) -> None:
        """Ask for the file, or for what is missing of it, and put it in its place if it is whole."""
        try:
            response = self._open(self._request(), timeout=TIMEOUT_S)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code != HTTPStatus.NOT_MODIFIED:
                self._refused(error)
            return
        except (OSError, http.client.HTTPException) as error:
            raise _BrokenOffError(str(error)) from error
        with response:
            goes_on = response.status == HTTPStatus.PARTIAL_CONTENT
            start = _size(self.part) if goes_on else 0
            total = _total(response.headers, start)
            if goes_on and _first_byte(response.headers) != start:
                self._drop()
                msg = "the server sent another part of the file than was asked for"
                raise _BrokenOffError(msg)
            if not goes_on:
                self._drop()
                self.mark.write_text(_version(response.headers), encoding="latin-1")
            self._take(response, start, total)
            modified = response.headers.get("Last-Modified")
        if total is not None and _size(self.part) != total:
            msg = f"{_size(self.part)} of {total} bytes came"
            raise _BrokenOffError(msg)
        self._finish(modified)

    def _request(self) -> urllib.request.Request:
        from importlib import metadata  # noqa: PLC0415

        headers = {
            "User-Agent": f"marsad/{metadata.version('marsad')} (gazetteer build)",
            "Accept-Encoding": "identity",
        }
        version = self.mark.read_text(encoding="latin-1") if self.mark.exists() else ""
        if version and _size(self.part):
            headers |= {"Range": f"bytes={_size(self.part)}-", "If-Range": version}
        elif self.target.exists():
            headers["If-Modified-Since"] = formatdate(self.target.stat().st_mtime, usegmt=True)
        return urllib.request.Request(self.url, headers=headers)  # noqa: S310  (`fetch` checked the scheme)

    def _refused(self, error: urllib.error.HTTPError) -> None:
        """Raise what a status means: to be tried again, or not."""
        text = f"{error.code} {printable(str(error.reason))}"
        if error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            self._drop()
            raise _BrokenOffError(text) from error
        if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR or error.code in (
            HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT,
        ):  # fmt: skip
            raise _BrokenOffError(text) from error
        hint = "; is the country code right?" if error.code == HTTPStatus.NOT_FOUND else ""
        msg = f"{self.url} cannot be fetched: {text}{hint}"
        raise OnlineError(msg) from error

    def _take(self, response: IO[bytes], start: int, total: int | None) -> None:
        with self.part.open("ab") as out:
            there = start
            for chunk in _chunks(response):
                out.write(chunk)
                there += len(chunk)
                if self._progress is not None:
                    self._progress(there, total)
            out.flush()
            os.fsync(out.fileno())

    def _finish(self, modified: str | None) -> None:
        """Put a whole file in its place."""
        problem = _problem(self.part, self.target.suffix)
        if problem:
            self._drop()
            msg = f"{self.url} is damaged: {problem}; run the same command again"
            raise OnlineError(msg)
        if modified and (stamp := _timestamp(modified)) is not None:
            os.utime(self.part, (stamp, stamp))
        self.part.replace(self.target)
        self.mark.unlink(missing_ok=True)

    def _drop(self) -> None:
        self.part.unlink(missing_ok=True)
        self.mark.unlink(missing_ok=True)


class _NoDowngrade(urllib.request.HTTPRedirectHandler):
    """Follows a server elsewhere, but not from https to http, where anybody on the way can change the file."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            text = f"{req.full_url} sends us to {newurl}, which is not encrypted; give a mirror's address"
            raise OnlineError(text)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _chunks(response: IO[bytes]) -> Iterator[bytes]:
    while True:
        try:
            chunk = response.read(_CHUNK)
        except (OSError, http.client.HTTPException) as error:
            raise _BrokenOffError(str(error)) from error
        if not chunk:
            return
        yield chunk


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _total(headers: http.client.HTTPMessage, start: int) -> int | None:
    """Return how long the whole file is, None if the server does not say."""
    length = headers.get("Content-Length", "")
    return start + int(length) if length.isdecimal() else None


def _version(headers: http.client.HTTPMessage) -> str:
    """Return what tells this version of a file from another; a weak tag does not promise the same bytes (RFC 9110)."""
    tag = headers.get("ETag", "")
    return tag if tag and not tag.startswith("W/") else headers.get("Last-Modified", "")


def _first_byte(headers: http.client.HTTPMessage) -> int:
    match = re.match(r"bytes (\d+)-", headers.get("Content-Range", ""))
    return int(match[1]) if match else -1


def _timestamp(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp()
    except ValueError:
        return None


def _problem(path: Path, suffix: str) -> str:
    """Return what is wrong with a file that has its full length; empty if nothing is."""
    if suffix != ".zip":
        with path.open("rb") as file:
            return "a web page came instead" if file.read(256).lstrip()[:1] in (b"<", b"") else ""
    try:
        with zipfile.ZipFile(path) as archive:
            bad = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError) as error:
        return f"no archive ({error})"
    return f"the checksum of {bad!r} is wrong" if bad else ""
