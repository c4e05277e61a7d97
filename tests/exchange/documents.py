"""What the tests of documents share: the campaign, and what stands on a page."""

import io
from datetime import date

from pypdf import PdfReader

from db.models import Campaign
from db.seed import petition_text, petition_title

CAMPAIGN = Campaign(
    title=petition_title(),
    target="Mayor Rahm Emanuel",
    text=petition_text(),
    starts_on=date(2017, 2, 22),
)


def pages(pdf: bytes) -> list[str]:
    """The text of each page, in one line."""
    reader = PdfReader(io.BytesIO(pdf))
    return [" ".join(page.extract_text().split()) for page in reader.pages]
