"""Terms that may not change yet: both are named, with what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mailbot.desk.packs import PackKind, PackTerms
from mailbot.desk.statements_history import EVER, Sold, sold_under
from mailbot.desk.terms_kept import UnitsLeft, kept_faults
from tests.desk.test_packs_reading import contract
from tests.ledger_fixtures import INCIDENTS, TIME, pack

TODAY = date(2026, 11, 22)
SOLD = Sold(pack=pack(), at=EVER, under=sold_under(TIME, TODAY))


@pytest.mark.parametrize(
    ("terms", "alike"),
    [
        (TIME, True),
        (replace(TIME, block=1, rounded_per="case", low=None), True),
        (replace(TIME, minutes_per_unit=15), False),
        (INCIDENTS, False),
        (PackTerms(kind=PackKind.UNLIMITED), False),
    ],
)
def test_units_mean_the_same_under_terms_of_one_kind_and_span(terms: PackTerms, alike: bool) -> None:
    assert sold_under(TIME, TODAY).counts_like(terms) is alike
    assert sold_under(INCIDENTS, TODAY).counts_like(replace(INCIDENTS, minutes_per_unit=5))


def test_both_terms_and_what_is_left_are_named() -> None:
    left = UnitsLeft(sold=SOLD, free=7, reserved=2)

    held, free = kept_faults(contract(terms="single"), INCIDENTS, [left])
    (dropped,) = kept_faults(contract(), PackTerms(kind=PackKind.UNLIMITED), [replace(left, free=0)])

    assert held.path == free.path == ("C-1", "terms")
    assert held.message.startswith(
        'the order PO-1 of C-1 was sold by the 30 minutes, but terms = "single" counts by the incident: 2 of its units '
        "are set aside for cases in work."
    )
    assert "7 of its units are left." in free.message
    assert "but without terms nothing is counted" in dropped.message


def test_what_is_used_up_holds_nothing_back() -> None:
    assert kept_faults(contract(terms="single"), INCIDENTS, [UnitsLeft(sold=SOLD, free=0, reserved=0)]) == ()
