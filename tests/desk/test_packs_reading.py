"""The terms of packs as a person writes them: defaults, words, prices with tax, and every fault at once."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.desk.complaints import Complaints
from mailbot.desk.offers import NO_OFFERS, UNCOUNTED, Offer, Offers
from mailbot.desk.packs import PackKind, PackTerms
from mailbot.desk.packs_prices import OwnPrices, Prices, TaxRate
from mailbot.desk.packs_reading import as_decimal, own_prices, own_prices_as_mapping, read_offer
from mailbot.desk.packs_spelling import offer_as_mapping
from mailbot.desk.people import Contract
from mailbot.desk.policy_keys import Table


def read(text: str) -> Offer:
    return read_offer("gold", tomllib.loads(text))


def faults(text: str) -> list[str]:
    with pytest.raises(Complaints) as refused:
        read(text)
    return [str(one) for one in refused.value.complaints]


def contract(**given: object) -> Contract:
    fixed: dict[str, object] = {"id": "C-1", "client": "c", "policy": "p", "calendar": "k"}
    return Contract(**(fixed | {"valid_from": date(2026, 4, 1)} | given))  # type: ignore[arg-type]  # any field


def test_incidents_have_the_usual_terms_where_nothing_else_is_said() -> None:
    offer = read('kind = "incidents"')

    terms = offer.terms
    assert (terms.name, terms.kind, terms.levels) == ("gold", PackKind.INCIDENTS, ())
    assert (terms.block, terms.valid_months, terms.first_day_counts) == (1, 12, True)
    assert (terms.ask_above, terms.low, terms.renewal_days, terms.prices) == (None, None, None, None)
    assert terms.unit == {"ja": "インシデント", "en": "incident"}
    assert offer.how_to_order == {}


def test_levels_have_units_and_words_and_one_is_the_usual() -> None:
    terms = read(
        'kind = "incidents"\n[levels]\nnormal = { units = 1, labels = { ja = "通常" }, default = true }\n'
        "a = { units = 3 }"
    ).terms

    assert [(one.key, one.units, one.default) for one in terms.levels] == [("normal", 1, True), ("a", 3, False)]
    assert terms.levels[0].labels == {"ja": "通常", "en": "通常"}
    assert terms.units_of() == 1
    assert read('kind = "incidents"\nlevels = { normal = 2 }').terms.units_of() == 2


def test_time_is_counted_in_started_spans_sold_in_blocks() -> None:
    terms = read(
        'kind = "time"\nminutes = 20\nrounding = "case"\nblock = 10\nvalid_months = 0\nlow = 3\nunit = "口"'
    ).terms

    assert (terms.minutes_per_unit, terms.rounded_per, terms.block) == (20, "case", 10)
    assert (terms.valid_months, terms.low) == (0, 3)
    assert terms.unit == {"ja": "口", "en": "口"}


def test_how_to_order_is_one_text_or_one_for_each_language() -> None:
    assert read('kind = "time"\nhow_to_order = "Write to us."').how_to_order["ja"] == "Write to us."
    assert read('kind = "time"\nhow_to_order = { ja = "お送りください。" }').how_to_order == {"ja": "お送りください。"}


def test_prices_are_exact_and_taxes_have_their_days() -> None:
    prices = read(
        'kind = "incidents"\n[prices]\nfixed = 50000\nper_licence = 500\nper_unit = "3,000.50"\nterm_months = 6\n'
        'units_billed = "used"\ncurrency = "EUR"\nrounding = "half_up"\n'
        "tax = [{ from = 2019-10-01, rate = 0.1 }, { from = 2014-04-01, rate = 0.08 }]"
    ).terms.prices

    assert prices == Prices(
        currency="EUR",
        fixed=Decimal(50000),
        per_licence=Decimal(500),
        per_unit=Decimal("3000.50"),
        term_months=6,
        units_billed="used",
        rounding="half_up",
        taxes=(
            TaxRate(valid_from=date(2014, 4, 1), rate=Decimal("0.08")),
            TaxRate(valid_from=date(2019, 10, 1), rate=Decimal("0.1")),
        ),
    )
    always = read('kind = "incidents"\nprices = { tax = 0.1 }').terms.prices
    assert always is not None
    assert always.tax_rate(date(2000, 1, 1)) == Decimal("0.1")


BY_DATE = (
    'kind = "incidents"\n[[prices]]\nfixed = 50000\nper_unit = 3000\ntax = 0.1\n'
    '[[prices]]\nfrom = 2027-04-01\nper_unit = "3300"\n[[prices]]\nfrom = 2028-04-01\nfixed = 0\n'
)


def test_prices_by_date_say_what_changes() -> None:
    offer = read(BY_DATE)
    prices = offer.terms.prices
    assert prices is not None

    days = (date(2020, 1, 1), date(2027, 3, 31), date(2027, 4, 1), date(2028, 4, 1))
    assert [(int(one.fixed or 0), int(one.per_unit or 0)) for one in map(prices.on, days)] == [
        (50000, 3000),
        (50000, 3000),
        (50000, 3300),
        (0, 3300),
    ]
    assert read_offer("gold", offer_as_mapping(offer)) == replace(offer, terms=replace(offer.terms, name="gold"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prices = [{ fixed = 1 }, { fixed = 2 }]", "prices[1].from: is missing: the first day of these prices"),
        (
            "prices = [{ from = 2026-04-01 }, { from = 2026-04-01 }]",
            "prices[1].from: begins no later than the prices before",
        ),
        ("prices = [{}, { from = 2026-04-01, tax = 0.1 }]", "prices[1].tax: is not a known key"),
    ],
)
def test_prices_by_date_that_cannot_be_are_told(text: str, told: str) -> None:
    (found,) = faults(f'kind = "incidents"\n{text}')

    assert found.startswith(told)


def test_an_empty_list_of_prices_is_none() -> None:
    assert read('kind = "incidents"\nprices = []').terms.prices is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["kind: is missing: write one of incidents, time, unlimited, free"]),
        ('kind = "incident"', ['kind: "incident" is not known - did you mean "incidents"?']),
        ('kind = "incidents"\nminutes = 30', ['minutes: means nothing with kind = "incidents": take it out']),
        ('kind = "unlimited"\nlow = 1', ['low: means nothing with kind = "unlimited": take it out']),
        ('kind = "time"\nlevels = { a = 1 }', ['levels: means nothing with kind = "time"']),
        ('kind = "incidents"\nsize = 10', ["size: is not a known key"]),
        ('kind = "incidents"\nblock = 0', ["block: must be a whole number, 1 or more, not 0"]),
        (
            'kind = "incidents"\nlevels = { a = { label = "A" } }',
            ["levels.a.units: is missing", "levels.a.label: is not"],
        ),
        ('kind = "incidents"\nlevels = { a = 1, b = 2 }', ["levels: mark exactly one level as default = true, not 0"]),
        ('kind = "incidents"\nlevels = { "特" = 1 }', ["levels.特: a key is made of ASCII letters"]),
        (
            'kind = "incidents"\nask_above = 2\nlevels = { a = 3 }',
            ["ask_above: is less than an ordinary case costs"],
        ),
        ('kind = "time"\nprices = { fixed = -1 }', ["prices.fixed: must be an amount of money like"]),
        ('kind = "time"\nprices = { fixed = true }', ["prices.fixed: must be an amount of money like"]),
        ('kind = "time"\nprices = { fixed = "NaN" }', ["prices.fixed: must be an amount of money like"]),
        ('kind = "time"\nprices = { units_billed = "used" }', ["prices.units_billed: units that are paid when they"]),
        ('kind = "time"\nprices = { currency = "yen" }', ['prices.currency: "yen" is no currency']),
        ('kind = "time"\nprices = { tax = 10 }', ["prices.tax: must be a share like 0.10 for ten percent, not 10"]),
        ('kind = "time"\nprices = { tax = [{ rate = 0.1 }] }', ["prices.tax[0].from: is missing"]),
        (
            'kind = "time"\nprices = { tax = [{ from = 2020-01-01, rate = 0.1 }, { from = 2020-01-01, rate = 0.2 }] }',
            ["prices.tax: two rates begin on the same day"],
        ),
    ],
)
def test_every_fault_says_where_it_is_and_what_to_do(text: str, told: list[str]) -> None:
    found = faults(text)

    assert len(found) == len(told)
    assert all(one.startswith(start) for one, start in zip(found, told, strict=True)), found


def test_all_faults_are_told_at_once() -> None:
    found = faults('kind = "incidents"\nblock = "ten"\nlow = -1\nprices = { per_pack = "free" }\nvalid = 12')

    assert [one.partition(":")[0] for one in found] == ["block", "low", "prices.per_pack", "valid"]


def test_terms_that_are_no_table_are_refused() -> None:
    with pytest.raises(Complaints, match="must be a table of keys"):
        read_offer("gold", 10)


@given(st.text(max_size=8), st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=4), st.lists))
def test_whatever_stands_there_is_read_or_complained_of(key: str, value: object) -> None:
    for mapping in (
        {key: value},
        {"kind": "time", "prices": {key: value}},
        {"kind": "incidents", "levels": {key: value}},
    ):
        try:
            offer = read_offer("x", mapping)
        except Complaints:
            continue
        assert offer.terms.kind in PackKind


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_an_amount_is_the_one_that_was_written(amount: Decimal) -> None:
    assert as_decimal(str(amount)) == amount
    assert as_decimal(float(amount)) == Decimal(str(float(amount)))


def test_a_contract_has_the_prices_of_its_terms_unless_it_has_its_own() -> None:
    usual = Prices(fixed=Decimal(50000), per_unit=Decimal(3000), currency="EUR")
    terms = PackTerms(name="gold", prices=usual)
    offers = Offers(by_name={"gold": Offer(terms=terms, how_to_order={"ja": "注文書を"})}, timezone="Asia/Tokyo")
    own = OwnPrices(fixed=Decimal(0), units_billed="used")

    assert offers.terms_of(contract(terms="gold")) == terms
    assert offers.terms_of(contract(terms="gold", prices=own)).prices == Prices(
        fixed=Decimal(0), per_unit=Decimal(3000), currency="EUR", units_billed="used"
    )
    assert offers.how_to_order(contract(terms="gold"), "en") == "注文書を"
    assert offers.zone_of(contract()).key == "Asia/Tokyo"
    assert offers.zone_of(contract(timezone="Europe/Berlin")).key == "Europe/Berlin"


def test_a_contract_without_terms_counts_nothing() -> None:
    assert NO_OFFERS.terms_of(contract(terms="gone")) == UNCOUNTED
    assert not NO_OFFERS.terms_of(contract()).kind.counts
    assert NO_OFFERS.how_to_order(contract(), "ja") == ""


def test_own_prices_are_spelt_as_they_are_read() -> None:
    own = OwnPrices(fixed=Decimal("9.50"), term_months=6)

    assert own_prices(Table(own_prices_as_mapping(own), (), [])) == own
    assert own.over(None) == Prices(fixed=Decimal("9.50"), term_months=6)


@pytest.mark.parametrize(
    "text",
    [
        'kind = "free"',
        'kind = "time"\nminutes = 20\nrounding = "case"\nblock = 10\nlow = 0\nprices = { per_unit = 3000, tax = 0.1 }',
        'kind = "incidents"\nask_above = 3\nhow_to_order = "Write."\nlevels = { a = { units = 3 } }',
    ],
)
def test_terms_are_spelt_as_they_are_read(text: str) -> None:
    assert read_offer("gold", offer_as_mapping(read(text))) == read(text)
