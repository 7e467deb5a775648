"""The one place where the dashboard makes HTML: text is escaped on its way in, always.

Article words, file names and titles come from strangers. They reach the page
through `tag` (escaped HTML), through `plain` (where Streamlit reads Markdown: an
image in a title would be a request to another host), or as data of a component
that sets `textContent`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

#: Every ASCII mark that Markdown, Streamlit's colour and icon directives or LaTeX may give a meaning to.
_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")
#: Elements without content.
_VOID = frozenset({"br", "hr", "img", "wbr"})
#: Attributes that could run or fetch something; a dashboard made of text needs none of them.
_REFUSED = re.compile(r"^(on.*|href|src|srcset|action|formaction|style)$", re.IGNORECASE)


class Html(str):
    """Markup that is already escaped."""

    __slots__ = ()


Child = Html | str | int | float | None | Iterable["Child"]


def tag(
    name: str, *children: Child, cls: str = "", colour: str = "", share: float | None = None, **attributes: str
) -> Html:
    """Return an element; children that are not `Html` are escaped, None is left out.

    Parameters
    ----------
    name
        Name of the element.
    children
        Text, elements, or iterables of them.
    cls
        Its classes.
    colour
        A CSS colour, set as the variable ``--c``; it has to be a hexadecimal colour.
    share
        A share in 0–1, set as the variable ``--share`` (bars).
    attributes
        Further attributes; ``aria_label`` becomes ``aria-label``.

    Raises
    ------
    ValueError
        If an attribute could run or fetch something, or the colour is none.
    """
    parts = [f'class="{html.escape(cls)}"'] if cls else []
    variables = []
    if colour:
        if not re.fullmatch(r"#[0-9a-fA-F]{3,8}", colour):
            msg = f"a colour is written #rrggbb, got {colour!r}"
            raise ValueError(msg)
        variables.append(f"--c:{colour}")
    if share is not None:
        variables.append(f"--share:{min(max(share, 0.0), 1.0) * 100:.1f}%")
    if variables:
        parts.append(f'style="{";".join(variables)}"')
    for key, value in attributes.items():
        written = key.rstrip("_").replace("_", "-")
        if _REFUSED.match(written):
            msg = f"the attribute {written!r} is not allowed in generated markup"
            raise ValueError(msg)
        parts.append(f'{written}="{html.escape(value)}"')
    start = f"<{' '.join([name, *parts])}>"
    return Html(start if name in _VOID else f"{start}{join(children)}</{name}>")


def join(children: Iterable[Child]) -> Html:
    """Return children one after the other, escaped where they are plain text."""
    return Html("".join(_written(child) for child in children))


def _written(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return str(child)
    if isinstance(child, str | int | float):
        return html.escape(_visible(str(child)))
    return join(child)


def bdi(text: str) -> Html:
    """Return text that keeps its own direction and does not turn that of its surroundings."""
    return tag("bdi", text)


def plain(text: str) -> str:
    """Return text as it is to be read where Streamlit reads Markdown (labels, messages, captions)."""
    return _MARKDOWN.sub(r"\\\1", " ".join(_visible(text).split()))


def _visible(text: str) -> str:
    """Return text that can be encoded: a lone surrogate would stop the whole page."""
    return text.encode("utf-8", "replace").decode("utf-8")
