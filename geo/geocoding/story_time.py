"""The time of what an article tells without a date: that of the story, as its opening gives it.

News dates its story once, and goes on: "The army retook the airport on Wednesday. Its units surrounded the bridge".
What the text dates elsewhere keeps its own time; what only stands somewhere has none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import msgspec

from geo.language.dates import DateMention
from geo.language.tokens import TokenStream
from geo.models import NARRATIVE_ROLES, Article, Event, EventTime

#: A story is of at most so many days before the article; an older date is of its history.
STORY_DAYS = 7
#: The story is dated within so many sentences.
OPENING_SENTENCES = 3
#: Types that state what is rather than what happened.
STANDING = frozenset({"presence"})
#: Modalities of what has happened.
HAPPENED = frozenset({"asserted", "reported"})


def with_story_time(
    events: Iterable[Event], dates: Sequence[DateMention], article: Article, stream: TokenStream
) -> tuple[Event, ...]:
    """Return the events, those without a date with that of the story, as inherited.

    Parameters
    ----------
    events
        Of one article, told apart and merged already.
    dates
        Phrases of time of the article, in order.
    article, stream
        The article and its tokens.
    """
    day = _story_day(dates, article.published, stream)
    if day is None:
        return tuple(events)
    time = EventTime(day.edtf, day.earliest, day.latest, day.text, "inherited")
    return tuple(msgspec.structs.replace(event, time=time) if _undated(event) else event for event in events)


def _undated(event: Event) -> bool:
    return not event.time.edtf and event.modality in HAPPENED and event.type not in STANDING


def _story_day(dates: Sequence[DateMention], published: dt.date | None, stream: TokenStream) -> DateMention | None:
    """Return the first recent day that the opening of the body names."""
    if published is None:
        return None
    opening = [n for n, (first, _) in enumerate(stream.sentences) if stream.line_role(first) in NARRATIVE_ROLES]
    told = set(opening[:OPENING_SENTENCES])
    for date in dates:
        recent = (
            date.earliest is not None
            and date.latest is not None
            and 0 <= (published - date.earliest).days <= STORY_DAYS
            and date.latest <= published
        )
        if recent and date.precision in ("day", "interval") and stream.sentence_of(date.first) in told:
            return date
    return None
