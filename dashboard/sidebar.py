"""The shared sidebar: the language, the texts that are open, and the filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from dashboard import data, state
from dashboard.markup import bdi, plain, tag
from dashboard.words import Words, languages
from geo.errors import InputError
from geo.files import READABLE

#: From this many files on, a bar shows how far the reading has come.
PROGRESS_FROM_FILES = 20
#: Files that the list in the sidebar shows.
SHOWN_FILES = 100
#: Addresses under which only this machine reaches the dashboard.
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_SEPARATOR = " · "


def draw(words: Words) -> None:
    """Draw the sidebar."""
    with st.sidebar:
        st.html(
            tag("div", tag("b", "Marsad"), tag("span", "مرصد", lang="ar"), cls="marsad-brand")
            + tag("div", words("app.tagline"), cls="marsad-tagline")
        )
        names = languages()
        st.segmented_control(
            words("app.language"), list(names), format_func=lambda code: names[code], key="lang_choice",
            default=words.lang, required=True, on_change=_change_language, label_visibility="collapsed",
        )  # fmt: skip
        _sources(words)
        if state.corpus_now().rows:
            _filters(words)
        st.caption(words("app.offline"))


def _change_language() -> None:
    st.session_state.lang = st.session_state.lang_choice


# -------------------------------------------------------------------- sources


def _sources(words: Words) -> None:
    corpus = state.corpus_now()
    with st.expander(words("source.heading"), icon=":material/library_books:", expanded=not corpus.readings):
        paste, upload, folder = st.tabs([words("source.paste"), words("source.upload"), words("source.folder")])
        with paste, st.form("paste", clear_on_submit=True, border=False):
            text = st.text_area(
                words("source.paste_label"), placeholder=words("source.paste_hint"), height=120, key="paste_text"
            )
            if st.form_submit_button(words("source.paste_go"), type="primary", width="stretch"):
                _add_pasted(text, words)
        with upload:
            _uploads(words)
        with folder:
            _folder(words)
        if data.sample_files():
            label = words("source.sample_go")
            st.button(label, icon=":material/auto_stories:", width="stretch", key="open_samples", on_click=open_samples)
        if state.corpus_now().readings:
            st.button(words("source.clear"), icon=":material/close:", type="tertiary", key="clear", on_click=_clear)
    _messages(words)
    _file_list(words)


def _add_pasted(text: str, words: Words) -> None:
    st.session_state.pasted += 1
    name = words("source.paste_name", n=st.session_state.pasted)
    add((data.Given(name, text.encode("utf-8", "surrogatepass")),), words)


def _uploads(words: Words) -> None:
    label = words("source.upload_label")
    turn = st.session_state.setdefault("uploader_turn", 0)
    endings = sorted(ending.removeprefix(".") for ending in READABLE)
    files = st.file_uploader(label, accept_multiple_files=True, type=endings, key=f"uploader_{turn}")
    # a file that was read stays in the uploader; it is told apart by its id, not read again at every run
    done = st.session_state.setdefault("uploads_done", set())
    new = [file for file in files if file.file_id not in done]
    if new:
        done.update(file.file_id for file in new)
        add([data.Given(file.name, file.getvalue()) for file in new], words)


def _folder(words: Words) -> None:
    if (st.get_option("server.address") or "") not in _LOOPBACK:
        st.caption(words("source.folder_remote"))
        return
    with st.form("folder", border=False):
        path = st.text_input(words("source.folder_label"), placeholder=words("source.folder_hint"), key="folder_path")
        if st.form_submit_button(words("source.folder_go"), type="primary", width="stretch") and path.strip():
            add_folder(path.strip(), words)


def add(given: Sequence[data.Given], words: Words) -> None:
    """Read files into the session and note what there is to say about it."""
    before = state.corpus_now()
    if len(given) >= PROGRESS_FROM_FILES:
        bar = st.progress(0.0, words("source.reading", n=len(given)))
        after = data.extend(before, given, bar.progress)
        bar.empty()
    else:
        after = data.extend(before, given)
    st.session_state.corpus = after
    st.session_state.note = words("source.nothing_new") if given and len(after.readings) == len(before.readings) else ""


def add_folder(path: str, words: Words) -> None:
    """Read a folder of this machine into the session."""
    try:
        files = data.folder_files(Path(path).expanduser())
    except (InputError, RuntimeError):  # expanduser: no such user
        st.session_state.note = words("source.not_a_folder", path=path)
        return
    add(files[: data.MAX_FOLDER_FILES], words)
    if not files:
        st.session_state.note = words("source.empty_folder", path=path)
    elif len(files) > data.MAX_FOLDER_FILES:
        st.session_state.note = words("source.too_many", n=len(files), limit=data.MAX_FOLDER_FILES)


def open_samples() -> None:
    """Read the sample texts into the session."""
    st.session_state.samples = True
    add(data.sample_files(), state.words_now())


def _clear() -> None:
    session = st.session_state
    session.corpus, session.samples, session.event, session.note = data.Corpus(), False, "", ""
    # a new uploader, so that what it still lists is not taken for open
    session.uploader_turn = session.get("uploader_turn", 0) + 1
    state.put_filters(state.Filters())


def _messages(words: Words) -> None:
    note = st.session_state.get("note", "")
    if note:
        st.info(plain(note))
    failed = state.corpus_now().failed
    if failed:
        label = words("source.failed", n=len(failed))
        with st.expander(label, icon=":material/error_outline:", expanded=True):
            st.html(
                tag("div", words("source.failed_intro"), cls="marsad-faint")
                + tag(
                    "div",
                    [tag("div", reading.error, cls="marsad-failed", dir="auto") for reading in failed[:SHOWN_FILES]],
                )
            )


def _file_list(words: Words) -> None:
    corpus = state.corpus_now()
    read = [reading for reading in corpus.readings if not reading.error]
    if not read:
        return
    with st.expander(words("source.read", n=len(corpus.records), files=len(read)), icon=":material/description:"):
        lines = [
            tag("li", bdi(reading.name), tag("span", sum(len(record.events) for record in reading.records)))
            for reading in read[:SHOWN_FILES]
        ]
        st.html(tag("ul", lines, tag("li", "…") if len(read) > SHOWN_FILES else None, cls="marsad-files"))


# -------------------------------------------------------------------- filters


def _filters(words: Words) -> None:
    session, rows = st.session_state, state.corpus_now().rows
    st.text_input(
        words("filter.search"), placeholder=words("filter.search_hint"), key="f_query", icon=":material/search:",
        label_visibility="collapsed", max_chars=state.MAX_QUERY_CHARS,
    )  # fmt: skip
    types, forces, put = state.remember("counts", (rows,), lambda: _counts(rows))
    _choice("type", "f_types", types, words, lambda code: f"{words.name('type', code)}{_SEPARATOR}{types[code]}")
    _choice("force", "f_forces", forces, words, lambda name: f"{name}{_SEPARATOR}{forces[name]}")
    _choice(
        "modality", "f_modalities", put, words, lambda code: f"{words.name('modality', code)}{_SEPARATOR}{put[code]}"
    )
    left, right = st.columns(2)
    left.date_input(
        words("filter.from"), key="f_from", format="YYYY-MM-DD", min_value="1900-01-01", max_value="2100-12-31"
    )
    right.date_input(
        words("filter.to"), key="f_to", format="YYYY-MM-DD", min_value="1900-01-01", max_value="2100-12-31"
    )
    st.selectbox(
        words("filter.precision"), state.PRECISIONS, key="f_precision",
        format_func=lambda value: words.name("precision", str(value)),
    )  # fmt: skip
    st.checkbox(words("filter.undated"), key="f_undated")
    if state.filters_now() != state.Filters():
        st.button(
            words("filter.reset"), icon=":material/filter_alt_off:", width="stretch", key="reset",
            on_click=state.put_filters, args=(state.Filters(),),
        )  # fmt: skip
        st.caption(words("filter.shown", n=len(state.rows_now()), total=len(rows)))
    session.filters_drawn = True


def _counts(rows: Sequence[data.Row]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Count events by type, by force and by modality."""
    return (
        Counter(row.event.type for row in rows),
        Counter(name for row in rows for name in row.forces),
        Counter(row.event.modality for row in rows),
    )


def _choice(name: str, key: str, counts: Counter[str], words: Words, label: Callable[[str], str]) -> None:
    # what the address asks for stays an option, even if no open text has it
    options = list(dict.fromkeys([*(code for code, _ in counts.most_common()), *st.session_state[key]]))
    st.multiselect(words(f"filter.{name}"), options, key=key, format_func=label, placeholder=words("filter.all"))
