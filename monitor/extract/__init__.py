"""Pages in, one document of clauses out. Pure: reads no clock, environment, random or file."""

from monitor.extract.document import EXTRACTOR, document, fingerprint
from monitor.extract.editions import is_opening
from monitor.extract.entries import grown, news
from monitor.extract.normal import normal
from monitor.extract.region import valid_selector

__all__ = [
    "EXTRACTOR",
    "document",
    "fingerprint",
    "grown",
    "is_opening",
    "news",
    "normal",
    "valid_selector",
]
