"""A PostgreSQL server with PostGIS for one run of the tests: made, used over a local socket, and thrown away."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Where Debian keeps the programs of each PostgreSQL version.
DEBIAN_ROOT = Path("/usr/lib/postgresql")
DATABASE = "marsad_test"
#: The server refuses to run as root; this account comes with Debian's package.
SERVER_ACCOUNT = "postgres"


def why_not() -> str | None:
    """Return why no PostGIS server can be started here, or None."""
    programs = _programs()
    if programs is None:
        return "no PostgreSQL: install postgresql and its postgis package, or set MARSAD_POSTGIS_URL"
    share = Path(_run(programs / "pg_config", "--sharedir").stdout.strip())
    if not (share / "extension" / "postgis.control").exists():
        return "PostgreSQL is there without PostGIS: install its postgis package, or set MARSAD_POSTGIS_URL"
    if os.geteuid() == 0 and not _has_account():
        return f"PostgreSQL does not run as root, and there is no account {SERVER_ACCOUNT!r}"
    return None


@contextmanager
def running_postgis() -> Iterator[str]:
    """Start a server with an empty PostGIS database and yield its SQLAlchemy address."""
    programs = _programs()
    if programs is None:
        raise FileNotFoundError(why_not())
    # not pytest's folder: that one is closed to the server's account, and a socket's path must be short
    home = Path(tempfile.mkdtemp(prefix="marsad-pg-"))
    if os.geteuid() == 0:
        shutil.chown(home, SERVER_ACCOUNT)
    try:
        _run(
            programs / "initdb",
            "-D",
            str(home / "data"),
            "-U",
            SERVER_ACCOUNT,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        )
        options = f"-c listen_addresses='' -c unix_socket_directories='{home}' -c fsync=off"
        _run(programs / "pg_ctl", "-D", str(home / "data"), "-l", str(home / "log"), "-o", options, "-w", "start")
        try:
            _run(programs / "psql", "-h", str(home), "-U", SERVER_ACCOUNT, "-c", f"CREATE DATABASE {DATABASE}")
            _run(
                programs / "psql",
                "-h",
                str(home),
                "-U",
                SERVER_ACCOUNT,
                "-d",
                DATABASE,
                "-c",
                "CREATE EXTENSION postgis",
            )
            yield f"postgresql+pg8000://{SERVER_ACCOUNT}@/{DATABASE}?unix_sock={home}/.s.PGSQL.5432"
        finally:
            _run(programs / "pg_ctl", "-D", str(home / "data"), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs() -> Path | None:
    found = sorted(DEBIAN_ROOT.glob("*/bin/initdb"), key=lambda path: path.parts[-3], reverse=True)
    beside = shutil.which("initdb")
    return found[0].parent if found else Path(beside).parent if beside else None


def _has_account() -> bool:
    try:
        pwd.getpwnam(SERVER_ACCOUNT)
    except KeyError:
        return False
    return True


def _run(program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    account = SERVER_ACCOUNT if os.geteuid() == 0 and program.name != "pg_config" else None
    return subprocess.run(
        [str(program), *arguments], check=True, user=account, cwd="/", text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if program.name == "pg_config" else subprocess.DEVNULL,
    )  # fmt: skip
