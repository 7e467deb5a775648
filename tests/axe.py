"""What axe-core finds on a page: rules of WCAG 2.1 AA and good practice, run by the browser without a request."""

from __future__ import annotations

from importlib import resources

#: The impacts that keep someone from reading or using a page.
GRAVE = ("serious", "critical")


def grave_findings(page: object) -> list[str]:
    """Return each serious or critical finding: rule, impact, element and what to do."""
    page.evaluate((resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document)")
    assert found["passes"], "axe-core looked at nothing"
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:200]} – {node['failureSummary']}"
        for rule in found["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]
