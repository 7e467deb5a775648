"""The dashboard as a user finds it, without a browser: every page, empty, full, and with bad files."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
APP = str(Path(__file__).resolve().parents[2] / "dashboard" / "app.py")
PAGES = ("map", "evidence", "table", "tray", "distances", "timeline")
TEXT = """Army reinforces Gao
Bamako, 2 June 2025

The army sent 200 soldiers from Bamako to Gao on Sunday, the general staff said. The convoy had 30 vehicles.

Fighters attacked the army near Ansongo on Monday.
"""
TRAY_TEXT = """Troops leave
Paris, 3 March 2025

Turkish fighters moved from Syria to Libya in February, the ministry said.
"""
EVIL = """<script>alert(1)</script> ![x](http://evil.example/x.png) clash in Gao
2 June 2025

The army sent 200 soldiers from Bamako to Gao on Sunday <img src=x onerror=alert(1)>, the general staff said.
"""


def start(**params: str) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    for key, value in params.items():
        app.query_params[key] = value
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def paste(app: AppTest, text: str) -> AppTest:
    app.text_area(key="paste_text").set_value(text)
    return press(app, "Read the text")


def open_folder(app: AppTest, folder: Path) -> AppTest:
    app.text_input(key="folder_path").set_value(str(folder))
    return press(app, "Open the folder")


def goto(app: AppTest, page: str) -> AppTest:
    # AppTest.switch_page knows pages by their file; ours are functions, which Streamlit knows by their address
    app._page_hash = calc_hash("" if page == "map" else page)
    return app.run()


def components(app: AppTest, name: str) -> list[dict[str, Any]]:
    found = [node.proto for node in app.get("bidi_component")]
    return [json.loads(proto.json) for proto in found if proto.component_name == f"marsad_{name}"]


def html_of(app: AppTest) -> str:
    return "".join(node.proto.body for node in app.get("html"))


def written(app: AppTest) -> str:
    """Everything that the page says through HTML, captions, messages and our components."""
    parts = [html_of(app), *(node.value for kind in (app.caption, app.info, app.error, app.markdown) for node in kind)]
    parts += [json.dumps(data, ensure_ascii=False) for name in ("events", "reader") for data in components(app, name)]
    return "\n".join(parts)


@pytest.fixture(autouse=True)
def served_here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the app believe that it is served on this machine only, as `marsad serve` does, with no folder to open."""
    monkeypatch.delenv("MARSAD_FOLDER", raising=False)
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield
    config.set_option("server.address", before)


@pytest.fixture(scope="module")
def samples() -> AppTest:
    return start(open="samples")


# ---------------------------------------------------------------- empty states


def test_starts_empty_and_says_how_to_begin() -> None:
    app = start()
    assert not app.exception
    assert "Start with a text" in html_of(app)
    assert "Open the sample corpus" in [button.label for button in app.button]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_speaks_when_no_text_states_an_event(page: str) -> None:
    app = goto(
        paste(start(), "A quiet day in the garden.\n\nThe roses are in bloom, and nobody came to see them.\n"), page
    )
    assert not app.exception
    assert written(app).strip()


@pytest.mark.parametrize("page", ["map", "table", "tray", "timeline"])
def test_every_page_says_when_the_filters_leave_nothing(page: str) -> None:
    app = goto(start(open="samples", q="nowhereatall"), page)
    assert not app.exception
    assert "No event matches the filters" in html_of(app)


# ----------------------------------------------------------------- full pages


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_draws_the_samples_in_every_language(page: str, lang: str) -> None:
    app = goto(start(open="samples", lang=lang), page)
    assert not app.exception
    assert len(app.session_state.corpus.readings) == len(list(SAMPLES.glob("*.txt")))
    assert "empty.title" not in written(app)


def test_the_list_and_the_corpus_have_the_same_events(samples: AppTest) -> None:
    (events,) = components(samples, "events")
    assert [item["id"] for item in events["items"]] == [row.uid for row in samples.session_state.corpus.rows]


def test_a_chosen_event_shows_its_sentence_highlighted_in_its_whole_article() -> None:
    first = start(open="samples").session_state.corpus
    row = next(row for row in first.rows if row.placed and row.event.reasons)
    app = start(open="samples", event=row.uid)
    (sheet,) = components(app, "reader")
    pieces = [piece for line in sheet["lines"] for piece in line["pieces"]]
    highlighted = "".join(piece["t"] for piece in pieces if row.uid in piece["e"])
    assert highlighted == row.event.evidence.quote
    assert sheet["event"] == row.uid
    record = first.record_of(row)
    assert record.title in "".join(piece["t"] for piece in pieces)
    for reason in row.main.reasons:
        assert html.escape(reason) in html_of(app)


def test_an_arabic_article_is_read_from_the_right_whatever_the_interface() -> None:
    rows = start(open="samples").session_state.corpus
    row = next(row for row in rows.rows if rows.record_of(row).lang == "ar")
    (sheet,) = components(start(open="samples", event=row.uid, lang="en"), "reader")
    assert sheet["dir"] == "rtl"


def test_the_evidence_page_keeps_every_word_of_the_article() -> None:
    app = goto(start(open="samples"), "evidence")
    (sheet,) = components(app, "reader")
    reading = app.session_state.corpus.readings[0]
    shown = "".join(piece["t"] for line in sheet["lines"] for piece in line["pieces"])
    assert "".join(shown.split()) == "".join(reading.text.split())
    assert sheet["roles"] is True


def test_furniture_is_folded_away_on_demand_and_counted() -> None:
    app = goto(start(open="samples"), "evidence")
    corpus = app.session_state.corpus
    page = next(i for i, reading in enumerate(corpus.readings) if reading.name == "en-03-page.txt")
    app.selectbox(key="article").set_value((page, 0))
    app.run()
    whole = components(app, "reader")[0]["lines"]
    app.toggle(key="furniture").set_value(False)
    app.run()
    folded = components(app, "reader")[0]["lines"]
    assert sum(line["furniture"] for line in whole) == sum(line["hidden"] for line in folded) > 0


def test_the_tray_gives_a_reason_for_each_event_without_a_mark() -> None:
    app = goto(paste(start(), TRAY_TEXT), "tray")
    missing = [row for row in app.session_state.corpus.rows if not row.placed]
    assert missing
    for row in missing:
        assert html.escape(row.event.evidence.quote) in html_of(app)


def test_distances_between_chosen_places_and_verdicts_on_claims() -> None:
    app = goto(start(open="samples"), "distances")
    assert "fits" in html_of(app)
    app.text_input(key="add_place_text").set_value("32.09,23.95")
    press(app, "Add")
    assert not app.exception
    assert "32.09,23.95" in html_of(app)
    app.text_input(key="add_place_text").set_value("Nowhere-at-all-77")
    press(app, "Add")
    assert "Nowhere" in app.error[0].value


# -------------------------------------------------------------------- filters


def test_filters_stand_in_the_address_and_come_back_from_it() -> None:
    app = start(open="samples")
    app.multiselect(key="f_types").set_value(["clash", "strike"])
    app.text_input(key="f_query").set_value("الجيش")
    app.selectbox(key="f_precision").set_value(2)
    app.checkbox(key="f_undated").set_value(False)
    app.run()
    assert app.query_params["type"] == ["clash", "strike"]
    shown = [row.uid for row in app.session_state.corpus.rows if row.event.type in {"clash", "strike"}]
    again = AppTest.from_file(APP, default_timeout=60)
    for key, value in app.query_params.items():
        again.query_params[key] = value
    again.run()
    assert not again.exception
    assert again.multiselect(key="f_types").value == ["clash", "strike"]
    assert again.text_input(key="f_query").value == "الجيش"
    assert again.selectbox(key="f_precision").value == 2
    assert again.checkbox(key="f_undated").value is False
    (events,) = components(again, "events")
    assert {item["id"] for item in events["items"]} <= set(shown)


def test_an_address_full_of_nonsense_is_no_trouble() -> None:
    app = start(open="samples", type="<script>", put="x", precision="99", lang="xx", event="../..", **{"from": "soon"})
    assert not app.exception
    assert app.multiselect(key="f_types").value == []


def test_a_filter_change_reads_no_file_again(monkeypatch: pytest.MonkeyPatch) -> None:
    app = start(open="samples")

    def fail(*_: object, **__: object) -> None:
        pytest.fail("a file was extracted again")

    monkeypatch.setattr("geo.pipeline.Pipeline.run_source", fail)
    monkeypatch.setattr("dashboard.data.read_given", fail)
    app.multiselect(key="f_types").set_value(["clash"])
    app.run()
    assert not app.exception
    assert not goto(app, "table").exception


def test_the_language_can_be_changed_and_nothing_else_changes() -> None:
    app = start(open="samples", type="clash")
    app.segmented_control(key="lang_choice").set_value("ar")
    app.run()
    assert not app.exception
    assert app.query_params["lang"] == "ar"
    assert app.multiselect(key="f_types").value == ["clash"]
    assert components(app, "events")[0]["dir"] == "rtl"


# ------------------------------------------------------------------ bad input


def test_a_bad_file_tells_its_error_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "paper.txt").write_bytes(b"%PDF-1.7 binary")
    (tmp_path / "cut.txt").write_bytes(TEXT.encode()[:80] + b"\xd9")
    app = open_folder(start(), tmp_path)
    assert not app.exception
    corpus = app.session_state.corpus
    assert {reading.name for reading in corpus.failed} >= {"empty.txt", "paper.txt"}
    assert any(reading.name == "good.txt" and reading.records for reading in corpus.readings)
    assert corpus.rows
    assert "PDF" in html_of(app)


@pytest.mark.parametrize("path", ["/no/such/folder", "~nobody-of-that-name", "\x00", "relative/nowhere"])
def test_a_folder_that_is_none_is_told_and_nothing_is_lost(path: str) -> None:
    app = paste(start(), TEXT)
    before = app.session_state.corpus
    app.text_input(key="folder_path").set_value(path)
    press(app, "Open the folder")
    assert not app.exception
    assert app.info
    assert app.session_state.corpus == before


def test_a_folder_of_the_command_line_is_opened_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "report.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv("MARSAD_FOLDER", str(tmp_path))
    app = start()
    assert [reading.name for reading in app.session_state.corpus.readings] == ["inner/report.txt"]


def test_folders_are_only_opened_on_the_users_own_machine() -> None:
    config.set_option("server.address", "0.0.0.0")  # noqa: S104  (that is what must not open folders)
    app = start()
    assert "folder_path" not in [box.key for box in app.text_input]
    assert any("own machine" in caption.value for caption in app.caption)


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_paste_is_told_in_words(page: str) -> None:
    app = goto(paste(start(), "   "), page)
    assert not app.exception
    assert page == "distances" or "Nothing could be read" in html_of(app)
    assert "is empty" in html_of(app)


@pytest.mark.parametrize("page", PAGES)
def test_markup_in_texts_and_names_stays_text(page: str, tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)> ![x](http:evil.example).txt"
    (tmp_path / name).write_text(EVIL, encoding="utf-8")
    (tmp_path / "<script>alert(2)<∕script>.txt").write_bytes(b"")
    app = goto(open_folder(start(), tmp_path), page)
    assert not app.exception
    assert app.session_state.corpus.rows
    body = html_of(app)
    assert "<script" not in body.lower()
    assert "<img" not in body.lower()
    for node in (*app.markdown, *app.caption, *app.info, *app.error, *app.expander):
        text = getattr(node, "value", "") or getattr(node, "label", "")
        assert "![x](" not in text


# ------------------------------------------------------------------- sessions


def test_sessions_do_not_see_each_other() -> None:
    one, two = paste(start(), TEXT), start(open="samples")
    one.run()
    assert [reading.name for reading in one.session_state.corpus.readings] == ["Pasted text 1"]
    assert "Pasted text 1" not in [reading.name for reading in two.session_state.corpus.readings]
    assert "200 soldiers" in written(one)
    assert "200 soldiers" not in written(two)


def test_a_text_that_is_open_already_is_not_opened_twice() -> None:
    app = paste(paste(start(), TEXT), TEXT)
    assert len(app.session_state.corpus.readings) == 1
    assert "open already" in app.info[0].value


def test_closing_all_texts_closes_them_and_clears_the_filters() -> None:
    app = press(start(open="samples", type="clash"), "Close all texts")
    assert not app.exception
    assert app.session_state.corpus.readings == ()
    assert "open" not in app.query_params
    assert "type" not in app.query_params


def test_a_profile_that_needs_a_day_asks_for_it_before_anything_is_made() -> None:
    app = goto(paste(start(), TEXT), "table")
    app.selectbox(key="report_profile").set_value("public")
    app.run()
    assert "give its day" in app.warning[0].value
    assert all(item.proto.disabled for item in app.get("download_button"))
    app.date_input(key="report_date").set_value("2030-01-01")
    app.run()
    assert not app.warning
    assert not any(item.proto.disabled for item in app.get("download_button"))
    assert not app.exception
