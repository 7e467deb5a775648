"""One frozen `Settings`, passed in; the library keeps no module state."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Literal

import msgspec

from geo.errors import SettingsError

#: Name of the file of an analyst's own places in a project's folder; commands use it if it is there.
PLACES_FILE = "marsad-places.csv"
#: Environment variable that names another one.
PLACES_VARIABLE = "MARSAD_PLACES"


#: Where the public services answer.
ONLINE_URLS = {
    "nominatim": "https://nominatim.openstreetmap.org",
    "photon": "https://photon.komoot.io",
    "geonames": "https://secure.geonames.org",
}
#: Least time between two requests to a public service, s: what Nominatim's usage policy asks for
#: (https://operations.osmfoundation.org/policies/nominatim/), and no less for the others.
PUBLIC_DELAY_S = 1.0


class Online(msgspec.Struct, frozen=True):
    """Which online service is asked for names that the gazetteer lacks, and how.

    Attributes
    ----------
    service
        "nominatim", "photon" or "geonames".
    url
        Address of a service of your own; empty: the public one.
    user
        Account at GeoNames, which needs one.
    contact
        An e-mail address or web page for the user agent; the public Nominatim and Photon want to
        know whom to write to before they block somebody.
    cache_path
        SQLite file that keeps the answers; None: ``marsad/online.sqlite`` in the user's cache folder.
    min_delay_s
        Least time between two requests of all processes, s; None: `PUBLIC_DELAY_S` for a public
        service, none for one of your own.
    timeout_s
        How long an answer is waited for, s.
    """

    service: Literal["nominatim", "photon", "geonames"]
    url: str = ""
    user: str = ""
    contact: str = ""
    cache_path: Path | None = None
    min_delay_s: float | None = None
    timeout_s: float = 10.0

    @property
    def delay_s(self) -> float:
        """Least time between two requests, s."""
        least = 0.0 if self.url else PUBLIC_DELAY_S
        return least if self.min_delay_s is None else self.min_delay_s

    def __post_init__(self) -> None:
        """Refuse what cannot work, or would annoy a public service."""
        public = not self.url
        faults = {
            f"there is no online service {self.service!r}; one of {', '.join(ONLINE_URLS)}": (
                self.service not in ONLINE_URLS
            ),
            f"the address of the service should be http(s)://host/…, got {self.url!r}": not (
                public or re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", self.url)
            ),
            "contact and user of an online service stand in its requests: no line breaks": not (
                (self.contact + self.user).isprintable()
            ),
            "GeoNames asks for an account: give its name (--online-user)": (
                self.service == "geonames" and not self.user
            ),
            f"the public {self.service} asks who is calling: give an e-mail address or web page (--online-contact)": (
                public and self.service != "geonames" and not self.contact
            ),
            f"min_delay_s is {self.delay_s}, less than a public service asks for ({PUBLIC_DELAY_S} s)": (
                public and self.delay_s < PUBLIC_DELAY_S
            ),
            f"timeout_s should be positive, got {self.timeout_s}": not self.timeout_s > 0,
        }
        for fault, there in faults.items():
            if there:
                raise SettingsError(fault)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a user may change about a run.

    Attributes
    ----------
    gazetteer_path
        Gazetteer file to use instead of the embedded one.
    places_path
        The analyst's own places and aliases (`geo.gazetteer.own`), laid over the gazetteer.
    lexicon_path
        Built lexicon to use instead of the embedded one.
    max_input_bytes
        Larger files are refused with `geo.errors.TooLargeError`.
    max_candidates
        How many ranked readings of a name are kept.
    coherence_km
        Distance scale of the distance-coherence term: places of one article lie
        typically within a theatre of this size.
    min_score
        A best candidate below this score is not placed.
    min_margin
        Two best candidates closer than this in score, and far apart on the
        ground, leave a name ambiguous.
    published
        Day of publication, as a feed or an archive tells it, for texts that do not give it themselves; relative
        dates ("on Monday") count from it.
    online
        Off by default: no stage opens a socket unless this is set. Names that the gazetteer lacks are
        then asked of an online service.
    """

    gazetteer_path: Path | None = None
    places_path: Path | None = None
    lexicon_path: Path | None = None
    max_input_bytes: int = 100_000_000
    max_candidates: int = 5
    coherence_km: float = 400.0
    min_score: float = 0.12
    min_margin: float = 0.005
    published: dt.date | None = None
    online: Online | None = None

    def __post_init__(self) -> None:
        """Refuse values that make no sense."""
        if self.max_input_bytes <= 0:
            msg = f"max_input_bytes must be positive, got {self.max_input_bytes}"
            raise SettingsError(msg)
        if self.max_candidates < 1:
            msg = f"max_candidates must be at least 1, got {self.max_candidates}"
            raise SettingsError(msg)
        if self.coherence_km <= 0:
            msg = f"coherence_km must be positive, got {self.coherence_km}"
            raise SettingsError(msg)
