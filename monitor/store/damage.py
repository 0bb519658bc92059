"""What is found where the record is not what was written: a value for people, and its makers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One row that is not what was written.

    Attributes:
        kind: "altered", "missing" (others need it), or "orphaned" (nothing accounts for it).
        table: Its table; "database" for the file itself.
        row: Its number or id, "" where none can be named.
        detail: What showed it.
    """

    kind: str
    table: str
    row: str = ""
    detail: str

    def __str__(self) -> str:
        row = f" {self.row}" if self.row else ""
        return f"{self.table}{row}: {self.kind}: {self.detail}"


def altered(table: str, row: object, detail: str) -> Damage:
    return Damage(kind="altered", table=table, row=str(row), detail=detail)


def missing(table: str, row: object, detail: str) -> Damage:
    return Damage(kind="missing", table=table, row=str(row), detail=detail)


def orphaned(table: str, row: object, detail: str) -> Damage:
    return Damage(kind="orphaned", table=table, row=str(row), detail=detail)
