"""Documents made up from a seed: sections of paragraphs, lists and tables."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from monitor.extract import normal
from monitor.model import Clause, ClauseKind, Document, Reading

SUBJECTS = [
    "We",
    "Our affiliates",
    "The company",
    "Each member",
    "A subscriber",
    "The provider",
    "Your employer",
    "Any visitor",
    "Our advertising partners",
    "The account holder",
    "A guardian",
    "Trusted vendors",
    "The team",
    "Regulators",
]
VERBS = [
    "may collect",
    "will keep",
    "shall review",
    "can suspend",
    "must delete",
    "will never sell",
    "may disclose",
    "could restrict",
    "shall notify you about",
    "is able to export",
    "may transfer",
    "must protect",
    "has to log",
]
OBJECTS = [
    "your profile details",
    "the content you post",
    "payment records",
    "device identifiers",
    "location signals",
    "messages between members",
    "search queries",
    "voice recordings",
    "a copy of the contract",
    "usage logs",
    "the list of your contacts",
    "cookies and pixels",
    "age verification documents",
    "invoices",
    "ratings",
    "the photographs you upload",
    "diagnostic reports",
    "household information",
    "purchase history",
]
PURPOSES = [
    "to operate the service",
    "when a court asks for it",
    "for security purposes",
    "in order to bill you",
    "unless you object in writing",
    "for as long as the account exists",
    "before the trial period ends",
    "if you live outside of the country",
    "to train ranking models",
    "after thirty days",
    "on request",
    "where local law allows it",
    "to measure how well campaigns work",
    "during an audit",
    "free of charge",
    "provided that a parent agrees",
    "without further notice",
    "so that support can answer you",
]
TITLES = [
    "Scope",
    "Definitions",
    "Your account",
    "What we collect",
    "How we share",
    "Security",
    "Retention",
    "Your choices",
    "Children",
    "International transfers",
    "Payments",
    "Refunds",
    "Suspension",
    "Disputes",
    "Liability",
    "Contact",
    "Changes to these terms",
    "Advertising",
    "Third parties",
    "Licence",
    "Beta features",
    "Governing law",
]
SHORT_LINES = (
    "Inferences about you",
    "Information you provide",
    "See our notice",
    "Not applicable",
)


def generated(seed: int, *, clauses: int | None = None) -> Document:
    """Return a document of sections with paragraphs, lists and tables."""
    random = Random(seed)
    size = clauses or random.randint(25, 140)
    made: list[Clause] = []
    number = 0
    while len(made) < size:
        number += 1
        title = random.choice(TITLES)
        title = title if number <= len(TITLES) else f"{title} {number}"
        made.append(clause_of(ClauseKind.HEADING, title, label=f"{number}.", level=2))
        body = random.choice((_paragraphs, _paragraphs, _list, _table))
        made += body(random, (title,), len(made))
    return document(made)


def document(clauses: Sequence[Clause]) -> Document:
    """Return clauses as a document, numbered from 0."""
    numbered = (replace(clause, index=index) for index, clause in enumerate(clauses))
    return Document(clauses=tuple(numbered), language="en", reading=Reading(extractor=1))


def clause_of(kind: ClauseKind, text: str, **fields: object) -> Clause:
    return Clause(index=0, kind=kind, text=text, comparable=normal(text), **fields)  # type: ignore[arg-type]


def sentence(random: Random) -> str:
    words = [random.choice(SUBJECTS), random.choice(VERBS), random.choice(OBJECTS)]
    if random.random() < 0.5:
        words += ["and", random.choice(OBJECTS)]
    words.append(random.choice(PURPOSES))
    if random.random() < 0.3:
        words += ["or", random.choice(PURPOSES)]
    return " ".join(words) + "."


def _paragraphs(random: Random, path: tuple[str, ...], _: int) -> list[Clause]:
    return [
        clause_of(
            ClauseKind.PARAGRAPH,
            " ".join(sentence(random) for _ in range(random.randint(1, 5))),
            path=path,
        )
        for _ in range(random.randint(1, 7))
    ]


def _list(random: Random, path: tuple[str, ...], _: int) -> list[Clause]:
    return [
        clause_of(ClauseKind.ITEM, sentence(random), path=path, label=f"({letter})", level=1)
        for letter in "abcdefgh"[: random.randint(2, 8)]
    ]


def _table(random: Random, path: tuple[str, ...], start: int) -> list[Clause]:
    made = []
    for row in range(random.randint(2, 6)):
        name = f"To {random.choice(VERBS).split()[-1]} {random.choice(OBJECTS)} {row}"
        here = (*path, name)
        place = {"row": start * 10 + row}
        made.append(clause_of(ClauseKind.CELL, name, path=path, column="Why", **place))
        made.append(clause_of(ClauseKind.CELL, sentence(random), path=here, column="How", **place))
        for line in random.sample(SHORT_LINES, random.randint(1, 3)):
            cell = clause_of(ClauseKind.CELL, line, path=here, column="Data", **place)
            made.append(cell)
    return made
