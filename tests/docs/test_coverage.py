"""Whatever the program can say or do for somebody stands in a document; a failure here names what is missing where."""

import re
from pathlib import Path

import pytest

from bot.alert_settings import AlertSettings
from bot.settings import Settings
from connectors import errors
from connectors.catalogue import CATALOGUE
from growth.event import Rule
from growth.reading import UnreadReason
from growth.thresholds import Thresholds
from storage import errors as storage_errors

ROOT = Path(__file__).parents[2]
CONNECTORS = (ROOT / "docs" / "connectors.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
RULES = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
ROWS = {row.split("`")[1]: row for row in RULES.splitlines() if row.startswith("| `")}
"""The row of each rule."""

PAGES = [
    *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)(?P<path>[^)#\s]+)")


def leaves(error: type[Exception]) -> list[str]:
    below = error.__subclasses__()
    return [name for one in below for name in leaves(one)] if below else [error.__name__]


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_is_explained(rule: Rule) -> None:
    assert rule in ROWS, f"docs/rules.md does not explain the rule {rule}"


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_s_patience_stands_beside_it(rule: Rule) -> None:
    usual = Thresholds()
    hold = usual.hold_of(rule).polls

    cells = [cell.strip() for cell in ROWS[rule].split("|")]

    assert cells[5].split(" ")[0] == ("" if hold == 1 else str(hold)) or rule is Rule.ACCOUNT_STATE


@pytest.mark.parametrize("name", leaves(errors.ConnectorError))
def test_every_failure_of_a_platform_is_explained(name: str) -> None:
    assert f"`{name}`" in CONNECTORS, f"docs/connectors.md does not explain {name}"
    assert f"`{name}`" in OPERATIONS, f"docs/operations.md does not say what to do about {name}"


@pytest.mark.parametrize("reason", UnreadReason)
def test_every_reason_for_a_missing_profile_is_explained(reason: UnreadReason) -> None:
    assert f"`{reason}`" in CONNECTORS, f"docs/connectors.md does not explain the outcome {reason}"


@pytest.mark.parametrize("platform", CATALOGUE)
def test_every_platform_has_its_section(platform: str) -> None:
    assert f"[platforms.{platform}]" in CONNECTORS, f"docs/connectors.md has no settings of [platforms.{platform}]"


@pytest.mark.parametrize(
    ("platform", "key"),
    [
        (platform, key)
        for platform, entry in CATALOGUE.items()
        for key in (*entry.secrets, *entry.optional_secrets, *entry.options, *entry.switches)
    ],
)
def test_every_key_of_a_platform_s_own_is_explained(platform: str, key: str) -> None:
    assert f"`{key}`" in CONNECTORS or f"\n{key} = " in CONNECTORS, (
        f"docs/connectors.md does not explain {key} of {platform}"
    )


@pytest.mark.parametrize("section", Settings.model_fields)
def test_every_section_of_the_settings_is_in_the_example(section: str) -> None:
    assert f"[{section}" in (ROOT / "config.example.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", sorted(set(AlertSettings.model_fields) - {"hold", "keep", "off"}))
def test_every_threshold_is_explained_beside_its_rule(key: str) -> None:
    assert f"`{key}`" in RULES + OPERATIONS, f"docs/rules.md does not say which rule {key} belongs to"


@pytest.mark.parametrize("name", leaves(storage_errors.StorageError))
def test_every_failure_of_the_database_has_a_row(name: str) -> None:
    says = {
        "DatabaseLocked": "The database is busy",
        "DatabaseFull": "The database is full",
        "DatabaseCorrupt": "The database file is damaged or is no database",
        "DatabaseUnavailable": "The database cannot be opened or reached",
        "NewerSchema": "The database was written by a later version",
        "AlreadyRunning": "Marsad already runs on this database",
    }

    assert says[name] in OPERATIONS, f"docs/operations.md does not say what to do when {says[name]}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_tree_leads_somewhere(page: Path) -> None:
    paths = [match["path"] for match in LINK.finditer(page.read_text(encoding="utf-8"))]

    assert [path for path in paths if not (page.parent / path).exists()] == []
