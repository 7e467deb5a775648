"""What the tests share: the pipeline, the texts beside the project, a browser, a PostGIS server.

A part that a machine lacks skips its tests and says so; with ``MARSAD_NO_SKIPS=1`` (CI, where
everything is installed) a skip is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
import servers

from geo.documents import read_source
from geo.models import ArticleRecord
from geo.pipeline import Pipeline

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples"
SHARED = ROOT.parent / "shared"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# a shared machine is slow at times: a slow example is no failure; and CI shall tell the same twice
hypothesis.settings.register_profile("marsad", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("marsad")
NO_SKIPS = os.environ.get("MARSAD_NO_SKIPS") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what needs a part that this machine lacks."""
    lacking = {
        "shared": None
        if SHARED.is_dir()
        else f"the texts of {SHARED.name}/ lie beside the project in development and CI only",
        "browser": None if browser_path() else "no Chromium: install one of " + ", ".join(BROWSERS),
    }
    for item in items:
        for name, reason in lacking.items():
            if reason and item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn skips into failures where nothing may be missing."""
    del item, call
    report = yield
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but MARSAD_NO_SKIPS is set: {_reason(report.longrepr)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn skips of whole modules into failures likewise."""
    del collector
    report = yield
    if NO_SKIPS and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, but MARSAD_NO_SKIPS is set: {_reason(report.longrepr)}"
    return report


def _reason(longrepr: object) -> object:
    return longrepr[2] if isinstance(longrepr, tuple) else longrepr


def browser_path() -> str | None:
    """Return the path of a Chromium browser, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


# ------------------------------------------------------------------- fixtures


@pytest.fixture(scope="session")
def samples() -> Path:
    """Return the folder of our own sample texts."""
    return SAMPLES


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder beside the project; tests that ask for it are marked `shared`."""
    if not SHARED.is_dir():
        pytest.skip(f"no {SHARED.name}/ beside the project")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a Chromium browser; tests that ask for it are marked `browser`."""
    path = browser_path()
    if path is None:
        pytest.skip("no Chromium: install one of " + ", ".join(BROWSERS))
    return path


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    """Return one pipeline for all tests; it holds no state between articles."""
    return Pipeline()


@pytest.fixture(scope="session")
def sample_records(pipeline: Pipeline) -> tuple[ArticleRecord, ...]:
    """Return the records of all sample texts."""
    return tuple(
        record
        for path in sorted(SAMPLES.glob("*.txt"))
        for record in pipeline.run_source(read_source(path, None, path.name, settings=pipeline.settings))
    )


@pytest.fixture(scope="session")
def postgis_url() -> Iterator[str]:
    """Yield the address of an empty PostGIS database: MARSAD_POSTGIS_URL, or a server of our own for this run."""
    given = os.environ.get("MARSAD_POSTGIS_URL")
    if given:
        yield given
        return
    reason = servers.why_not()
    if reason:
        pytest.skip(reason)
    with servers.running_postgis() as url:
        yield url
