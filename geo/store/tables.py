"""Tables of the store, the same for SQLite and PostGIS; only the geometry column is PostGIS's own.

An article and an event are kept whole as JSON (`record`), so that what is read back
equals what was written; the columns beside it are for queries.
"""

from __future__ import annotations

from sqlalchemy import Column, Connection, Date, Float, Index, Integer, LargeBinary, MetaData, String, Table, Text, text

from geo.geodesy import outline
from geo.models import Direction, Location

#: Goes up with every change that older code cannot read.
SCHEMA_VERSION = "marsad.store/1"

metadata = MetaData()


def _article_key() -> tuple[Column[str], Column[int]]:
    """Return the columns that name an article; a column belongs to one table."""
    return Column("source_sha256", String(64), primary_key=True), Column("article", Integer, primary_key=True)


def _event_key() -> tuple[Column[str], Column[int], Column[int]]:
    """Return the columns that name an event: an article, and its position there."""
    return *_article_key(), Column("position", Integer, primary_key=True)


meta = Table("marsad_meta", metadata, Column("key", String, primary_key=True), Column("value", String, nullable=False))

sources = Table(
    "marsad_sources",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("media_type", String, nullable=False),
    Column("encoding", String, nullable=False),
    Column("text", LargeBinary, nullable=False),  # UTF-8; PostgreSQL's own text type refuses U+0000
)

articles = Table(
    "marsad_articles",
    metadata,
    *_article_key(),
    Column("source", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("lang", String, nullable=False),
    Column("published", Date),
    Column("record", Text, nullable=False),  # without its events
)

events = Table(
    "marsad_events",
    metadata,
    *_event_key(),
    Column("event_id", String, nullable=False, index=True),
    Column("type", String, nullable=False, index=True),
    Column("modality", String, nullable=False),
    Column("first_day", Date, index=True),
    Column("last_day", Date),
    Column("confidence", Float, nullable=False),
    Column("record", Text, nullable=False),
)

actors = Table(
    "marsad_actors",
    metadata,
    *_event_key(),
    Column("number", Integer, primary_key=True),
    Column("role", String, nullable=False),
    Column("name", Text, nullable=False),
    Column("actor_id", String, index=True),
)

locations = Table(
    "marsad_locations",
    metadata,
    *_event_key(),
    Column("number", Integer, primary_key=True),
    Column("role", String, nullable=False),
    Column("name", Text, nullable=False),
    Column("place_id", String, index=True),
    Column("country", String, index=True),
    Column("lat", Float),
    Column("lon", Float),
    Column("where_prec", Integer, nullable=False),
    Column("uncertainty_km", Float),
    Column("method", String, nullable=False),
    Index("marsad_locations_lat_lon", "lat", "lon"),
)

# what an analyst decided: only ever added to, and tied to nothing that a re-run deletes
reviews = Table(
    "marsad_reviews",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("event_id", String, nullable=False, index=True),
    Column("verdict", String, nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),  # ISO 8601, UTC
    Column("note", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("lat", Float),
    Column("lon", Float),
    Column("uncertainty_km", Float),
    Column("merged_into", String),
)

#: Tables whose rows belong to one source and are replaced with it.
BY_SOURCE = (locations, actors, events, articles)


def add_geometry_column(connection: Connection) -> None:
    """Give the locations a PostGIS geometry (EPSG:4326) with its index."""
    connection.execute(text("ALTER TABLE marsad_locations ADD COLUMN geom geometry(Geometry, 4326)"))
    connection.execute(text("CREATE INDEX marsad_locations_geom ON marsad_locations USING gist (geom)"))


def write_geometries(connection: Connection, rows: list[dict[str, object]]) -> None:
    """Fill the PostGIS geometry of locations; a row has the key columns and `wkt`."""
    statement = (
        "UPDATE marsad_locations SET geom = ST_GeomFromText(:wkt, 4326) WHERE source_sha256 = :source_sha256"
        " AND article = :article AND position = :position AND number = :number"
    )
    if rows:
        connection.execute(text(statement), rows)


def wkt(location: Location) -> str | None:
    """Return the shape of a location as well-known text, x = longitude; None if it has no place on the map."""
    if location.geometry is not None:
        rings = outline(location.geometry)
        drawn = ", ".join("(" + ", ".join(f"{lon:.6f} {lat:.6f}" for lat, lon in ring) + ")" for ring in rings)
        return f"LINESTRING {drawn}" if isinstance(location.geometry, Direction) else f"POLYGON ({drawn})"
    if location.lat is None or location.lon is None:
        return None
    return f"POINT ({location.lon:.6f} {location.lat:.6f})"
