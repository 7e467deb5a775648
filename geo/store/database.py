"""The store: one database of articles, events and reviews."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import msgspec
from sqlalchemy import Connection, delete, func, insert, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from geo.documents import Source
from geo.errors import StoreError
from geo.geodesy import check_point
from geo.models import ArticleRecord, Event
from geo.store import tables
from geo.store.engine import open_engine
from geo.store.query import Query, statement
from geo.store.review import Review, StoredEvent
from geo.store.rows import Rows, plain

#: Rows fetched at a time.
_BATCH = 1000
#: Name of the lock under which tables are made.
_SETUP = "set up"

_EVENT = msgspec.json.Decoder(Event)
_REVIEW_FIELDS = Review.__struct_fields__
_ARTICLE = msgspec.json.Decoder(ArticleRecord)


class Store:
    """Articles, events and reviews in a database.

    Parameters
    ----------
    target
        Path of a SQLite file, which is made if it is missing, or a SQLAlchemy address such as
        ``postgresql+pg8000://user@host/database`` of a database with PostGIS.

    Raises
    ------
    StoreError
        If the database cannot be opened, is damaged, or is not Marsad's.
    """

    def __init__(self, target: Path | str) -> None:
        self._engine = open_engine(target)
        self.name = self._engine.url.render_as_string(hide_password=True)
        self._postgis = self._engine.dialect.name == "postgresql"
        try:
            self._prepare()
        except StoreError:
            self._engine.dispose()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    # --------------------------------------------------------------- writing

    def save(self, records: Sequence[ArticleRecord], *, source: Source | None = None) -> None:
        """Write the records of one or more sources; each source's former records are replaced.

        Parameters
        ----------
        records
            All records of each source that occurs in them.
        source
            The decoded file, if its text shall be kept for showing evidence.

        Raises
        ------
        StoreError
            If the database cannot be written; nothing of `records` is in it then.
        """
        hashes = sorted({record.source_sha256 for record in records} | ({source.sha256} if source else set()))
        with self._write(hashes) as connection:
            for sha in hashes:
                self._forget(connection, sha)
            rows = Rows(with_shapes=self._postgis)
            for record in records:
                rows.add(record)
            rows.write(connection)
            if source is not None:
                connection.execute(delete(tables.sources).where(tables.sources.c.sha256 == source.sha256))
                connection.execute(
                    insert(tables.sources).values(
                        sha256=source.sha256, name=plain(source.name), media_type=source.media_type,
                        encoding=source.encoding, text=source.text.encode("utf-8", "surrogatepass"),
                    )
                )  # fmt: skip

    def forget(self, source_sha256: str) -> None:
        """Remove a source with its articles and events; reviews stay."""
        with self._write([source_sha256]) as connection:
            self._forget(connection, source_sha256)
            connection.execute(delete(tables.sources).where(tables.sources.c.sha256 == source_sha256))

    def review(self, review: Review) -> None:
        """Add a decision of an analyst.

        Raises
        ------
        GeometryError
            If the new place is no point on Earth.
        StoreError
            If the decision lacks what its verdict needs, or cannot be written.
        """
        if not review.by.strip():
            msg = f"a review needs a name, got {review.by!r}; say who decided"
            raise StoreError(msg)
        if review.verdict == "moved":
            if review.lat is None or review.lon is None:
                msg = f"the verdict 'moved' needs lat and lon, got {review.lat!r}, {review.lon!r}"
                raise StoreError(msg)
            check_point(review.lat, review.lon)
        if review.verdict == "merged" and (not review.merged_into or review.merged_into == review.event_id):
            msg = f"the verdict 'merged' needs the id of another event, got {review.merged_into!r}"
            raise StoreError(msg)
        values = msgspec.structs.asdict(review) | {"at": review.at.astimezone(dt.UTC).isoformat()}
        with self._write([]) as connection:
            connection.execute(insert(tables.reviews).values(**values))

    # --------------------------------------------------------------- reading

    def records(self, *, source_sha256: str | None = None) -> Iterator[ArticleRecord]:
        """Yield the records as they were written, in order of source and article."""
        query = select(tables.articles).order_by(tables.articles.c.source_sha256, tables.articles.c.article)
        if source_sha256 is not None:
            query = query.where(tables.articles.c.source_sha256 == source_sha256)
        with self._read() as connection:
            for row in connection.execute(query).all():
                found = connection.execute(
                    select(tables.events.c.record)
                    .where(tables.events.c.source_sha256 == row.source_sha256, tables.events.c.article == row.article)
                    .order_by(tables.events.c.position)
                )
                kept = tuple(_EVENT.decode(item.record) for item in found)
                yield msgspec.structs.replace(_ARTICLE.decode(row.record), events=kept)

    def source_text(self, source_sha256: str) -> str | None:
        """Return the decoded text that a source's offsets point into; None if it was not kept."""
        with self._read() as connection:
            found = connection.execute(
                select(tables.sources.c.text).where(tables.sources.c.sha256 == source_sha256)
            ).first()
        return None if found is None else bytes(found.text).decode("utf-8", "surrogatepass")

    def events(self, query: Query | None = None) -> Iterator[StoredEvent]:
        """Yield the events that a query asks for, in order of source, article and text."""
        query = query if query is not None else Query()
        decided: dict[str, list[Review]] = {}
        for review in self.reviews():
            decided.setdefault(review.event_id, []).append(review)
        with self._read() as connection:
            for row in connection.execution_options(yield_per=_BATCH).execute(statement(query)):
                item = StoredEvent(
                    _EVENT.decode(row.record), row.source, row.source_sha256, row.article, row.title, row.lang,
                    row.published, tuple(decided.get(row.event_id, ())),
                )  # fmt: skip
                if not query.statuses or item.status in query.statuses:
                    yield item

    def reviews(self, event_id: str | None = None) -> tuple[Review, ...]:
        """Return the decisions about one event, or about all, in the order they were made."""
        columns = [tables.reviews.c[name] for name in _REVIEW_FIELDS]
        query = select(*columns).order_by(tables.reviews.c.number)
        if event_id is not None:
            query = query.where(tables.reviews.c.event_id == event_id)
        with self._read() as connection:
            return tuple(
                msgspec.convert(dict(zip(_REVIEW_FIELDS, row, strict=True)), Review)
                for row in connection.execute(query)
            )

    def orphaned_reviews(self) -> tuple[Review, ...]:
        """Return decisions whose event no source holds any more: its words were changed or taken away."""
        with self._read() as connection:
            known = set(connection.execute(select(tables.events.c.event_id)).scalars())
        return tuple(review for review in self.reviews() if review.event_id not in known)

    def counts(self) -> dict[str, int]:
        """Return how many articles, events, locations and reviews are stored."""
        kinds = {
            "articles": tables.articles,
            "events": tables.events,
            "locations": tables.locations,
            "reviews": tables.reviews,
        }
        with self._read() as connection:
            return {
                name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
                for name, table in kinds.items()
            }

    # --------------------------------------------------------------- plumbing

    def _prepare(self) -> None:
        """Make the tables of an empty database, or make sure that they are ours."""
        with self._write([_SETUP]) as connection:
            present = set(inspect(connection).get_table_names())
            if tables.meta.name in present:
                found = connection.execute(select(tables.meta.c.value).where(tables.meta.c.key == "schema")).scalar()
                if found != tables.SCHEMA_VERSION:
                    held = found or "half a store"
                    msg = f"{self.name} holds {held}, not {tables.SCHEMA_VERSION}; read the sources into a new file"
                    raise StoreError(msg)
                lacking = sorted(set(tables.metadata.tables) - present)
                if lacking:
                    msg = f"{self.name} is damaged: it lacks {', '.join(lacking)}; restore it, or give a new file"
                    raise StoreError(msg)
                return
            if present and not self._postgis:
                msg = f"{self.name} is another program's database (it holds {min(present)!r}); give another file"
                raise StoreError(msg)
            if self._postgis:
                connection.execute(text("CREATE EXTENSION IF NOT EXISTS postgis"))
            tables.metadata.create_all(connection)
            if self._postgis:
                tables.add_geometry_column(connection)
            connection.execute(insert(tables.meta).values(key="schema", value=tables.SCHEMA_VERSION))

    @staticmethod
    def _forget(connection: Connection, sha: str) -> None:
        for table in tables.BY_SOURCE:
            connection.execute(delete(table).where(table.c.source_sha256 == sha))

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with self._translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _write(self, locks: Iterable[str]) -> Iterator[Connection]:
        """Open a transaction that no other writer under the same locks can cut across."""
        with (
            self._translated(),
            self._engine.connect().execution_options(marsad_write=True) as connection,
            connection.begin(),
        ):
            if self._postgis:  # SQLite has one writer at a time anyhow
                for lock in locks:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": zlib.crc32(lock.encode())})
            yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            cause = " ".join(str(getattr(error, "orig", None) or error).split())
            msg = f"{self.name}: {cause}; is it Marsad's database, whole, and writable?"
            raise StoreError(msg) from error
        except msgspec.MsgspecError as error:
            msg = f"{self.name} holds a record that cannot be read ({error}); read its source again"
            raise StoreError(msg) from error
