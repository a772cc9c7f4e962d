"""The share understood, measured and told."""

import json

from coffret.catalogue.periods import periods
from coffret.catalogue.understanding import READINGS, measure, official_share, report

RECORDS = [
    {
        "AUTR": "LE BRUN Charles (attribué)",
        "MILL": "1822 entre,1880 et",
        "DIMS": "H. 31, L. 96, l",
        "LOCA": "Brest ; musée",
    },
    {"AUTR": "Ravaut (Rue De La Paix)", "MILL": "1853 vers", "DIMS": "H. 25 ; L. 30", "PERI": " "},
]


def test_a_value_counts_whole_or_not_at_all():
    tallies = measure(RECORDS)
    assert (tallies["AUTR"].filled, tallies["AUTR"].understood) == (2, 1)
    assert (tallies["DIMS"].filled, tallies["DIMS"].understood) == (2, 1)
    assert tallies["MILL"].share == 100
    assert tallies["PERI"].filled == 0
    assert tallies["DIMS"].missed == {"H. 31, L. 96, l": 1}


def test_the_report_tells_the_share_and_the_misses():
    page = report(RECORDS)
    assert "| AUTR (Maker) | 2 | 1 | 50.00 % | ≥ 98 % |" in page
    assert "- **DIMS**: `H. 31, L. 96, l` (1)" in page
    assert "PERI (" not in page


def test_the_official_list_is_understood_whole():
    assert official_share() == 100


def test_real_files_reach_the_aims(shared_data):
    lines = shared_data("notices/notices_costumes.jsonl").read_text(encoding="utf-8").splitlines()
    records = ({code: text for code, text in json.loads(line).items() if isinstance(text, str)} for line in lines)
    tallies = measure(records)
    short = {r.code: tallies[r.code].share for r in READINGS if r.aim and tallies[r.code].share < r.aim}
    assert short == {}


def test_the_ministrys_list_reads_back(shared_data):
    lines = shared_data("thesaurus/lexperi.txt").read_text(encoding="utf-8").splitlines()
    forms = [line.strip() for line in lines if line.strip()[:1].isdigit() or "chrétienne" in line]
    assert len(forms) > 330
    assert [form for form in forms if not all(period.understood and period.interval for period in periods(form))] == []
