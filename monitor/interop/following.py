"""Follow a text of a collection that others keep up to date in a git folder.

A look at it reads the folder, never the network: what came since the last look goes through the
stages one version after the other, as pages do, and is told. The archive's own dates say how long a
version stood; its change of reading is no change of terms. (docs/decisions/0074)
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from monitor.errors import UsageError
from monitor.history import Look, Origin, SeriesState
from monitor.interop import archive, mapping
from monitor.interop.archive import Version
from monitor.interop.intake import quietened, source_of
from monitor.interop.ota import pages_of
from monitor.model import Page, Validators
from monitor.pipeline.look import Outcome, settle
from monitor.pipeline.observe import REPEATABLE, Failed, Observation, Same, read
from monitor.pipeline.policy import Policy
from monitor.settings import Settings
from monitor.store import Record

KIND = "ota"
UNREADABLE = "collection cannot be read"
MARKED = 100
"""Looks among which the newest that came to read the folder is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """Looks at texts of collections.

    Attributes:
        settings: The whole configuration.
        variables: Of the environment, for git.
        now: Gives the time.
    """

    record: Record
    settings: Settings
    variables: Mapping[str, str]
    now: Callable[[], datetime]

    def look(self, policy: Policy, *, vantage: str) -> Outcome:
        """Look at the folder once; return how it ended: with what was told, if anything was.

        Raises:
            StoreError: If the store cannot take it; versions before that stay taken.
        """
        state = self.record.state(policy.source_id, vantage, with_document=False)
        folder = self.settings.folder / policy.source.url
        ended: Outcome | None = None
        try:
            for one in self._looked(policy, state, folder):
                if ended is None or _is_told(one) or not _is_told(ended):
                    ended = one
        except UsageError as error:
            seen = Failed(reason=UNREADABLE, message=str(error))
            state = self.record.state(policy.source_id, vantage)
            return self._settled(policy, state, seen, again=lambda _: seen)
        if ended is None:
            raise ValueError("a look at a folder ends somehow")
        return ended

    def _looked(self, policy: Policy, state: SeriesState, folder: Path) -> Iterator[Outcome]:
        """Yield how each version that is due ended; at least one."""
        last, head = self._last(state), archive.head(folder, self.variables)
        mark = last.validators[0].etag if last else self._imported(state)
        if last is not None and mark == head and last is state.last_look and _rests(state):
            yield self._repeated(policy, state, last)
            return
        paths = archive.paths(folder, self.variables, head)
        path = mapping.followed(paths, policy.source_id, self.settings)
        versions = archive.later(folder, self.variables, path, mark=mark, commit=head)
        if not versions:
            raise UsageError(f"{folder}: has no version of {path} with a date; fetch it whole")
        most = self.settings.fetch.max_bytes
        with archive.contents(folder, self.variables, most=most) as content:
            pages = pages_of(policy.source, content)
            for version, rules in _due(versions, policy, self.now()):
                page, is_last = pages(version), version is versions[-1]
                if isinstance(page, Page):
                    # Where it goes on from if it is cut off here.
                    reached = ("etag", head if is_last else version.commit)
                    page = replace(page, headers=(*page.headers, reached))
                    yield self._taken(page, version, rules, state.vantage)
                elif is_last:
                    raise UsageError(f"{version.label}: is {page}; the text before it stays")

    def _taken(self, page: Page, version: Version, policy: Policy, vantage: str) -> Outcome:
        """Put one version through the stages."""

        def seen(state: SeriesState) -> Observation:
            return self._read(page, version, policy, state)

        state = self.record.state(policy.source_id, vantage)
        origin = Origin(commit=version.commit)
        return self._settled(policy, state, seen(state), again=seen, origin=origin)

    def _read(
        self, page: Page, version: Version, policy: Policy, state: SeriesState
    ) -> Observation:
        source = source_of(policy.source, version)
        # What was read in another way says more than that it is the candidate again.
        known = replace(state, candidate=None) if version.upgrade else state
        seen = read((page,), source, known, self.record.page)
        return quietened(seen, version, source.language)

    def _repeated(self, policy: Policy, state: SeriesState, last: Look) -> Outcome:
        """Nothing came: the look before is repeated."""
        if last.fingerprint is None:
            raise ValueError("a look that read a text has its fingerprint")
        same = Same(fingerprint=last.fingerprint, validators=last.validators, not_modified=True)
        return self._settled(policy, state, same, again=lambda _: same)

    def _settled(
        self,
        policy: Policy,
        state: SeriesState,
        seen: Observation,
        *,
        again: Callable[[SeriesState], Observation],
        origin: Origin = Origin(),  # noqa: B008 - frozen
    ) -> Outcome:
        return settle(self.record, policy, state, seen, now=self.now, again=again, origin=origin)

    def _imported(self, state: SeriesState) -> str:
        """The commit of the newest version that was taken in before the first look, or ""."""
        newest = self.record.events(
            source=state.source, vantage=state.vantage, include_all=True, limit=1
        )
        return next((event.origin.commit or "" for event in newest), "")

    def _last(self, state: SeriesState) -> Look | None:
        """The newest look that came to read the folder."""
        if state.last_look is None or _is_marked(state.last_look):
            return state.last_look
        looks = self.record.looks(state.source, state.vantage, limit=MARKED)
        return next((look for look in looks if _is_marked(look)), None)


def _is_told(outcome: Outcome) -> bool:
    return outcome.event is not None and outcome.event.told


def _is_marked(look: Look) -> bool:
    return look.fingerprint is not None and look.validators[:1] not in ((), (Validators(),))


def _rests(state: SeriesState) -> bool:
    """Whether nothing waits for being seen again."""
    look = state.last_look
    return state.candidate is None and look is not None and look.verdict in REPEATABLE


def _due(
    versions: Sequence[Version], policy: Policy, now: datetime
) -> Iterator[tuple[Version, Policy]]:
    """Yield what stood long enough to be believed, and what stands now, with how to judge it."""
    vouched = replace(policy, confirm=1)
    ends = [one.at for one in versions[1:]]
    for version, end in zip(versions, ends, strict=False):
        if end - version.at >= policy.confirm_after:
            yield version, vouched
    last = versions[-1]
    yield last, vouched if now - last.at >= policy.confirm_after else policy
