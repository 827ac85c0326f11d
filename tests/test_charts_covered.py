"""Every file of ../shared/charts is accounted for: a chart with a ready mapping, or codes of a crosswalk or a layout."""

import csv
from pathlib import Path

import pytest

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.crosswalk_file import universal_crosswalks
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.mapping.resolve import Local, resolve

CHARTS = Path(__file__).resolve().parents[2] / "shared" / "charts"
CHART = universal_chart()

# chart of accounts -> its ready mapping and how many of its posting accounts have no home there: those of
# companies and of trade abroad in the business chart, each held against its reason in test_mappings_partial
MAPPED = {
    "kitsas-yhdistys-2024": ("kitsas-yhdistys", 0),
    "kitupiikki-yhdistys-2018": ("kitupiikki-yhdistys-2018", 0),
    "tilitin-yhdistys": ("tilitin-yhdistys", 0),
    "tilitin-tiekunta": ("tilitin-tiekunta", 0),
    "tilitin-yhteisen-vesialueen-osakaskunta": ("tilitin-osakaskunta", 0),
    "kitsas-yritys-2024": ("kitsas-yritys-2024", 120),
}
# no bookkeeping is kept in these: other schemes that a universal account is shown in
CROSSWALKS = {
    "sbr-fi-association-statement-codes": "sbr-fi",
    "nordic-account-mapping": "nordic",
    "nl_rgs_svc_stichting_vereniging": "rgs-nl",
}
LAYOUTS = {"uk_sorp_sofa": "uk_sorp_sofa", "no_aktivitetsregnskap": "no_aktivitetsregnskap"}

needs_charts = pytest.mark.skipif(not CHARTS.is_dir(), reason="../shared/charts is not here")


def posting(name: str) -> list[tuple[str, str]]:
    with (CHARTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["number"], row["name_fi"]) for row in csv.DictReader(file) if not row["type"].startswith("heading")]


@needs_charts
def test_no_chart_is_forgotten():
    assert {path.stem for path in CHARTS.glob("*.csv")} == {*MAPPED, *CROSSWALKS, *LAYOUTS}
    assert set(CROSSWALKS.values()) <= {crosswalk.id for crosswalk in universal_crosswalks()}
    assert set(LAYOUTS.values()) <= set(CHART.layout_by_id)


@needs_charts
@pytest.mark.parametrize("name", MAPPED)
def test_every_posting_account_has_an_accepted_mapping(name):
    ready, without = MAPPED[name]
    mapping = load_mapping(ready)
    assert [rule.place for rule in mapping.rules if rule.status != "accepted"] == []
    lost = [number for number, title in posting(name) if not resolve(mapping, CHART, Local(number, title)).parts]
    assert len(lost) == without, lost
