"""What a run is doing, what has come of it, and what the user may do next; without Qt.

IDLE -start-> RUNNING <-pause, resume-> PAUSED
RUNNING, PAUSED -stop-> STOPPING -end-> IDLE
RUNNING, PAUSED -end-> DECIDING, or IDLE where the run broke off
DECIDING -keep-> KEEPING -end_keeping-> IDLE, or -fail_keeping-> DECIDING
DECIDING -discard-> IDLE

A new step in the life of a run is a State, and a method of RunState for each arrow to it. A new
thing to offer, such as another source after a download has failed, is a field of Controls.
"""

from dataclasses import dataclass
from enum import Enum, auto

from app.training.text import format_duration
from model.network.weights import Weights
from model.text import start_with_capital
from model.training.events import (
    Compared,
    Fetching,
    Finished,
    Started,
    Stepped,
    TrainingEvent,
    Working,
)


class State(Enum):
    """What the run is doing."""

    IDLE = auto()
    """There is no run."""
    RUNNING = auto()
    PAUSED = auto()
    STOPPING = auto()
    """The user has stopped the run, and its thread is not over yet."""
    DECIDING = auto()
    """The run has finished, and the user is to keep or discard its weights."""
    KEEPING = auto()
    """The weights are being saved."""


LISTENING = frozenset({State.RUNNING, State.PAUSED})
"""The states in which an event changes something."""


class WrongState(Exception):
    """Something was asked for that cannot happen in the run's state."""


@dataclass(frozen=True, kw_only=True)
class Controls:
    """Which controls are on, by their names, and what the pause button says."""

    choices: bool
    train: bool
    learn: bool
    versions: bool
    pause: bool
    pause_text: str
    stop: bool
    save_elsewhere: bool
    """Whether saving the weights as a file is offered, since they could not be kept."""
    built_in_offer: bool
    """Whether training on built-in ink is offered, since what was to be learned is out of reach."""
    result: bool
    """Whether the run card is shown, and Keep and Discard beside it."""
    keep: bool
    discard: bool

    @classmethod
    def of(
        cls,
        state: State,
        own_count: int,
        *,
        is_out_of_reach: bool = False,
        cannot_be_kept: bool = False,
    ) -> "Controls":
        """Return the controls for a state.

        own_count: how many drawings of the user there are; is_out_of_reach: whether the last run
        broke off since its data could not be downloaded; cannot_be_kept: whether keeping failed.
        """
        is_idle = state is State.IDLE
        is_deciding = state is State.DECIDING
        return cls(
            choices=is_idle,
            train=is_idle,
            learn=is_idle and own_count > 0,
            versions=is_idle,
            pause=state in LISTENING,
            pause_text="Resume" if state is State.PAUSED else "Pause",
            stop=state in LISTENING,
            save_elsewhere=is_deciding and cannot_be_kept,
            built_in_offer=is_idle and is_out_of_reach,
            result=is_deciding or state is State.KEEPING,
            keep=is_deciding,
            discard=is_deciding,
        )


class RunState:
    """The state of one run after the other, and what the events of each have brought.

    A method raises WrongState, and changes nothing, where the state does not allow it.
    """

    def __init__(self) -> None:
        self.own_count = 0
        """How many drawings of the user there are to learn."""
        self._state = State.IDLE
        self._outcome = ""
        self._forget_run()

    def _forget_run(self) -> None:
        self.share = 0.0
        """How much of the run, or of what comes before its first step, is done, in [0, 1]."""
        self.weights: Weights | None = None
        """The weights of the finished run, until the user keeps or discards them."""
        self.comparison: Compared | None = None
        """What learning the user's drawings has changed."""
        self.failure: str | None = None
        """One sentence that says why the run broke off."""
        self._is_out_of_reach = False
        self._cannot_be_kept = False
        self._progress = "Starting…"
        self.steps = 0
        """How many steps the run takes; 0 until that is known."""

    @property
    def state(self) -> State:
        """What the run is doing."""
        return self._state

    @property
    def controls(self) -> Controls:
        """What the user may do now."""
        return Controls.of(
            self._state,
            self.own_count,
            is_out_of_reach=self._is_out_of_reach,
            cannot_be_kept=self._cannot_be_kept,
        )

    @property
    def status(self) -> str:
        """What the run is doing, or what became of the last one, in a few words."""
        match self._state:
            case State.RUNNING:
                return self._progress
            case State.PAUSED:
                return f"Paused  ·  {self._progress}"
            case State.STOPPING:
                return "Stopping…"
            case State.IDLE | State.DECIDING | State.KEEPING:
                return self._outcome

    # What the user asks for

    def start(self) -> None:
        """Begin a run; what the last one has brought is forgotten."""
        self._require(State.IDLE)
        self._forget_run()
        self._state = State.RUNNING

    def pause(self) -> None:
        """Hold the run."""
        self._require(State.RUNNING)
        self._state = State.PAUSED

    def resume(self) -> None:
        """Go on after a pause."""
        self._require(State.PAUSED)
        self._state = State.RUNNING

    def stop(self) -> None:
        """Give the run up; `end` is called when its thread is over."""
        self._require(*LISTENING)
        self._state = State.STOPPING

    def keep(self) -> None:
        """Begin to save the weights."""
        self._require(State.DECIDING)
        self._state = State.KEEPING

    def discard(self) -> None:
        """Give the weights up."""
        self._require(State.DECIDING)
        self._settle("Discarded; the network is the one before")

    # What the run brings

    def take(self, event: TrainingEvent) -> bool:
        """Note what an event says, and return whether it counts.

        One that was on its way when the user stopped the run does not.
        """
        if self._state is State.STOPPING:
            return False
        self._require(*LISTENING)
        match event:
            case Fetching(_, received, total):
                self.share = received / total
                megabytes = f"{received / 1e6:.1f} of {total / 1e6:.1f} MB"
                self._progress = f"Downloading data: {megabytes}"
            case Working(what, share):
                self._progress = f"{start_with_capital(what)}…"
                if share is not None:
                    self.share = share
            case Started():
                self.steps = event.steps
                self.share = 0.0
            case Stepped():
                self.share = event.step / self.steps
                self._progress = (
                    f"{format_duration(event.remaining_s)} left  ·  "
                    f"step {event.step} of {self.steps}  ·  loss {event.loss:.3f}"
                )
            case Compared():
                self.comparison = event
            case Finished(weights):
                self.weights = weights
        return True

    def fail(self, failure: str, is_out_of_reach: bool = False) -> None:
        """Note why the run broke off; `end` follows.

        is_out_of_reach: its data could not be downloaded.
        """
        self._require(*LISTENING, State.STOPPING)
        self.failure = failure
        self._is_out_of_reach = is_out_of_reach

    def end(self) -> None:
        """Note that the run's thread is over: the user decides, or everything is as before."""
        self._require(*LISTENING, State.STOPPING)
        if self.weights is not None and self._state is not State.STOPPING:
            self.share = 1.0
            self._outcome = f"Done in {format_duration(self.weights.card.seconds or 0)}"
            self._state = State.DECIDING
            return
        self.share = 0.0
        if self._is_out_of_reach and self.failure:
            self._settle(self.failure)
        else:
            self._settle("Training failed" if self.failure else "Stopped; nothing has changed")

    def end_keeping(self, place: str | None = None) -> None:
        """Note that the weights are saved; place: where, if not among those that were kept."""
        self._require(State.KEEPING)
        self._settle(
            f"Saved as {place}: the pad reads with this network until the program ends"
            if place
            else "Kept: the pad now reads with this network"
        )

    def fail_keeping(self) -> None:
        """Note that the weights could not be saved; they are still there, to be kept or not."""
        self._require(State.KEEPING)
        self._cannot_be_kept = True
        self._state = State.DECIDING

    def _settle(self, outcome: str) -> None:
        self._state = State.IDLE
        self._outcome = outcome
        self.weights = None

    def _require(self, *states: State) -> None:
        if self._state not in states:
            raise WrongState(f"this cannot happen while the run is {self._state.name}")
