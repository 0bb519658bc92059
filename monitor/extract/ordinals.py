"""Numbers of the items of a list as a page shows them: "3.", "c.", "iii." Pure."""

import re
from collections.abc import Mapping

_NUMBERS = {"lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A"}
_NUMBERS |= {"lower-roman": "i", "upper-roman": "I", "decimal": "1"}
_NUMBERED = re.compile(rf"list-style(?:-type)?\s*:[^;]*?\b({'|'.join(_NUMBERS)})\b", re.IGNORECASE)
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def kind_of_numbers(attributes: Mapping[str, str | None]) -> str:
    """Return the `type` of an ordered list, which its style can say as well."""
    style = attributes.get("style")
    named = _NUMBERED.search(style) if style else None
    return _NUMBERS[named[1].lower()] if named else attributes.get("type") or "1"


def ordinal(number: int, kind: str) -> str:
    """Write the number of an item in the style of its list's `type`."""
    if kind in ("a", "A") and number > 0:
        letters = ""
        while number > 0:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord(kind) + rest) + letters
        return f"{letters}."
    if kind in ("i", "I") and 0 < number < 4000:
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (number // value)
            number %= value
        return f"{roman if kind == 'i' else roman.upper()}."
    return f"{number}."
