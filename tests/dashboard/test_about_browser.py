""" "About this report" in a real browser: reached by keyboard, in three languages, on paper, and it runs nothing."""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path

import mapcases
import msgspec
import pytest
from browsing import Visit

from geo.export import mapspec
from geo.export.manifest import Report
from geo.export.mapspec import to_json
from geo.export.profile import Profile, load_profile
from geo.export.release import release
from geo.export.webmap import save_html
from geo.models import Actor, Disc, EventTime, Evidence
from geo.related import related_reports

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

pytestmark = [
    pytest.mark.browser,
    # the browser driver's own sockets are collected after the test
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
REPORT = Report(
    author="Layla Haddad",
    date=dt.date(2025, 6, 1),
    note="First paragraph.\n\nالفقرة الثانية.",
    contact="corrections@example.org",
    filters={"type": "movement"},
)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("about")
    paths = {name: folder / f"{name}.html" for name in ("en", "ar", "fr", "public", "silent", "packed", "hostile")}
    for lang in ("en", "ar", "fr"):
        save_html(mapcases.ARTICLES, paths[lang], title="Autumn", lang=lang, report=REPORT)
    reviewed = release(mapcases.ARTICLES, Profile(name="public", grid_km=10, unreviewed="mark"),
                       reviews={"ev-ar-move": "accepted"})  # fmt: skip
    save_html(reviewed, paths["public"], report=REPORT)
    silent = release(mapcases.ARTICLES, load_profile("protected"), day=dt.date(2025, 6, 1))
    save_html(silent, paths["silent"], lang="fr")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mapspec, "PACK_FROM", 3)
        save_html(reviewed, paths["packed"], report=REPORT)
    payload = "\n\n".join(mapcases.PAYLOADS)
    hostile = Report(author=payload, note=payload, contact=payload, filters=dict.fromkeys(mapcases.PAYLOADS, payload))
    save_html(release(mapcases.HOSTILE, Profile(name=payload)), paths["hostile"], title=payload, report=hostile)
    return paths


@pytest.mark.parametrize(
    ("lang", "heading", "byline"),
    [
        ("en", "How the marks come about", "by Layla Haddad · 1 Jun 2025"),
        ("ar", "كيف تنشأ العلامات", "إعداد Layla Haddad · 1 يونيو 2025"),
        ("fr", "Comment naissent les marques", "par Layla Haddad · 1 juin 2025"),
    ],
)
def test_the_keyboard_opens_and_closes_it_in_each_language(
    page: object, reports: dict[str, Path], lang: str, heading: str, byline: str
) -> None:
    visit = Visit(page, reports[lang])
    assert page.locator(".marsad-panel .byline").inner_text().replace("\u2068", "").replace("\u2069", "") == byline
    page.locator("button.about").focus()
    page.keyboard.press("Enter")
    about = page.locator("dialog.marsad-about")
    assert about.is_visible()
    assert page.evaluate("document.querySelector('dialog.marsad-about').contains(document.activeElement)")
    text = about.inner_text()
    assert heading in text
    assert "First paragraph." in text
    assert "corrections@example.org" in text
    assert about.locator(".note-text").count() == 2
    assert about.evaluate("node => getComputedStyle(node).direction") == ("rtl" if lang == "ar" else "ltr")
    page.keyboard.press("Escape")
    assert not about.is_visible()
    assert page.evaluate("document.activeElement.className") == "link about"
    assert visit.complaints == []
    assert visit.outside() == []


def test_it_tells_the_counts_the_accuracy_and_the_manifest(page: object, reports: dict[str, Path]) -> None:
    Visit(page, reports["en"])
    page.locator("button.about").click()
    about = page.locator("dialog.marsad-about")
    assert about.locator("table").count() == 3
    assert "0.9" in about.locator("table").nth(1).inner_text()
    holds = dict(row.split("\t") for row in about.locator("table").nth(2).inner_text().splitlines())
    assert holds["articles"] == "3"
    assert holds["events"] == "11"
    assert holds["Chosen beforehand: \u2068type\u2069"] == "movement"
    about.locator("details.machine summary").click()
    about.locator("pre", has_text='"schema": "marsad.report/1"').wait_for()  # filled when it has opened


@pytest.mark.parametrize("name", ["public", "packed"])
def test_the_profile_shows_at_the_head_and_on_each_card(page: object, reports: dict[str, Path], name: str) -> None:
    visit = Visit(page, reports[name])
    warnings = page.locator(".marsad-panel .warning").all_inner_texts()
    assert warnings[0] == "Extracted by machine; 10 of 11 events were not reviewed by a person."
    assert "10 km" in warnings[1]
    page.locator("input.search").fill("فاغنر")
    page.locator("button.event").first.click()
    assert page.locator(".leaflet-popup .chip").last.inner_text() == "reviewed"
    page.locator("input.search").fill("Bamako")
    page.locator("button.event").first.click()
    assert page.locator(".marsad-card .chip.unreviewed").inner_text() == "not reviewed"
    page.locator("button.about").click()
    assert "places put on the grid" in page.locator("dialog.marsad-about").inner_text()
    assert visit.complaints == []


def test_a_card_without_its_sentence_says_so(page: object, reports: dict[str, Path]) -> None:
    visit = Visit(page, reports["silent"])
    page.locator("button.event").first.click()
    card = page.locator(".leaflet-popup .marsad-card")
    assert "La phrase est omise de cette diffusion." in card.inner_text()
    assert "Libye, lieu non divulgué" in card.locator("h2").inner_text()
    assert card.locator("blockquote").count() == 0
    page.get_by_role("tab", name="Sources").click()
    assert "source 1" in page.locator(".sources").inner_text()
    assert visit.complaints == []


def test_on_paper_it_stands_behind_the_map_and_the_legend_is_open(page: object, reports: dict[str, Path]) -> None:
    visit = Visit(page, reports["en"])
    spots = """() => Object.fromEntries([".marsad-panel > header", ".marsad-stage", ".reading li", ".marsad-about",
        ".events > li"].map(name => [name, document.querySelector(name).getBoundingClientRect().top]))"""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    tops = page.evaluate(spots)
    assert list(tops.values()) == sorted(tops.values()), "title, map, legend, about, list"
    assert not page.locator(".marsad-about .close").is_visible()
    assert not page.locator("[role=tablist]").is_visible()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not page.locator("dialog.marsad-about").is_visible()
    assert page.locator("details.reading").get_attribute("open") is None
    assert visit.complaints == []


def test_hostile_words_of_an_author_are_shown_and_run_nothing(page: object, reports: dict[str, Path]) -> None:
    visit = Visit(page, reports["hostile"])
    page.locator("button.about").click()
    page.locator("details.machine summary").click()
    page.wait_for_timeout(200)
    about = page.locator("dialog.marsad-about")
    assert mapcases.PAYLOADS[0] in about.locator(".contact").inner_text()
    assert about.locator(".note-text").count() == len(mapcases.PAYLOADS)
    assert page.evaluate("window.hacked") is None
    inside = page.locator(".marsad")
    assert inside.locator("script, iframe, img, link, style, object, embed, meta, a[href^=java]").count() == 0
    assert visit.outside() == []
    assert visit.complaints == []


def test_a_card_lists_the_other_reports_and_opens_them(page: object, tmp_path: Path) -> None:
    quote = f"{mapcases.AR_QUOTE} مساء الاثنين"
    first, *_ = mapcases.ARTICLES
    copy = msgspec.structs.replace(mapcases.AR_MOVE, id="copy", evidence=Evidence(100, 100 + len(quote), quote))
    own = msgspec.structs.replace(
        mapcases.AR_MOVE, id="own", evidence=Evidence(0, 30, "Wagner men reached Brak, <b>say</b>"),
        attributed_to=None,
    )  # fmt: skip
    no = msgspec.structs.replace(own, id="no", modality="denied")
    records = [first, *(mapcases.record(f"{e.id}.txt", f"Report {e.id}", "en", e) for e in (copy, own, no))]
    save_html(records, tmp_path / "m.html")
    visit = Visit(page, tmp_path / "m.html")
    visit.row("ev-ar-move").click()
    others = page.locator(".leaflet-popup details.others")
    assert others.locator("summary").inner_text() == "Other reports: 2 · independent: 1 · denials: 1"
    others.locator("summary").click()
    lines = others.locator("li").all_inner_texts()
    assert ["mostly the same words" in line for line in lines] == [False, False, True], "own words first"
    assert "denies this" in lines[0]
    assert "same place, same days, same force" in lines[1]
    others.get_by_role("button").nth(2).click()
    assert page.locator(".leaflet-popup .marsad-card").get_attribute("data-event") == "copy"
    assert visit.complaints == []


def test_rows_find_the_links_that_cards_have(page: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule is told twice, for cards in Python and for rows in the page: here the two must agree."""
    wagner, army = Actor("subject", "Wagner Group", "wagner", 0, 0), Actor("subject", "Libyan Army", "lna", 0, 0)
    spots = [(27.65, 14.27), (27.70, 14.30), (27.04, 14.43), (27.65, 14.35)]
    words = [
        "A column of forty lorries left the base on Monday night",
        "Residents of Brak saw lights and heard engines",
    ]
    undated = EventTime("", None, None, "", "unknown")
    records, chance = [], random.Random(7)  # noqa: S311  (a test)
    for number in range(60):
        at, km = chance.choice(spots), chance.choice([1.0, 8.0, 70.0])
        spot = mapcases.place("at", "Somewhere", Disc(*at, km), at=at)
        event = mapcases.event(
            f"e{number}", chance.choice(["movement", "deployment", "clash", "strike"]), chance.choice(words),
            msgspec.structs.replace(spot, uncertainty_km=km), actors=chance.choice([(), (wagner,), (army,)]),
            modality=chance.choice(["asserted", "denied"]),
            time=chance.choice([mapcases.day(f"2024-10-{chance.randint(20, 28)}"), undated]),
        )  # fmt: skip
        published = dt.date(2024, 10, chance.randint(20, 30)) if number % 3 else None
        records.append(mapcases.record(f"{number}.txt", f"{number}", "en", event, published=published))
    expected = {
        key: sorted((link.event, link.kind, link.copy, *link.reasons) for link in reports.links)
        for key, reports in related_reports(records).items()
    }
    monkeypatch.setattr(mapspec, "PACK_FROM", 3)
    spec = mapspec.build_mapspec(records, keep_ids=True)
    save_html(spec, tmp_path / "m.html")
    Visit(page, tmp_path / "m.html")
    packed = json.loads(to_json(spec))
    found = page.evaluate(
        """async (spec) => {
        const model = new MarsadMap.PackedModel(spec, {});
        await model.ready;
        const out = {};
        for (let i = 0; i < model.size; i++) {
          const links = MarsadMap.relatedRows(model, i).map((l) => [l.event, l.kind, l.copy, ...l.reasons]);
          if (links.length) out[model.idOf(i)] = links;
        }
        return out;
    }""",
        packed,
    )
    assert {key: sorted(map(tuple, links)) for key, links in found.items()} == expected
    assert sum(map(len, expected.values())) > 100
    page.locator("button.event").first.click()
    assert "in mostly the same words" in page.locator(".leaflet-popup .others summary").inner_text()


@pytest.mark.parametrize("name", ["en", "ar", "public"])
def test_axe_finds_nothing_grave_in_it(page: object, reports: dict[str, Path], name: str) -> None:
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    from axe import grave_findings  # noqa: PLC0415

    Visit(page, reports[name])
    page.locator("button.about").click()
    page.locator("details.machine summary").click()
    assert grave_findings(page) == []
