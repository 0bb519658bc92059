"""Rules as data: read them, check them, compile them.

In: TOML tables, ours (monitor/classify/rules/) or a user's. Out: `Topic` values, and a `Matcher`
that finds their rules in a plain text (monitor/classify/sentences.py). Pure, package data aside.

A table has a `topic`, a `language` (ISO 639-1), optional `terms` (named lists of alternatives, for
use as `{name}` in patterns; those of terms.<language>.toml are known everywhere) and `rules`, each:

    id               the words after the topic and language: "train" -> "ai-training.en.train"
    reason           why a lawyer would call this the topic
    patterns         one of them must match
    with             every one of them must match too (required company)
    without          none of them may match (exclusions)
    scope            where company and exclusions are looked for: "sentence" (default) or "clause"
    polarity         "affirmed", "denied" or "conditional"; without it the modality decides
    examples         texts it must flag
    counterexamples  texts it must not flag

Patterns are RE2 (linear in the text, whatever the pattern), case-insensitive but for `(?-i:…)`,
and match anywhere unless they say `\\b`; an alternative that starts or ends with a letter is bound
to the border of a word there. Accents are folded on both sides; one blank is one blank.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import re2  # type: ignore[import-untyped]

from monitor.change import Polarity
from monitor.classify.places import SIGN
from monitor.classify.sentences import fold, one_byte

LANGUAGES = ("en", "fr", "de", "es", "it", "pt")
"""Languages we have rules for."""

_RULES = files("monitor.classify") / "rules"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TERM = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_PARTS = re.compile(r"\\.|\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]|.", re.DOTALL)
"""Escaped signs, sets and single signs of a pattern."""
_TOPIC_KEYS = {"topic", "language", "terms", "rules"}
_LISTS = ("patterns", "with", "without", "examples", "counterexamples")
_RULE_KEYS = {"id", "reason", "scope", "polarity", *_LISTS}
_MAX_DEPTH = 8
_ANYWHERE = re2._Anchor.UNANCHORED


class Problem(NamedTuple):
    """What is wrong with a topic: the keys that lead there, and what to do about it."""

    keys: tuple[str | int, ...]
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, its patterns with all terms put in and folded."""

    id: str
    topic: str
    language: str
    reason: str
    patterns: tuple[str, ...]
    company: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    whole_clause: bool = False
    polarity: Polarity | None = None
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """The rules of one topic in one language."""

    name: str
    language: str
    rules: tuple[Rule, ...]


def compile_topic(
    table: Mapping[str, Any], *, trusted: bool = False
) -> tuple[Topic | None, tuple[Problem, ...]]:
    """Read one topic from a TOML table.

    Args:
        trusted: Take patterns for well formed, which saves compiling them twice.

    Returns:
        The topic, None where anything is wrong; and every problem found: unknown keys, wrong
        types, patterns that do not compile, rules without an example. Whether the rules treat
        their examples as they claim is asked by `monitor.classify.topics.wrong_examples`.
    """
    problems = list(_wrong_shape(table))
    if problems:
        return None, tuple(problems)
    language = table["language"]
    terms = _Terms(table.get("terms", {}), _shared_terms(language))
    rules = []
    for place, given in enumerate(table["rules"]):
        rule, wrong = _rule(given, table["topic"], language, terms, trusted=trusted)
        rules.append(rule)
        problems += [Problem(("rules", place, *p.keys), p.message) for p in wrong]
    for place, rule in enumerate(rules):
        if rule.id in {r.id for r in rules[:place]}:
            problems.append(Problem(("rules", place, "id"), f'"{rule.id}" is there twice'))
    if problems:
        return None, tuple(problems)
    return Topic(name=table["topic"], language=language, rules=tuple(rules)), ()


@lru_cache(maxsize=16)
def topics_of(language: str) -> tuple[Topic, ...]:
    """Return our own topics in a language, by name; empty for a language without rules.

    Raises:
        ValueError: If the package's own rules are wrong (a bug of ours).
    """
    if language not in LANGUAGES:
        return ()
    topics = []
    for name in sorted(f.name for f in _RULES.iterdir() if f.name.endswith(f".{language}.toml")):
        if name.startswith("terms."):
            continue
        topic, problems = compile_topic(_table(name), trusted=True)
        if topic is None:
            raise ValueError(f"{name}: {problems}")
        topics.append(topic)
    return tuple(topics)


def pattern_of(term: str, language: str) -> str:
    """Return a term of terms.<language>.toml as one folded pattern."""
    return fold(_shared_terms(language).pattern(f"{{{term}}}"))


def searcher(pattern: str) -> Callable[[str], tuple[int, int] | None]:
    """Return what finds the first place of a folded pattern in a plain text.

    RE2 is given one byte for each sign wherever that will do: it then has far less to remember,
    and its places are those of the text.

    Raises:
        re2.error: If it is no pattern.
    """
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        encoded = pattern.encode("latin-1")
    except UnicodeEncodeError:
        wide = re2.compile(pattern, options).search
        return lambda text: found.span() if (found := wide(text)) else None
    options.encoding = re2.Options.Encoding.LATIN1
    # RE2 itself: what its module puts around it takes as long again as the search.
    match = re2.compile(encoded, options)._regexp.Match

    def search(text: str) -> tuple[int, int] | None:
        content = text.encode() if text.isascii() else one_byte(text)
        span: tuple[int, int] = match(_ANYWHERE, content, 0, len(content))[0]
        return None if span[0] < 0 else span

    return search


@lru_cache(maxsize=16)
def _shared_terms(language: str) -> "_Terms":
    """Return the terms every topic of a language may use; none for a language without rules.

    `place` is every name that `monitor.classify.places` knows: its sign stands for them.
    """
    if language not in LANGUAGES:
        return _Terms({})
    given: dict[str, list[str]] = _table(f"terms.{language}.toml")["terms"]
    names: dict[str, list[str]] = _table("names.toml")["terms"]
    return _Terms({**names, **given, "place": [f"(?-i:{SIGN})\\b"]})


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((_RULES / name).read_text("utf-8"))


# Checking ----------------------------------------------------------------------------


def _wrong_shape(table: Mapping[str, Any]) -> Iterable[Problem]:
    for key in table.keys() - _TOPIC_KEYS:
        yield Problem((key,), f"unknown key; known are {', '.join(sorted(_TOPIC_KEYS))}")
    if not isinstance(table.get("topic"), str) or not _NAME.fullmatch(table["topic"]):
        yield Problem(("topic",), 'must be a name such as "ai-training"')
    if not isinstance(table.get("language"), str) or not re.fullmatch(
        "[a-z]{2}", table["language"]
    ):
        yield Problem(("language",), 'must be a two-letter code such as "en"')
    terms = table.get("terms", {})
    if not isinstance(terms, Mapping) or not all(_is_texts(words) for words in terms.values()):
        yield Problem(("terms",), "must be a table of lists of texts")
    rules = table.get("rules")
    if not isinstance(rules, list) or not rules or not all(isinstance(r, Mapping) for r in rules):
        yield Problem(("rules",), "must be one or more tables, [[rules]]")
        return
    for place, rule in enumerate(rules):
        yield from (Problem(("rules", place, *p.keys), p.message) for p in _wrong_rule(rule))


def _wrong_rule(rule: Mapping[str, Any]) -> Iterable[Problem]:
    for key in rule.keys() - _RULE_KEYS:
        yield Problem((key,), f"unknown key; known are {', '.join(sorted(_RULE_KEYS))}")
    if not isinstance(rule.get("id"), str) or not _NAME.fullmatch(rule["id"]):
        yield Problem(("id",), 'must be a name such as "train-models"')
    if not isinstance(rule.get("reason"), str) or not rule["reason"].strip():
        yield Problem(("reason",), "must say why this shows the topic")
    for key in _LISTS:
        if key in rule and not _is_texts(rule[key]):
            yield Problem((key,), "must be a list of texts, none empty")
    if not rule.get("patterns"):
        yield Problem(("patterns",), "must hold one pattern or more")
    if not rule.get("examples"):
        yield Problem(("examples",), "must hold one text or more that the rule flags")
    if rule.get("scope", "sentence") not in ("sentence", "clause"):
        yield Problem(("scope",), 'must be "sentence" or "clause"')
    if "polarity" in rule and rule["polarity"] not in tuple(Polarity):
        yield Problem(("polarity",), f"must be one of {', '.join(Polarity)}")


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value)


def _rule(
    given: Mapping[str, Any],
    topic: str,
    language: str,
    terms: "_Terms",
    *,
    trusted: bool,
) -> tuple[Rule, list[Problem]]:
    problems: list[Problem] = []
    lists: dict[str, tuple[str, ...]] = {}
    for key in ("patterns", "with", "without"):
        patterns = []
        for place, pattern in enumerate(given.get(key, ())):
            try:
                folded = fold(terms.pattern(pattern))
                patterns.append(folded if trusted else _checked(pattern, folded))
            except ValueError as exc:
                problems.append(Problem((key, place), str(exc)))
        lists[key] = tuple(patterns)
    rule = Rule(
        id=f"{topic}.{language}.{given['id']}",
        topic=topic,
        language=language,
        reason=given["reason"],
        patterns=lists["patterns"],
        company=lists["with"],
        exclusions=lists["without"],
        whole_clause=given.get("scope") == "clause",
        polarity=Polarity(given["polarity"]) if "polarity" in given else None,
        examples=tuple(given["examples"]),
        counterexamples=tuple(given.get("counterexamples", ())),
    )
    return rule, problems


def _checked(pattern: str, folded: str) -> str:
    try:
        found = searcher(folded)("a")
        matches_nothing = found is not None and found[0] == found[1]
    except re2.error as exc:
        reason = exc.args[0].decode() if isinstance(exc.args[0], bytes) else exc
        raise ValueError(f"{pattern!r} is no RE2 pattern: {reason}") from exc
    if matches_nothing:
        raise ValueError(f"{pattern!r} matches the empty text")
    return folded


class _Terms:
    """Named lists of alternatives, each made into a pattern once, at its first use."""

    def __init__(self, words: Mapping[str, list[str]], beyond: "_Terms | None" = None) -> None:
        self._words = words
        self._beyond = beyond
        self._made: dict[str, str] = {}

    def pattern(self, written: str, *, depth: int = 0) -> str:
        """Put the terms in, and bind what starts or ends with a letter to the border of a word.

        Raises:
            ValueError: If a term is not known, or terms use each other.
        """
        if depth > _MAX_DEPTH:
            raise ValueError(f"{written!r}: terms that use each other")
        return _TERM.sub(lambda found: self._term(found[1], written, depth), _bound(written))

    def _term(self, name: str, written: str, depth: int) -> str:
        if name not in self._words:
            if self._beyond is None:
                raise ValueError(f"{written!r}: there is no term {{{name}}}")
            return self._beyond._term(name, written, depth)
        if name not in self._made:
            words = (self.pattern(word, depth=depth + 1) for word in self._words[name])
            self._made[name] = f"(?:{'|'.join(words)})"
        return self._made[name]


def _bound(pattern: str) -> str:
    """Bind each alternative that starts or ends with a letter to the border of a word."""
    return "|".join(map(_bound_alone, _alternatives(pattern)))


def _bound_alone(pattern: str) -> str:
    start = r"\b" if re.match(r"(?:\((?:\?(?:-?[a-z])?:)?)*\w", pattern) else ""
    end = r"\b" if re.search(r"(?<!\\)[^\W_][?)]*\Z", pattern) else ""
    return f"{start}{pattern}{end}"


def _alternatives(pattern: str) -> list[str]:
    """Return what stands between the bars of a pattern, those in brackets aside."""
    parts, depth = [""], 0
    for token in _PARTS.findall(pattern):
        depth += (token == "(") - (token == ")")
        if token == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += token
    return parts
