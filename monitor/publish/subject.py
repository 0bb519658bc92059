"""What a message calls the text it is about. Pure."""

from dataclasses import dataclass

from monitor.change import Change
from monitor.settings import ServiceSettings, SourceSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A source as people know it.

    Attributes:
        source: "service/document".
        service: Name of the service, such as "LinkedIn".
        name: Name of the text, such as "User Agreement".
        url: Address of the page, "" where it is unknown.
        regions: What the source is for; empty means everywhere.
        tags: Of the service.
    """

    source: str
    service: str
    name: str
    url: str = ""
    regions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"{self.service} · {self.name}"

    @property
    def service_id(self) -> str:
        return self.source.partition("/")[0]


def subject(service: ServiceSettings, source: SourceSettings) -> Subject:
    """Return how a configured source is called; names fall back to type and id."""
    return Subject(
        source=f"{service.id}/{source.id}",
        service=service.name or service.id,
        name=source.name or source.type or source.id.replace("-", " ").capitalize(),
        # A followed collection is a folder of this machine: nobody else is told of it.
        url="" if source.kind == "ota" else source.parts[0].url,
        regions=source.regions,
        tags=service.tags,
    )


def unknown(source: str) -> Subject:
    """Return a subject for a source that is no longer configured, or for two files."""
    service, _, name = source.partition("/")
    return Subject(source=source, service=service, name=name or service)


def title_of(change: Change) -> str:
    """Return what a change's text is called when nothing but the change is known."""
    title = (change.after.title if change.after else "") or (
        change.before.title if change.before else ""
    )
    return change.source or title or "two documents"
