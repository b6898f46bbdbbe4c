"""What comes of trials: counts, and failures with how to repeat each."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

SHOWN_DETAIL_LINES = 10


@dataclass(frozen=True)
class Failure:
    """Something that must not happen, and has."""

    kind: str
    """What failed and how, in one line; failures of one cause have the same, as far as is known."""
    detail: str = ""
    """What was tried, in one line, and the end of the traceback."""
    size: int = 0
    """How much it took, in bytes or events: the smallest failure of a kind is shown."""
    number: int = -1
    """The trial's."""


@dataclass(frozen=True)
class Result:
    """What came of one trial, which may have tried many things."""

    accepted: int = 0
    refused: int = 0
    failures: tuple[Failure, ...] = ()
    skipped: tuple[str, ...] = ()
    """What could not be tried here, each in a few words."""
    spends_worker: bool = False
    """Whether something goes on in the worker that never ends, so that another must go on."""

    def to_json(self) -> dict[str, Any]:
        """Return the result as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> "Result":
        """Return the result of a JSON object."""
        failures = tuple(Failure(**failure) for failure in fields.pop("failures"))
        skipped = tuple(fields.pop("skipped"))
        return cls(**fields, failures=failures, skipped=skipped)


ACCEPTED = Result(accepted=1)
REFUSED = Result(refused=1)


def failed(kind: str, detail: str = "", size: int = 0) -> Result:
    """Return the result of a trial that has failed."""
    return Result(failures=(Failure(kind, detail, size),))


@dataclass
class Tally:
    """The sum of all results of a part."""

    part: str
    seed: int
    accepted: int = 0
    refused: int = 0
    failures: list[Failure] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)
    stopped_early: str = ""
    """Why not all trials were made; empty where they were."""
    elapsed_s: float = 0.0

    def add(self, number: int, result: Result) -> None:
        """Count the result of a trial."""
        self.accepted += result.accepted
        self.refused += result.refused
        self.failures += [replace(failure, number=number) for failure in result.failures]
        self.skipped.update(result.skipped)

    def has_failure(self, kind: str) -> bool:
        """Return whether there was one of this kind already."""
        return any(failure.kind == kind for failure in self.failures)

    @property
    def summary(self) -> str:
        """The counts, in one line."""
        tried = self.accepted + self.refused + len(self.failures)
        return (
            f"{self.part}: {tried:,} tried / {self.refused:,} refused cleanly / "
            f"{self.accepted:,} accepted / {len(self.failures):,} failed, "
            f"in {self.elapsed_s:.0f} s"
        )

    def lines(self) -> Iterable[str]:
        """Yield the summary, and then what failed: a kind at a time, the most frequent first."""
        yield self.summary
        if self.stopped_early:
            yield f"  stopped early: {self.stopped_early}"
        for skipped in sorted(self.skipped):
            yield f"  skipped: {skipped}"
        kinds: dict[str, list[Failure]] = {}
        for failure in self.failures:
            kinds.setdefault(failure.kind, []).append(failure)
        for kind, failures in sorted(kinds.items(), key=lambda item: -len(item[1])):
            smallest = min(failures, key=lambda failure: (failure.size, failure.number))
            yield f"  {len(failures)} x {kind}"
            lines = [line for line in smallest.detail.splitlines() if line.strip()]
            for line in lines[:1] + lines[1:][-SHOWN_DETAIL_LINES:]:
                yield f"      {line}"
            yield (
                f"      repeat: python -m tools.campaign {self.part} "
                f"--seed {self.seed} --only {smallest.number}"
            )
