"""Online look-up on the command line: off unless a service is named."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from geo.settings import ONLINE_URLS, Online

#: Environment variables for what is the same every day; they switch nothing on.
USER_VARIABLE, CONTACT_VARIABLE = "MARSAD_ONLINE_USER", "MARSAD_ONLINE_CONTACT"


def online_options() -> argparse.ArgumentParser:
    """Return the parent parser of commands that may ask an online service."""
    parent = argparse.ArgumentParser(add_help=False)
    group = parent.add_argument_group("online look-up", "Off by default. Names are sent to the service that you name.")
    group.add_argument("--online", choices=sorted(ONLINE_URLS), help="ask it for names that the gazetteer lacks")
    group.add_argument(
        "--online-url", default="", metavar="URL", help="a service of your own instead of the public one"
    )
    group.add_argument(
        "--online-contact",
        default="",
        metavar="TEXT",
        help=f"e-mail or web page; public services want to know who calls (default: ${CONTACT_VARIABLE})",
    )
    group.add_argument(
        "--online-user", default="", metavar="NAME", help=f"GeoNames account (default: ${USER_VARIABLE})"
    )
    group.add_argument(
        "--online-cache", type=Path, metavar="FILE", help="keeps the answers (default: in your cache folder)"
    )
    return parent


def given_online(options: argparse.Namespace) -> Online | None:
    """Return the online service that the options name, None if they name none.

    Raises
    ------
    SettingsError
        If something is missing or makes no sense.
    """
    if getattr(options, "online", None) is None:
        return None
    return Online(
        service=options.online,
        url=options.online_url.rstrip("/"),
        user=options.online_user or os.environ.get(USER_VARIABLE, ""),
        contact=options.online_contact or os.environ.get(CONTACT_VARIABLE, ""),
        cache_path=options.online_cache,
    )
