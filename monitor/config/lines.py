"""Find the line on which each key of a TOML text stands.

In: the text of a file that `tomllib` has accepted. Out: a line number for every path that
`tomllib` gives for it. Pure. `tomllib` keeps no positions, nor does any kept library that we
found (docs/decisions/0003-toml-line-numbers.md); because the text is known to be valid, its
grammar need not be checked again here, only walked.
"""

import re
import tomllib

KeyPath = tuple[str | int, ...]
"""Keys and, inside arrays, numbers from 0: ("services", 0, "sources", 2, "every")."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\n]*")


def lines(text: str) -> dict[KeyPath, int]:
    r"""Return the line, from 1, of each key, table and array element of a valid TOML text.

    Args:
        text: With "\n" line ends, accepted by `tomllib`.

    Returns:
        For a table that is written in several places, the line of the first.
    """
    walk = _Walk(text)
    walk.statements()
    return walk.found


class _Walk:
    """One pass over a text: where it stands, and what it has seen."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[KeyPath, int] = {}
        self.elements: dict[KeyPath, int] = {}
        self._counted = (0, 1)

    def statements(self) -> None:
        table: KeyPath = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text.startswith("[[", self.at):
                table = self.array_header()
            elif self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_BLANK)

    def header(self) -> KeyPath:
        line = self.line()
        self.at += 1
        table = self.inside(self.key())
        self.at += 1
        self.note(table, line)
        return table

    def array_header(self) -> KeyPath:
        line = self.line()
        self.at += 2
        *outer, last = self.key()
        self.at += 2
        array = (*self.inside(outer), last)
        element = (*array, self.elements.get(array, 0))
        self.elements[array] = self.elements.get(array, 0) + 1
        self.note(element, line)
        return element

    def inside(self, keys: list[str]) -> KeyPath:
        """Return the path of a table; an array of tables on the way means its last element."""
        path: KeyPath = ()
        for key in keys:
            path = (*path, key)
            if path in self.elements:
                path = (*path, self.elements[path] - 1)
        return path

    def pair(self, table: KeyPath) -> None:
        line = self.line()
        path = (*table, *self.key())
        self.note(path, line)
        self.at += 1
        self.value(path)

    def key(self) -> list[str]:
        """Read "a.b" or `a."b c"` up to what follows it, which is neither space nor dot."""
        keys = []
        while True:
            self.skip(_SPACE)
            if self.text[self.at] in "\"'":
                quoted = self.take(_STRING)
                keys.append(tomllib.loads(f"key = {quoted}")["key"])
            else:
                keys.append(self.take(_BARE_KEY))
            self.skip(_SPACE)
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def value(self, path: KeyPath) -> None:
        self.skip(_SPACE)
        opening = self.text[self.at]
        if opening == "[":
            self.array(path)
        elif opening == "{":
            self.inline_table(path)
        elif opening in "\"'":
            self.skip(_STRING)
        else:
            self.skip(_PLAIN)

    def array(self, path: KeyPath) -> None:
        number = 0
        self.step()
        while self.text[self.at] != "]":
            self.note((*path, number), self.line())
            self.value((*path, number))
            number += 1
            self.after_element()
        self.at += 1

    def inline_table(self, path: KeyPath) -> None:
        self.step()
        while self.text[self.at] != "}":
            self.pair(path)
            self.after_element()
        self.at += 1

    def step(self) -> None:
        """Step over a bracket or comma and the blanks behind it."""
        self.at += 1
        self.skip(_BLANK)

    def after_element(self) -> None:
        self.skip(_BLANK)
        if self.text[self.at] == ",":
            self.step()

    def note(self, path: KeyPath, line: int) -> None:
        for end in range(1, len(path) + 1):
            self.found.setdefault(path[:end], line)

    def line(self) -> int:
        at, line = self._counted
        line += self.text.count("\n", at, self.at)
        self._counted = (self.at, line)
        return line

    def skip(self, pattern: re.Pattern[str]) -> None:
        if found := pattern.match(self.text, self.at):
            self.at = found.end()

    def take(self, pattern: re.Pattern[str]) -> str:
        begin = self.at
        self.skip(pattern)
        return self.text[begin : self.at]
