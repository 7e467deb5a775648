"""The policy of online look-up: what is asked, how often, which answers count, and when to give up."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from functools import lru_cache

import msgspec

from geo.errors import NetworkDisabledError, OnlineError
from geo.gazetteer.extend import rules_of
from geo.gazetteer.index import Gazetteer, GazetteerPlace
from geo.gazetteer.kinds import KIND_OF
from geo.gazetteer.records import key_of, prior
from geo.gazetteer.search import likeness_of
from geo.gazetteer.skeleton import sounds
from geo.geocoding.online.answers import Answer, Answers, Found, Question, default_path
from geo.geocoding.online.services import LICENCES, AgainError, Service, make_service
from geo.language.normalize import is_arabic
from geo.settings import Online, Settings

#: How the reason begins why a name could not be looked up.
LOOK_UP_FAILED = "online look-up failed"
#: How often a name is asked before the service counts as not answering.
TRIES = 3
#: Pause before the second try, doubled before each further one, s.
FIRST_PAUSE_S = 2.0
#: A service that asks for a longer pause than this is not waited for, s.
LONGEST_PAUSE_S = 30.0
#: After so many names in a row without an answer the service is left alone for a while, s.
FAILURES_IN_A_ROW, REST_S = 2, 300.0
#: A place whose name is less like what was asked for than this is another one, 0-1: services answer with
#: what is in a place of that name, too. Unrelated names have about 0.4; across scripts only sounds compare.
MIN_LIKENESS, MIN_SOUND_LIKENESS = 0.8, 0.68


class Hit(msgspec.Struct, frozen=True):
    """A place that an online service gave for a name.

    Attributes
    ----------
    likeness
        Of its name to what was asked for, 0-1.
    reason
        Which service said so, when, and under which licence.
    """

    place: GazetteerPlace
    likeness: float
    reason: str


class OnlineLookup:
    """Asks one service, and remembers what it said; share one instance.

    Parameters
    ----------
    online
        Which service, and how.
    features
        GeoNames feature to sort of place, for the service that answers with them.

    Raises
    ------
    OnlineError
        If the file of answers cannot be used.
    """

    def __init__(self, online: Online, features: Mapping[str, str]) -> None:
        self.online = online
        self._service: Service = make_service(online, features)
        self._answers = Answers(online.cache_path or default_path())
        self._failures = 0
        self._resting_until = 0.0
        self._why = ""

    def find(self, name: str, *, countries: tuple[str, ...] = ()) -> tuple[Hit, ...]:
        """Return the places that the service gives for a name, in its order; empty if it knows none.

        Parameters
        ----------
        name
            A name in any of the languages.
        countries
            ISO 3166 alpha-2 codes that places must have; empty: any.

        Raises
        ------
        OnlineError
            If the service could not be asked, and no earlier answer is kept.
        """
        asked = " ".join(name.split())
        key = key_of(asked)
        if not key:
            return ()
        answer = self._answer(Question(f"{self.online.service} {self._service.url}", asked, tuple(sorted(countries))))
        reason = f"{self.online.service}, asked on {answer.asked_on}: {LICENCES[self.online.service]}"
        hits: dict[str, Hit] = {}
        for found in answer.places:
            likeness = _likeness(key, found)
            if likeness is not None and (not countries or found.country in countries):
                hits.setdefault(found.place_id, Hit(_place(found, reason), likeness, reason))
        return tuple(hits.values())

    def _answer(self, question: Question) -> Answer:
        today = dt.datetime.now(tz=dt.UTC).date()
        kept = self._answers.get(question)
        if kept is not None and kept.is_fresh(today):
            return kept
        try:
            answer = Answer(self._ask(question), today)
        except OnlineError:
            if kept is not None:
                return kept  # old, and better than none
            raise
        self._answers.put(question, answer)
        return answer

    def _ask(self, question: Question) -> tuple[Found, ...]:
        if time.monotonic() < self._resting_until:
            msg = f"not asked: {self._why}"
            raise OnlineError(msg)
        try:
            found = self._try(question)
        except AgainError as error:
            self._failures += 1
            if self._failures >= FAILURES_IN_A_ROW:
                self._rest(error)
            raise
        except OnlineError as error:
            self._rest(error)  # refused: the next name would be, too
            raise
        self._failures = 0
        return found

    def _rest(self, error: OnlineError) -> None:
        self._resting_until, self._why, self._failures = time.monotonic() + REST_S, str(error), 0

    def _try(self, question: Question) -> tuple[Found, ...]:
        pause = FIRST_PAUSE_S
        for attempt in range(1, TRIES + 1):
            delay = self.online.delay_s
            if delay:
                time.sleep(self._answers.turn(self._service.url, delay))
            try:
                return self._service.ask(question.name, question.countries)
            except AgainError as error:
                wait = error.wait_s if error.wait_s is not None else pause
                if wait > LONGEST_PAUSE_S:
                    msg = f"{error}; it asks to come back in {wait:.0f} s"
                    raise OnlineError(msg) from error
                if attempt == TRIES:
                    raise
            time.sleep(wait)
            pause *= 2
        raise AssertionError  # the last try returned or raised


def _likeness(key: str, found: Found) -> float | None:
    """Return how like a place's names are to a look-up key, None if it is another place."""
    best = 0.0
    for other in filter(None, map(key_of, found.names)):
        if is_arabic(other[0]) == is_arabic(key[0]):
            # «قاعدة س» is found as «س»: what is left out is the word for what it is
            likeness = 1.0 if set(other.split()) <= set(key.split()) else likeness_of(key, other)
            enough = MIN_LIKENESS
        else:
            likeness, enough = likeness_of(sounds(key), sounds(other)), MIN_SOUND_LIKENESS
        if likeness >= enough:
            best = max(best, likeness)
    return best or None


def _place(found: Found, reason: str) -> GazetteerPlace:
    return GazetteerPlace(
        place_id=found.place_id,
        name=found.name,
        name_ar=next((name for name in found.names if is_arabic(name[0])), ""),
        name_fr=found.name,
        kind=KIND_OF[found.subtype],
        subtype=found.subtype,
        countries=(found.country,) if found.country else (),
        admin1="",
        lat=found.lat,
        lon=found.lon,
        uncertainty_km=found.uncertainty_km,
        population=found.population,
        weight=max(prior(found.subtype, found.population), found.importance),
        verified=False,
        source=reason,
    )


def online_lookup(settings: Settings, gazetteer: Gazetteer) -> OnlineLookup:
    """Return the look-up of some settings; the same settings give the same instance.

    Raises
    ------
    NetworkDisabledError
        If the settings have none.
    OnlineError
        If the file of answers cannot be used.
    """
    if settings.online is None:
        msg = "online look-up is off; switch it on with Settings(online=Online(…)) or --online"
        raise NetworkDisabledError(msg)
    return _lookup(settings.online, gazetteer)


@lru_cache(maxsize=4)
def _lookup(online: Online, gazetteer: Gazetteer) -> OnlineLookup:
    return OnlineLookup(online, rules_of(gazetteer).features)
