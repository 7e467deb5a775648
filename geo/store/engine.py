"""Opening databases: what SQLite needs so that several programs can share a file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from geo.errors import StoreError

#: How long a writer waits for another one, seconds.
LOCK_TIMEOUT_S = 60.0
_DIALECTS = ("sqlite", "postgresql")


def open_engine(target: Path | str) -> Engine:
    """Return the engine of a SQLite file or of a SQLAlchemy address.

    Raises
    ------
    StoreError
        If the address makes no sense, or its driver is not installed.
    """
    is_address = isinstance(target, str) and "://" in target
    address = str(target) if is_address else URL.create("sqlite", database=str(target))
    try:
        engine = create_engine(address)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        msg = f"{_without_password(str(target))!r} cannot be opened: {error}; give a file, or postgresql+pg8000://user@host/database"
        raise StoreError(msg) from error
    if engine.dialect.name not in _DIALECTS:
        msg = f"a store is SQLite or PostgreSQL with PostGIS, not {engine.dialect.name!r}"
        raise StoreError(msg)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver shall not guess where transactions begin
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {int(LOCK_TIMEOUT_S * 1000)}")
    cursor.execute("PRAGMA journal_mode = WAL")  # readers and a writer do not wait for each other
    cursor.execute("PRAGMA synchronous = NORMAL")  # safe with WAL: a power cut loses the last commit, never the file
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # a writer takes its lock at once: two that read first and write later would refuse each other
    write = connection.get_execution_options().get("marsad_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _without_password(address: str) -> str:
    scheme, _, rest = address.partition("://")
    credentials, at, host = rest.rpartition("@")
    user = credentials.split(":", 1)[0]
    return f"{scheme}://{user}{at}{host}" if at else address
