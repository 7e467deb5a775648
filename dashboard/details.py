"""What a download says of itself and under which release profile it leaves: asked once, kept for the session."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.state import Filters
from dashboard.words import Words
from geo.errors import SettingsError
from geo.export.manifest import Report
from geo.export.profile import DEFAULT, Profile, load_profile, names
from geo.models import Model

NOTE_HEIGHT_PX = 110


class Details(Model, frozen=True):
    """What was asked: title, author and so on, the profile, and what is wrong with it (empty if nothing)."""

    title: str
    report: Report
    profile: Profile
    fault: str = ""


def ask(words: Words, filters: Filters) -> Details:
    """Draw the fields and return what they hold."""
    with st.expander(words("report.heading"), icon=":material/edit_note:"):
        left, right = st.columns(2)
        title = left.text_input(words("report.title"), key="report_title")
        author = left.text_input(words("report.author"), key="report_author")
        contact = left.text_input(words("report.contact"), key="report_contact", help=words("report.contact_help"))
        day = right.date_input(
            words("report.date"), value=None, key="report_date", format="YYYY-MM-DD", help=words("report.date_help")
        )
        name = right.selectbox(
            words("report.profile"), names(), key="report_profile", format_func=lambda code: _named(code, words)
        )
        profile = load_profile(name if name is not None else DEFAULT)
        note = st.text_area(words("report.note"), height=NOTE_HEIGHT_PX, key="report_note")
        st.caption(words("report.hint"))
        report = Report(
            author=author, date=day, note=note, contact=contact, filters=_told_safely(filters, profile, words)
        )
        try:
            profile.last_day(day)
        except SettingsError:
            st.warning(words("report.needs_date"))
            return Details(title, report, profile, words("report.needs_date"))
    return Details(title, report, profile)


def _told_safely(filters: Filters, profile: Profile, words: Words) -> dict[str, str]:
    """Return the filters in words; a search may hold the very word that the profile holds back."""
    told_all = told(filters, words)
    if "drop" in (profile.sentences, profile.places):
        told_all.pop(words("filter.search"), None)
    return told_all


def _named(code: str, words: Words) -> str:
    profile = load_profile(code)
    return words(f"profile.{code}", km=f"{profile.grid_km:g}", days=profile.embargo_days)


def told(filters: Filters, words: Words) -> dict[str, str]:
    """Return the filters that are set, in words."""

    def all_of(kind: str, codes: Sequence[str]) -> str:
        return ", ".join(words.name(kind, code) for code in codes)

    given = {
        "filter.type": all_of("type", filters.types),
        "filter.force": ", ".join(filters.forces),
        "filter.modality": all_of("modality", filters.modalities),
        "filter.from": filters.start.isoformat() if filters.start else "",
        "filter.to": filters.end.isoformat() if filters.end else "",
        "filter.undated": "" if filters.undated else words("report.no"),
        "filter.precision": words(f"precision.{filters.precision}") if filters.precision else "",
        "filter.search": filters.query,
    }
    return {words(key): value for key, value in given.items() if value}
