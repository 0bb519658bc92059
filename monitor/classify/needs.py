"""Tell from a pattern which words a text must have for it to match.

In: a folded RE2 pattern. Out: the needs of it, which `monitor.classify.sieve` looks for in texts.
Pure. What cannot be understood needs nothing, so that such a pattern is always looked for.

A text must have one word of each of the `groups`; any word of `sure` alone is enough for a match.
Words are runs of ASCII letters, digits and "_", as RE2 has them, or a single other sign. They are
written small; a capital stands for a capital only. An `EDGE` before or after is the border of a
word: without, the letters may stand within a longer one. A `START` before is the start of the text,
apart from signs and digits: the word has to be the first run of letters.
"""

import re
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

EDGE = "\b"
START = "\a"

Group = frozenset[str]

_MANY = 64
"""More literals than these are no longer told apart by their place in the pattern."""
_MAX_CLASS = 10
_TOKEN = re.compile(
    r"(?P<edge>\\b|\\z|\$)|(?P<anchor>\\A|\^)|(?P<nothing>\\B)"
    r"|(?P<digit>\\d|\[0-9\])|(?P<other>\\[pP](?:\{\^?\w+\}|\w)|\\[DsSwW]|\.)"
    r"|(?P<unknown>\\[A-Za-z0-9]|\((?!\?(?:-?i)?:|[^?]))|\\(?P<escaped>.)"
    r"|(?P<set>\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\])"
    r"|(?P<open>\((?:\?(?:-?i)?:)?)|(?P<close>\))|(?P<bar>\|)"
    r"|(?P<times>[*+?]|\{\d+(?:,\d*)?\})\??|(?P<run>[A-Za-z0-9]+(?![*+?{]))|(?P<literal>.)",
    re.DOTALL,
)
_SET = re.compile(r"\[(-?(?:\\[^A-Za-z0-9]|[^\]\[\\^-])(?:\\[^A-Za-z0-9]|[^\]\[\\-])*-?)\]")
_DIGITS = "0123456789"
_NO_LETTERS = re.compile(r"\[\^(?:A-Za-z|a-z)[^\w\\\]]*\](?:\*|\{0,\d+\})")
_WORD = re.compile(rf"[{START}{EDGE}]*(\w+){EDGE}*", re.ASCII)
_SIGN = re.compile(rf"[^\w\s{START}{EDGE}]", re.ASCII)
_WHOLE_WORD = re.compile(rf"{EDGE}\w+{EDGE}", re.ASCII)
_GOES_ON = re.compile(rf"[\w{START}]", re.ASCII)
_COMMON = """
    a an and any are as at be by for from has have if in is it its may not of on or other our such
    that the their these they this to us we with you your services service information can all
    le la les des de du et ou un une vous nous vos nos votre notre que qui dans pour par sur est
    der die das den dem und oder wir sie ihre ihr von zu mit fur auf ist im zur
    el los las del y o en por para con su sus il lo gli e di che per dei della
    os da do dos das em um uma com seu sua seus"""
_IS_COMMON = frozenset((*_COMMON.split(), *"'\"-.,:;()/"))
"""What nearly every text has: a poor choice where one word of several is to be looked for."""
_BRACKET = re.compile(r"\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|[()]", re.DOTALL)


class Needs(NamedTuple):
    """What a text must have for a pattern to match, and what is enough; see above."""

    groups: tuple[Group, ...] = ()
    sure: Group = frozenset()


class _Part(NamedTuple):
    """What is known of a part of a pattern.

    Attributes:
        literals: All that it matches, where these are few; else None.
        groups: What it needs, but for a literal that may go on before or after it.
        sure: Words that are enough, where the part stands alone.
    """

    literals: frozenset[str] | None
    groups: tuple[Group, ...] = ()
    sure: Group = frozenset()


_UNKNOWN = _Part(None)
_EMPTY = _Part(frozenset({""}))
_EDGE = _Part(frozenset({EDGE}))
_START = _Part(frozenset({START}))


class _NotUnderstoodError(ValueError):
    """A pattern says something that is not looked at here."""


@lru_cache(maxsize=4096)
def needs(pattern: str) -> Needs:
    """Return what a text must have for a pattern (case-insensitive, folded) to match."""
    try:
        part = _alternatives(pattern, False)
    except _NotUnderstoodError:
        return Needs()
    return Needs(_all_groups(part), _sure(part))


# The same terms stand in many patterns.
@lru_cache(maxsize=8192)
def _alternatives(pattern: str, exact: bool) -> _Part:
    """Read a pattern, or what stands between two brackets; `exact` where its case counts."""
    ends = _brackets(pattern)
    branches: list[list[_Part]] = [[]]
    place = 0
    while place < len(pattern):
        found = _TOKEN.match(pattern, place)
        if found is None or found["unknown"] or found["close"]:
            raise _NotUnderstoodError(pattern)
        place = found.end()
        if found["bar"]:
            branches.append([])
        elif found["anchor"] and not exact:
            # What is no letter may come before the first word.
            passed = _NO_LETTERS.match(pattern, place)
            place = passed.end() if passed else place
            branches[-1].append(_START)
        elif found["times"]:
            branches[-1][-1] = _repeated(branches[-1][-1], found["times"])
        elif found["open"]:
            inner = pattern[place : ends[found.start()]]
            branches[-1].append(_group(inner, found["open"].strip("(?:"), exact))
            place += len(inner) + 1
        else:
            branches[-1].append(_one(found, exact))
    return _either([_joined(branch) for branch in branches])


def _group(pattern: str, sign: str, exact: bool) -> _Part:
    """Read what stands between two brackets, under the sign "", "i" or "-i"."""
    if sign != "-i" or exact:
        return _alternatives(pattern, exact and sign != "i")
    part = _alternatives(pattern, True)
    if part.literals is not None and not any(map(_has_small, part.literals)):
        return part
    # Small letters stand for either from here on, so that those that must be small are not sure.
    sure = frozenset(word for word in _sure(part) if not _has_small(word))
    return _Part(None, _all_groups(part), sure)


def _has_small(text: str) -> bool:
    return any(map(str.islower, text))


def _brackets(pattern: str) -> dict[int, int]:
    """Return the place of each closing bracket by that of its opening one."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for found in _BRACKET.finditer(pattern):
        if found[0] == "(":
            opened.append(found.start())
        elif found[0] == ")":
            if not opened:
                raise _NotUnderstoodError(pattern)
            ends[opened.pop()] = found.start()
    if opened:
        raise _NotUnderstoodError(pattern)
    return ends


def _one(found: re.Match[str], exact: bool) -> _Part:
    """Return what is known of a single sign, or of letters in a row."""
    if found["edge"]:
        return _EDGE
    if found["anchor"]:
        return _START
    if found["nothing"]:
        return _EMPTY
    if found["digit"]:
        return _literal(_DIGITS, exact)
    if found["set"]:
        few = _SET.fullmatch(found["set"])
        letters = few[1].replace("\\", "") if few else ""
        if not 0 < len(letters) <= _MAX_CLASS:
            return _UNKNOWN
        return _literal(letters, exact)
    if found["run"]:
        return _Part(frozenset((found["run"] if exact else found["run"].lower(),)))
    letter = found["escaped"] or found["literal"]
    return _literal(letter, exact) if letter else _UNKNOWN


def _literal(letters: str, exact: bool) -> _Part:
    if not letters.isascii() and any(map(str.isalnum, letters)):
        return _UNKNOWN
    return _Part(frozenset(letters if exact else letters.lower()))


def _repeated(part: _Part, times: str) -> _Part:
    if times == "?" or times == "{0,1}":
        return _UNKNOWN if part.literals is None else _Part(part.literals | {""})
    if times == "*" or times.startswith("{0"):
        return _UNKNOWN
    return _Part(None, _all_groups(part))


def _joined(parts: list[_Part]) -> _Part:
    """Return what is known of parts in a row."""
    whole: frozenset[str] | None = frozenset({""})
    begun: frozenset[str] = frozenset({""})
    groups: list[Group] = []
    for part in parts:
        groups += part.groups
        whole = _product(whole, part.literals)
        more = _product(begun, part.literals)
        if more is None:
            groups += _groups(begun)
            begun = part.literals or frozenset({""})
        elif all(map(_is_ended, more)):
            groups += _groups(more)
            begun = frozenset({EDGE})
        else:
            begun = more
    groups += _groups(begun)
    alone = [part for part in parts if part is not _EDGE]
    sure = _sure(alone[0]) if whole is None and len(alone) == 1 else frozenset()
    return _Part(whole, tuple(dict.fromkeys(groups)), sure)


def _product(before: frozenset[str] | None, after: frozenset[str] | None) -> frozenset[str] | None:
    """Return all literals of two parts in a row, None where they are unknown or many."""
    if before is None or after is None or len(before) * len(after) > _MANY:
        return None
    return frozenset(a + b for a in before for b in after)


def _is_ended(literal: str) -> bool:
    """Tell whether no word goes on after a literal."""
    return literal != "" and _GOES_ON.match(literal[-1]) is None


def _either(branches: list[_Part]) -> _Part:
    """Return what is known of a part that is one of several."""
    if len(branches) == 1:
        return branches[0]
    literals = None
    if all(branch.literals is not None for branch in branches):
        literals = frozenset(chain.from_iterable(branch.literals or () for branch in branches))
        literals = literals if len(literals) <= _MANY else None
    sure = frozenset(chain.from_iterable(map(_sure, branches)))
    chosen = [sorted(_all_groups(branch), key=commonness) for branch in branches]
    if not all(chosen):
        return _Part(literals, (), sure)
    best = frozenset(chain.from_iterable(groups[0] for groups in chosen))
    second = frozenset(chain.from_iterable(groups[:2][-1] for groups in chosen))
    # Where it is all literals, their words may go on; then these are taken for what they need.
    groups = (best, second) if literals is None else ()
    return _Part(literals, tuple(dict.fromkeys(groups)), sure)


def _all_groups(part: _Part) -> tuple[Group, ...]:
    return tuple(dict.fromkeys((*part.groups, *_groups(part.literals or frozenset({""})))))


@lru_cache(maxsize=8192)
def commonness(group: Group) -> float:
    """Return a guess of how often a text has one of these words; of no use as a number."""
    return sum(1.0 if _is_common(word) else 2.0 ** (-len(word)) for word in group)


def _is_common(word: str) -> bool:
    return word.strip(EDGE + START).lower() in _IS_COMMON


@lru_cache(maxsize=16384)
def _groups(literals: frozenset[str]) -> tuple[Group, ...]:
    """Return what a text needs that has one of these literals: the two rarest words of each."""
    words = list(map(_words, literals))
    if not all(words):
        return ()
    rarest = frozenset(some[0] for some in words)
    second = frozenset(some[:2][-1] for some in words)
    return tuple(dict.fromkeys((rarest, second)))


def _words(literal: str) -> list[str]:
    """Return the words and signs of a literal, the rarest first."""
    words = []
    for found in _WORD.finditer(literal):
        before = EDGE if found.start(1) > 0 else ""
        if literal[: found.start(1)].strip(EDGE) == START:
            # A digit may have been passed over.
            before = START if found[1].isalpha() else ""
        after = EDGE if found.end(1) < len(literal) else ""
        words.append(f"{before}{found[1]}{after}")
    words += _SIGN.findall(literal)
    return sorted(words, key=lambda word: (_is_common(word), -len(word)))


def _sure(part: _Part) -> Group:
    """Return the words that are enough for a part to match."""
    if part.literals is None:
        return part.sure
    return frozenset(filter(_WHOLE_WORD.fullmatch, part.literals))
