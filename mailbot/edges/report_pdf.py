"""A report's page printed as PDF, by a library that is installed only where it is wanted."""

from __future__ import annotations


class PdfMissing(RuntimeError):
    """The library that makes PDF cannot be used; says what to do."""


def as_pdf(page: str) -> bytes:
    """The page on A4. Raises PdfMissing. Nothing is fetched: a page of ours has nothing to load."""
    try:
        from weasyprint import HTML  # type: ignore[import-not-found,unused-ignore]  # an extra of its own
    except ImportError:
        raise PdfMissing("PDF needs a library of its own: pip install 'mailbot[pdf]', or take html") from None
    except OSError as error:
        raise PdfMissing(
            f"PDF needs Pango on this machine (Debian: libpango-1.0-0 libpangoft2-1.0-0): {error}"
        ) from None
    return bytes(HTML(string=page, url_fetcher=_refused).write_pdf())


def _refused(url: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError(f"a report loads nothing, and this would be {url}")
