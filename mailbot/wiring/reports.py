"""Reports as a configuration wants them: how a month is counted, and how it is written."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mailbot.edges.report_page import report_html, report_text
from mailbot.edges.report_pdf import as_pdf
from mailbot.edges.usage_files import UsageFiles
from mailbot.stages.report_writing import ReportForms, ReportWriting
from mailbot.stages.reporting import Reporting
from mailbot.wiring.house import usual_hours

if TYPE_CHECKING:
    from pathlib import Path

    from mailbot.config import Config
    from mailbot.desk.report_sheet import Sheet
    from mailbot.stages.house import House


def reporting_of(config: Config, house: House) -> Reporting:
    """How months are counted."""
    settings = config.reports
    return Reporting(
        house=house,
        services=config.services,
        usage=UsageFiles(folder=config.path.parent, pattern=settings.usage_csv),
        hours=house.policies.hours.get(settings.calendar) or usual_hours(config, house.policies.hours),
        at=settings.at,
    )


def report_writing_of(config: Config, house: House) -> ReportWriting:
    """How reports are written, in the desk's own layout where it has one."""
    settings = config.reports
    folders = (config.desk.templates,) if config.desk.templates else ()
    forms = ReportForms(
        html=partial(report_html, folders=folders), text=report_text, pdf=partial(_pdf, folders=folders)
    )
    return ReportWriting(house=house, forms=forms, attach=settings.attach, to=settings.to, staff=settings.staff)


def _pdf(sheet: Sheet, folders: tuple[Path, ...]) -> bytes:
    return as_pdf(report_html(sheet, folders))
