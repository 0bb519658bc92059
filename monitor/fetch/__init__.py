"""From a source to the pages it is made of."""

from monitor.fetch.http import Absent, NotModified, fetch

__all__ = ["Absent", "NotModified", "fetch"]
