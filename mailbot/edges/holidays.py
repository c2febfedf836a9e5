"""National holidays of a country by their names, from the `holidays` package; nothing else imports it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches

import holidays as package

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.hours import Holidays

FIRST_YEAR, LAST_YEAR = 1949, 2099
ANNOUNCED_UNTIL = {"JP": 2027}
"""The last year whose holidays were officially announced: equinox days follow each February for the year after."""


class NationalHolidays(Mapping[date, str]):
    """Every public holiday of one country from 1949 to 2099; a year is worked out when first asked for."""

    __slots__ = ("_country", "_language", "_years")

    def __init__(self, country: str) -> None:
        self._country = country
        spoken = package.country_holidays(country).supported_languages
        self._language = "ja" if "ja" in spoken else None
        self._years: dict[int, dict[date, str]] = {}

    def __getitem__(self, day: date) -> str:
        return self._year(day.year)[day]

    def __iter__(self) -> Iterator[date]:
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            yield from self._year(year)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _year(self, year: int) -> dict[date, str]:
        if year not in self._years:
            found = package.country_holidays(
                self._country, years=year, expand=False, language=self._language, categories=("public",)
            )
            self._years[year] = dict(sorted(found.items()))
        return self._years[year]


def national_holidays(countries: Iterable[str], *, announced_until: int | None = None) -> Holidays:
    """The holidays of these countries (codes such as ``JP``); Complaints name every country without a list.

    ``announced_until`` overrides the last official year that is known here (the earliest of the countries).
    """
    wanted = sorted(set(countries))
    known = package.list_supported_countries()
    faults = [_unknown(country, known) for country in wanted if country not in known]
    if faults:
        raise Complaints(faults)
    years = [ANNOUNCED_UNTIL[country] for country in wanted if country in ANNOUNCED_UNTIL]
    return Holidays(
        names={country: NationalHolidays(country) for country in wanted},
        announced_until=announced_until or min(years, default=None),
    )


def _unknown(country: str, known: Iterable[str]) -> Complaint:
    near = get_close_matches(country, list(known), n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else 'write a code such as "JP", or false for none'
    return Complaint(("national_holidays",), f"there is no list of holidays for {country!r}; {hint}")
