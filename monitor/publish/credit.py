"""Whose work a text is that others have kept, for everything that is published. Pure."""

from urllib.parse import urlsplit

from monitor.history import Origin

LICENCE = "ODC-By-1.0"
ATTRIBUTION = "Open Terms Archive (opentermsarchive.org), ODC-By 1.0"


def credit(origin: Origin) -> str:
    """Return who kept the text of an event, "" where we looked at the page ourselves."""
    if origin.kind == "wayback":
        return f"a web archive ({urlsplit(origin.commit or '').hostname or 'unknown'})"
    return ATTRIBUTION if licence(origin) else ""


def licence(origin: Origin) -> str:
    """Return the licence of the text of an event, "" where there is none.

    What was imported from a collection has its kind; what was looked at in one has a commit.
    """
    is_theirs = origin.kind == "ota" or (origin.kind == "look" and origin.commit)
    return LICENCE if is_theirs else ""
