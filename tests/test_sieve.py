"""What a pattern needs of a text, and whether a text has it: never less than RE2 finds."""

import pytest

from monitor.classify.needs import EDGE, START, needs
from monitor.classify.rules import LANGUAGES, searcher, topics_of
from monitor.classify.sentences import fold, plain
from monitor.classify.sieve import Row, Sieve, words


def _may_match(pattern: str, text: str) -> bool:
    need = needs(pattern)
    sieve = Sieve([Row(need.groups)])
    bits = sieve.bits(words(text))
    return sieve.possible(bits, bits) == 1


def _surely_matches(pattern: str, text: str) -> bool:
    sieve = Sieve([Row(())], [needs(pattern).sure])
    return sieve.sure(sieve.bits(words(text))) == 1


@pytest.mark.parametrize(
    ("pattern", "with_it", "without_it"),
    [
        (r"\btrain(?:s|ed|ing)?\b", "We TRAINED it.", "the trainer of a team"),
        (r"opt(?:ing)?[- ]out", "it is opt-out only", "an option to go out"),
        (r"(?:may|can) share (?:some )?data", "we can share data", "we can share some news"),
        (r"(?-i:AI)", "an AI model", "she said so"),
        (r"^[^A-Za-z]{0,8}(?:with|to) partners", "(1) With partners", "partners are dealt with"),
        (r"[$€] ?[0-9]", "for $ 5", "for 5 coins"),
        (r"\w+land\w*", "in Scotlands hills", "in Scotia"),
        (r"\|[^|]*partners", "| partners |", "partners"),
        (r"(?:one|nothing at all) (?:\w+ ){0,3}end", "nothing at all to the end", "the end?"),
    ],
)
def test_a_text_without_the_words_of_a_pattern_is_not_searched(
    pattern: str, with_it: str, without_it: str
) -> None:
    assert searcher(fold(pattern))(plain(with_it).text) is not None
    assert _may_match(fold(pattern), plain(with_it).text)
    assert not _may_match(fold(pattern), plain(without_it).text)


@pytest.mark.parametrize(
    "pattern",
    [
        r"[[:alpha:]]+ x",
        r"\pL",
        r"(?i)hidden",
        r"(?P<name>word)",
        r"\x61",
        r"\Qa.b\E",
        r".*",
        "[^ ]+",
    ],
)
def test_what_is_not_understood_is_always_searched(pattern: str) -> None:
    assert needs(pattern).groups in ((), needs(" x").groups)


@pytest.mark.parametrize(
    ("pattern", "sure", "unsure"),
    [
        (r"\b(?:data|personal information)\b", "your data", "your personal information"),
        (r"\b(?-i:AI)\b", "an AI", "an ai"),
        (r"\b(?-i:Us)\b", "", "Us"),
        (r"^data\b", "", "data"),
        (r"\bdata\b.*\bmodels?\b", "", "data"),
    ],
)
def test_a_word_is_sure_only_where_it_alone_is_a_match(
    pattern: str, sure: str, unsure: str
) -> None:
    assert _surely_matches(pattern, sure) == bool(sure)
    assert not _surely_matches(pattern, unsure)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_rule_finds_in_its_examples_what_its_needs_rule_out(language: str) -> None:
    rules = [rule for topic in topics_of(language) for rule in topic.rules]
    texts = [plain(text).text for rule in rules for text in (*rule.examples, *rule.counterexamples)]
    patterns = {p for rule in rules for p in (*rule.patterns, *rule.company, *rule.exclusions)}
    wanted = {pattern: needs(pattern) for pattern in patterns}
    order = list(wanted)
    sieve = Sieve([Row(wanted[p].groups) for p in order], [wanted[p].sure for p in order])
    bits = {text: sieve.bits(words(text)) for text in texts}
    wrong = []
    for number, pattern in enumerate(order):
        search = searcher(pattern)
        for text in texts:
            is_found = search(text) is not None
            may = sieve.possible(bits[text], bits[text]) >> number & 1
            sure = sieve.sure(bits[text]) >> number & 1
            if (is_found and not may) or (sure and not is_found):
                wrong.append((pattern, text))
    assert not wrong


def test_what_is_around_a_text_counts_for_needs_of_around_only() -> None:
    rows = [
        Row((frozenset({f"{EDGE}near{EDGE}"}),), (frozenset({f"{EDGE}far{EDGE}"}),)),
        Row((frozenset({f"{EDGE}near{EDGE}"}), frozenset({f"{EDGE}far{EDGE}"}))),
    ]
    sieve = Sieve(rows)
    own, around = sieve.bits(words("so near")), sieve.bits(words("and yet so far"))
    assert sieve.possible(own, own | around) == 0b01
    assert sieve.possible(around, own | around) == 0


def test_the_first_letters_of_a_text_are_its_start() -> None:
    assert f"{START}To" in words("*  (1) To be told. Not so.")
    assert words("") == []
