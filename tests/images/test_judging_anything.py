"""Whatever a file says of itself, it is judged: no rule fails, every sentence is whole, every entry is JSON."""

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from coffret.images import naming
from coffret.images.case import Case
from coffret.images.credits import disagree, worthless
from coffret.images.facts import Damage, Harm, Metadata, Resolution, Seen
from coffret.images.judging import judge
from coffret.images.norms import PROFILES, Reading
from coffret.images.report import cells, entry

TEXTS = st.text(max_size=60)
COUNTS = st.integers(0, 1 << 40)
FORMATS = st.sampled_from(["", "JPEG", "PNG", "TIFF", "HEIC", "SVG", "PDF", "AUTRE"])
METADATA = st.builds(
    Metadata, creator=TEXTS, credit=TEXTS, copyright=TEXTS, owner=TEXTS, serial=TEXTS, gps=st.booleans()
)
# What the reader of headers lets through.
NUMBERS = st.floats(0.01, 1e6)
SEEN = st.builds(
    Seen,
    size=COUNTS,
    sha256=st.sampled_from(["", "ab" * 32]),
    format=FORMATS,
    width=COUNTS,
    height=COUNTS,
    mode=st.sampled_from(["", "RGB", "CMYK", "PALETTE", "LAB", "BITONAL"]),
    depth=st.integers(0, 64),
    pages=st.integers(0, 1000),
    animated=st.booleans(),
    quality=st.integers(0, 100),
    compression=TEXTS,
    resolutions=st.lists(st.builds(Resolution, TEXTS, NUMBERS, NUMBERS), max_size=4).map(tuple),
    profile=TEXTS,
    metadata=METADATA,
    damages=st.lists(st.builds(Damage, st.sampled_from(Harm), st.integers(-1, 1 << 40), TEXTS), max_size=4).map(tuple),
    tells=st.dictionaries(st.sampled_from(["screenshot", "border", "chart", "autre"]), st.floats(0, 100)),
)
CASES = st.builds(
    Case,
    name=st.text(min_size=1, max_size=300),
    seen=SEEN,
    profile=st.sampled_from(list(PROFILES.values())),
    reading=st.sampled_from(Reading),
    credit=st.none() | TEXTS,
    named=st.none() | st.booleans(),
    missing=st.booleans(),
    licence=st.sampled_from(["", "open", "closed", "restricted"]),
    same=TEXTS,
    alike=TEXTS,
    clash=TEXTS,
    merged=TEXTS,
)


@settings(deadline=None)
@given(CASES)
def test_any_picture_is_judged(case: Case):
    findings = judge(case)
    assert [finding.rule.severity for finding in findings] == sorted(
        (finding.rule.severity for finding in findings), key=["erreur", "alerte", "signalement"].index
    )
    told = entry(case, findings)
    assert json.loads(json.dumps(told)) == told
    assert not re.match(r"[=+\-@\t\r\n|%]", cells(told)[0])
    for finding in findings:
        assert {type(fact) for fact in finding.facts.values()} <= {int, str}


@given(st.text(max_size=2000), st.text(max_size=200))
def test_any_text_is_read_as_a_credit_and_as_a_name(text: str, other: str):
    assert worthless(text) in {True, False}
    assert not disagree(text, text)
    assert disagree(text, other) in {True, False}
    assert naming.fault(text, 250) in {"", "separator", "control", "space", "long"}
    assert "/" not in naming.base(text)
