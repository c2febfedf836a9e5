"""Usage figures as CSV: both languages, every fault at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.complaints import Complaints
from mailbot.desk.reports_usage import UsageRow, read_usage


def faults(text: str) -> list[str]:
    with pytest.raises(Complaints) as caught:
        read_usage(text, contracts={"C-1"})
    return [str(one) for one in caught.value.complaints]


def test_rows_are_read_in_either_language() -> None:
    english = read_usage('month,contract,service,name,value,unit\n2026-11,C-1,mail,Mails sent,"1,234.50",mails\n\n')
    japanese = read_usage("\ufeff年月,契約,サービス,項目,値,単位\r\n2026年11月,C-1,mail,Mails sent,1234.50,mails\r\n")

    assert (
        english
        == japanese
        == (
            UsageRow(
                month=date(2026, 11, 1),
                contract="C-1",
                service="mail",
                name="Mails sent",
                value=Decimal("1234.50"),
                unit="mails",
            ),
        )
    )


def test_columns_that_are_not_needed_may_lack() -> None:
    assert read_usage("name,value,month\nUsers,３０,2026/1\n") == (
        UsageRow(month=date(2026, 1, 1), name="Users", value=Decimal(30)),
    )


def test_every_fault_is_told_with_its_line() -> None:
    rows = "2026-13,C-1,Users,3\n2026-11,C-9,Users,many\n2026-11,C-1,,nan\n2026-11,C-9,U,1\n"

    assert faults(f"month,contract,name,value\n{rows}") == [
        '[2]: "2026-13" is no month; write it as 2026-11',
        '[3]: "many" is no number',
        '[4]: "nan" is no number',
        "[4]: has no name for its figure",
        '[5]: there is no contract "C-9"',
    ]  # fmt: skip


def test_a_heading_must_name_what_is_needed() -> None:
    found = faults("month,valeu,colour\n1,2,3\n")

    assert found[0] == '[1]: "valeu" is no column - did you mean "value"?'
    assert found[-2:] == ["[1]: there is no column 'name'", "[1]: there is no column 'value'"]
    assert len(faults("")) == 3


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='0123-/.,"\n\ryx ', max_size=60))
def test_reading_is_total(rows: str) -> None:
    refused = False
    found: tuple[UsageRow, ...] = ()
    try:
        found = read_usage(f"month,name,value\n{rows}")
    except Complaints:
        refused = True

    assert refused or all(row.name for row in found)


def test_what_is_no_csv_is_told_as_such() -> None:
    assert faults(f'month,name,value\n2026-11,"{"x" * 140_000}",3\n')[0].startswith("[2]: is no CSV: ")
