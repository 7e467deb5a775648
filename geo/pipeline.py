"""From a source text to article records: every stage in order, pure, no I/O but the data it was built with."""

from __future__ import annotations

from collections.abc import Sequence

from geo.documents import Source, segment
from geo.extraction.elements import Elements
from geo.extraction.forces import find_counts, find_forces, find_weapons
from geo.extraction.frames import build_frames
from geo.extraction.mentions import find_mentions
from geo.extraction.relative import find_relative
from geo.extraction.tables import load_tables
from geo.extraction.triggers import find_triggers
from geo.extraction.use import classify_uses
from geo.gazetteer.overlay import open_gazetteer
from geo.geocoding.locate import locate
from geo.geocoding.relative import distance_claims, place_relative
from geo.geocoding.resolve import Resolver
from geo.geocoding.spans import resolve_spans
from geo.geocoding.story_time import with_story_time
from geo.language.dates import find_dates
from geo.language.lexicon import load_lexicon
from geo.language.numbers import find_numbers
from geo.language.tokens import TokenStream
from geo.models import SCHEMA, Article, ArticleRecord, PlaceMention
from geo.settings import Settings


class Pipeline:
    """The stages with the lexicon, tables and gazetteer they share; make one and reuse it.

    Parameters
    ----------
    settings
        Frozen settings of the run.

    Raises
    ------
    LexiconError, GazetteerError
        If the data that ships with the package is missing or damaged.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings if settings is not None else Settings()
        self.lexicon = load_lexicon(self.settings.lexicon_path)
        self.gazetteer = open_gazetteer(self.settings)
        self.tables = load_tables()
        self._resolver = Resolver(self.gazetteer, self.tables, settings=self.settings)

    def run_source(self, source: Source) -> tuple[ArticleRecord, ...]:
        """Return the records of all articles of a source.

        Raises
        ------
        InputError
            If the text cannot be read as news.
        """
        articles = segment(source, lexicon=self.lexicon, settings=self.settings)
        return tuple(self.run_article(article) for article in articles)

    def run_article(self, article: Article) -> ArticleRecord:
        """Return the record of one article."""
        stream = TokenStream(article.text, article.lines, self.lexicon, lang=article.lang)
        dates = find_dates(stream, published=article.published)
        taken = {token for date in dates for token in range(date.first, date.last)}
        mentions = classify_uses(stream, find_mentions(stream, self.gazetteer, taken=taken))
        numbers = find_numbers(stream, taken=taken)
        relatives = find_relative(stream, mentions, numbers)
        forces, weapons = find_forces(stream, mentions), find_weapons(stream)
        covered = {t for m in mentions for t in range(m.first, m.last)}
        covered |= {t for f in forces if f.actor_id for t in range(f.first, f.last)} | taken
        elements = Elements(
            mentions, relatives, forces, weapons, find_counts(stream, numbers, taken=taken), dates,
            find_triggers(stream, forces, weapons, covered),
        )  # fmt: skip
        frames = build_frames(stream, elements)
        places = self._resolver.resolve(mentions, stream)
        placed = place_relative(relatives, places, self.tables)
        located = locate(article, stream, frames, places, placed, self.tables)
        events = with_story_time(located.events, dates, article, stream)
        return ArticleRecord(
            SCHEMA, article.source, article.source_sha256, article.index, article.start, article.end, article.title,
            article.lang, article.published, article.published_basis, article.lines, places, placed,
            distance_claims(relatives, places, self.tables), events, located.unplaced,
        )  # fmt: skip

    def resolve_spans(
        self, text: str, spans: Sequence[tuple[int, int]], *, lang: str | None = None
    ) -> tuple[PlaceMention, ...]:
        """Return the places of names whose spans are given, as annotators or another recogniser found them.

        Parameters
        ----------
        text
            The whole text.
        spans
            Half-open, in code points, in order.
        lang
            Language of the text (BCP 47), None for unknown.

        Raises
        ------
        InputError
            If a span is empty, out of order or outside the text.
        """
        return resolve_spans(text, spans, resolver=self._resolver, lexicon=self.lexicon, lang=lang)
