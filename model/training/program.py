"""A run as a PyTorch program of its own, which needs no Inkling: `inkling export --to script`.

One template, `program.template`, has what any recipe may ask for. Its lines `#: if NAME`, `#: else`
and `#: end` choose what this recipe does; `$name` stands for one of its values.
"""

import textwrap
from collections.abc import Iterator, Mapping
from importlib.resources import files
from string import Template

from model.data.image_sets import MNIST
from model.data.published import VALIDATION_COUNT
from model.data.sources import BUILT_IN_INK, find_source
from model.ink.formats import Format
from model.network.weights import INPUT_MEAN, INPUT_STD
from model.plain_text import plain
from model.training.recipes import (
    ELASTIC_KNOTS,
    MUON_ITERATIONS,
    NEWTON_SCHULZ,
    WARM_UP,
    Strengths,
    TrainingConfig,
)

PROGRAM = Format("Python program", (".py",))
WIDTH = 88
"""Characters a line at most: what formatters of Python take where nobody says otherwise."""
ALL_DEVICES = 'torch.device("cuda" if torch.cuda.is_available() else "cpu")'


def write_program(config: TrainingConfig) -> str:
    """Return the program that trains as a run of these choices does, on MNIST alone.

    It says in a comment what it leaves out; see `left_out`.
    """
    template = (files("model.training") / "program.template").read_text("utf-8")
    chosen = "\n".join(_choose_lines(template, _conditions(config)))
    return Template(chosen).substitute(_values(config)) + "\n"


def left_out(config: TrainingConfig) -> list[str]:
    """Return the titles of the sources of a run that its program does without."""
    return [find_source(name).title for name in config.mixture if name != MNIST.name]


def _conditions(config: TrainingConfig) -> Mapping[str, bool]:
    """Return what the lines of the template ask of a recipe."""
    has_stages = config.teacher_epochs > 0
    # No recipe is otherwise, and so the template knows nothing else.
    assert has_stages == (config.refinement is not None)
    assert config.shuffle == config.one_cycle == config.holds_out == (config.optimizer == "muon")
    assert config.optimizer == "muon" or config.momentum == config.weight_decay == 0
    return {
        "stages": has_stages,
        "repeats": has_stages or _repeats(config) != 1,
        "muon": config.optimizer == "muon",
        "schedule": config.one_cycle,
        "shuffles": config.shuffle,
        "augments": config.augmentation is not None,
        "smooths": config.label_smoothing > 0,
        "holds_out": config.holds_out,
    }


def _repeats(config: TrainingConfig) -> float:
    return config.mixture.get(MNIST.name, 1.0)


def _values(config: TrainingConfig) -> Mapping[str, object]:
    """Return what the names in the template stand for."""
    has_stages = config.teacher_epochs > 0
    rate = "PEAK_LEARNING_RATE" if config.one_cycle else "LEARNING_RATE"
    a, b, c = NEWTON_SCHULZ
    values: dict[str, object] = {
        "recipe": config.recipe,
        "left_out": _comment(_describe_left_out(config)),
        "epochs": config.epochs,
        "passes": "stage.epochs" if has_stages else "EPOCHS",
        "batch_size": config.batch_size,
        "learning_rate": config.learning_rate,
        "rate": "stage.peak_learning_rate" if has_stages else rate,
        "warm_up": WARM_UP,
        "momentum": config.momentum,
        "weight_decay": config.weight_decay,
        "label_smoothing": config.label_smoothing,
        "repeats": _repeats(config),
        "each": "stage.repeats" if has_stages else "REPEATS",
        "validation_count": VALIDATION_COUNT,
        "seed": config.seed,
        "device": ALL_DEVICES if config.device == "auto" else f'torch.device("{config.device}")',
        "px_mean": INPUT_MEAN,
        "px_std": INPUT_STD,
        "strengths": "",
        "strengths_name": "stage.strengths" if has_stages else "STRENGTHS",
        "knots": ELASTIC_KNOTS,
        "newton_schulz_steps": MUON_ITERATIONS,
        "teacher_epochs": config.teacher_epochs,
        "teacher_share": config.teacher_share,
        "a": a,
        "b": b,
        "c": c,
    }
    if config.augmentation is not None:
        values["strengths"] = _name_strengths("STRENGTHS", config.augmentation)
    if config.refinement is not None:
        gentler = _name_strengths("REFINING_STRENGTHS", config.refinement.augmentation)
        values["strengths"] = f"{values['strengths']}\n{gentler}"
        values["refining_repeats"] = config.refining_mixture().get(MNIST.name, 1.0)
        values["refining_learning_rate"] = config.refinement.learning_rate
    return values


def _name_strengths(name: str, strengths: Strengths) -> str:
    """Return the lines of a program that name how much images are changed."""
    fields = {
        "rotation_rad": strengths.rotation,
        "shear_rad": strengths.shear,
        "stretch": strengths.stretch,
        "shift_px": strengths.shift,
        "bend_px": strengths.elastic,
        "thickness": strengths.thickness,
    }
    return "\n".join(
        [f"{name} = Strengths(", *(f"    {key}={value}," for key, value in fields.items()), ")"]
    )


def _describe_left_out(config: TrainingConfig) -> str:
    """Return in plain words what Inkling's run has and its program has not."""
    sentences = []
    if titles := " and ".join(map(plain, left_out(config))):
        sentences.append(
            f"Inkling's own run also learns {titles}. That needs Inkling, so this program learns"
            " from MNIST alone."
            if MNIST.name in config.mixture
            else f"Inkling's own run learns {titles}. That needs Inkling, so this program learns"
            " from MNIST instead."
        )
    if BUILT_IN_INK.name in config.mixture:
        sentences.append(
            "Built-in ink is handwriting that Inkling draws itself, in styles that MNIST lacks, and"
            " scribbles that are no digits. Without it the network reads MNIST as well, other pens"
            " worse, and takes any scribble for a digit."
        )
    if config.holds_out:
        sentences.append(
            "Once trained, Inkling also fits how sure the network says it is to how often it errs."
        )
    sentences.append(
        "What else Inkling's own run does only saves time: it multiplies in bfloat16 where the CPU"
        " can, and records a step once where there is a GPU."
    )
    return " ".join(sentences)


def _comment(text: str) -> str:
    return "\n".join(
        textwrap.wrap(
            text,
            WIDTH,
            initial_indent="# ",
            subsequent_indent="# ",
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


def _choose_lines(template: str, conditions: Mapping[str, bool]) -> Iterator[str]:
    """Yield the lines of a template that hold under these conditions, which may be nested."""
    holding: list[bool] = []
    for line in template.splitlines():
        match line.split():
            case ["#:", "if", name]:
                holding.append(conditions[name])
            case ["#:", "else"]:
                holding[-1] = not holding[-1]
            case ["#:", "end"]:
                holding.pop()
            case _:
                if all(holding):
                    yield line
