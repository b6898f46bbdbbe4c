"""A model card, as model hubs take it: filled in from a run card alone; what is not known, it says.

The front matter is what hubs know as a model card's metadata.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from html import escape
from importlib.resources import files
from string import Template

import numpy as np

from model.data.published import VALIDATION_COUNT
from model.data.source import TEST, TRAINING, Source
from model.data.sources import BUILT_IN_INK, CATALOGUE, DRAWN_TEST_COUNT
from model.evaluation.statistics import wilson_interval
from model.network.weights import RunCard, Weights, default_weights
from model.plain_text import plain
from model.text import percent

WEIGHTS_FILE, CONFIG_FILE = "model.safetensors", "config.json"
CARD_FILE, ONNX_FILE = "README.md", "model.onnx"
COUNTED_WITHIN = 1e-6
"""A share of so many comes from whole numbers if it lies within this of one that does."""

FILES = {
    WEIGHTS_FILE: "the weights, with their classes and run card as metadata",
    CONFIG_FILE: "classes, input, calibration and run card, as JSON",
    ONNX_FILE: "the whole network, with normalisation and temperature, for ONNX runtimes",
}

ONNX_WORDS = """
### With an ONNX runtime

```python
import numpy as np
import onnxruntime

session = onnxruntime.InferenceSession("model.onnx")
images = np.zeros((1, 1, 28, 28), np.float32)
images[0, 0, 4:24, 13:15] = 1  # a stroke straight down
probabilities, is_known = session.run(["probabilities", "is_known"], {"images": images})
print(probabilities[0].argmax(), probabilities[0].max(), is_known[0])
```
"""

FACTS: Mapping[str, str] = {
    "data": "data",
    "recipe": "recipe",
    "seed": "seed",
    "device": "device",
    "seconds": "seconds",
    "date": "date",
    "base": "started from",
    "own_count": "one person's drawings learned",
}
"""The fields of a run card that say how a network was trained, and what a person calls them."""


@dataclass(frozen=True, kw_only=True)
class Metric:
    """What share was misread of something."""

    what: str
    error: float
    count: int | None = None
    """Of how many characters; None where that is not known."""
    source: Source | None = None
    """On whose test images it was measured; None for what is no such thing."""

    @property
    def interval(self) -> tuple[float, float] | None:
        """The error's 95 % interval, where the count is known and gives such a share."""
        if self.count is None:
            return None
        misread = self.error * self.count
        if abs(misread - round(misread)) > COUNTED_WITHIN * self.count:
            return None
        return wilson_interval(round(misread), self.count)


def write_card(name: str, weights: Weights, names: Collection[str]) -> str:
    """Return the model card; name: of the model; names: of the other files in its folder."""
    template = Template((files("model.export") / "card.template").read_text("utf-8"))
    card, is_shipped = weights.card, _is_shipped(weights)
    metrics = list(measured(card))
    return template.substitute(
        front_matter="\n".join(_front_matter(name, weights, is_shipped, metrics, names)),
        title=_cell(name),
        classes=", ".join(map(_cell, weights.classes)),
        parameter_count=f"{sum(array.size for array in weights.parameters.values()):,}",
        files="\n".join(f"| `{name}` | {what} |" for name, what in FILES.items() if name in names),
        known_words=_say_known(card),
        onnx_words=ONNX_WORDS if ONNX_FILE in names else "",
        training="\n".join(_training_rows(card)) or "| | nothing is known of it |",
        training_words=_say_data(card),
        metrics="\n".join(map(_metric_row, metrics)) or "| nothing | unknown | |",
        metrics_words=_say_metrics(metrics),
        limits="\n".join(f"- {limit}" for limit in _limits(card)),
        licence=_say_licence(is_shipped),
    )


def measured(card: RunCard) -> Iterator[Metric]:
    """Yield what a run card says was misread, with of how many where that is known."""
    benchmark = _benchmark(card)
    if card.test_error is not None:
        what = f"the test images of {benchmark.title}" if benchmark else "the run's test data"
        yield Metric(
            what=what,
            error=card.test_error,
            count=_test_count(benchmark),
            source=benchmark,
        )
    if card.validation_error is not None:
        what = "data held out of the training"
        count = _validation_count(benchmark)
        yield Metric(what=what, error=card.validation_error, count=count)
    if card.own_error is not None:
        what = "one person's drawings, left out in their turn"
        yield Metric(what=what, error=card.own_error)


def _benchmark(card: RunCard) -> Source | None:
    """Return the source on whose test images alone a run was measured, if that is known."""
    if card.base is not None or card.own_count is not None:
        return None  # everyone's errors are of what was on that machine
    titles = _titles(card)
    sources = [source for source in CATALOGUE.values() if source.title in titles]
    benchmarks = [source for source in sources if source.is_benchmark]
    if len(benchmarks) == 1:
        return benchmarks[0]
    return BUILT_IN_INK if titles == [BUILT_IN_INK.title] else None


def _test_count(source: Source | None) -> int | None:
    if source is BUILT_IN_INK:
        return DRAWN_TEST_COUNT
    return source.facts.counts.get(TEST) if source and source.facts else None


def _validation_count(source: Source | None) -> int | None:
    """Return how many are held out of a data set in MNIST's layout; see `sources`."""
    if source is None or source.facts is None or not source.parts:
        return None
    count = source.facts.counts.get(TRAINING)
    return None if count is None else min(VALIDATION_COUNT, count // 10)


def _titles(card: RunCard) -> list[str]:
    return card.data.split(" + ") if card.data else []


def _is_shipped(weights: Weights) -> bool:
    """Return whether these are the weights that ship with Inkling."""
    shipped = default_weights()
    return weights.classes == shipped.classes and all(
        np.array_equal(array, shipped.parameters[name])
        for name, array in weights.parameters.items()
    )


# What the card says


def _front_matter(
    name: str, weights: Weights, is_shipped: bool, metrics: list[Metric], names: Collection[str]
) -> Iterator[str]:
    """Yield the lines of YAML that hubs read; texts as JSON, which is YAML, too."""
    tags = ["handwriting", "ocr", "numpy", "inkling", *(["onnx"] if ONNX_FILE in names else [])]
    published = [
        source.name
        for source in CATALOGUE.values()
        if source.needs_network and source.title in _titles(weights.card)
    ]
    yield f"license: {'mit' if is_shipped else 'unknown'}"
    yield "library_name: inkling"
    yield "pipeline_tag: image-classification"
    yield f"tags: {json.dumps(tags)}"
    if published:
        yield f"datasets: {json.dumps(published)}"
    for metric in metrics:
        if metric.source is not None:
            dataset = {"type": metric.source.name, "name": metric.source.title, "split": "test"}
            yield "model-index:"
            yield f"- name: {json.dumps(name)}"
            yield "  results:"
            yield '  - task: {"type": "image-classification"}'
            yield f"    dataset: {json.dumps(dataset)}"
            yield f'    metrics: [{{"type": "accuracy", "value": {1 - metric.error:.6g}}}]'


def _training_rows(card: RunCard) -> Iterator[str]:
    fields = asdict(card)
    for field, title in FACTS.items():
        if (value := fields[field]) is not None:
            text = f"{value:,.0f}" if field == "seconds" else str(value)
            yield f"| {title} | {_cell(text)} |"


def _metric_row(metric: Metric) -> str:
    of = f", {metric.count:,} characters" if metric.interval else ""
    interval = ""
    if metric.interval:
        low, high = metric.interval
        interval = f"{100 * low:.2f} to {percent(high)}"
    return f"| {metric.what}{of} | {percent(metric.error)} | {interval} |"


def _say_known(card: RunCard) -> str:
    if card.known_threshold is None:
        return "This network refuses nothing: it is 1 for all that has ink."
    return "An image without ink has equal probabilities and 0 here."


def _say_data(card: RunCard) -> str:
    known = [
        f"- {source.title}: {source.facts.origin}. Licence: {source.facts.licence}."
        for source in CATALOGUE.values()
        if source.title in _titles(card) and source.facts is not None
    ]
    return "\n".join(known) or "What the data are is not known beyond that."


def _say_metrics(metrics: list[Metric]) -> str:
    if not any(metric.interval for metric in metrics):
        return "Where no interval stands, it is not known of how many characters the share is."
    return (
        "The intervals are Wilson's; where none stands, it is not known of how many characters "
        "the share is."
    )


def _limits(card: RunCard) -> Iterator[str]:
    yield "It reads one character at a time; what parts numbers and words into them is in Inkling."
    yield "Ink that is not fitted and centred as described is misread."
    yield (
        "It knows the ways of writing that its data have; how well it reads hands that write "
        "otherwise was not measured here."
    )
    if card.known_threshold is None:
        yield "It takes whatever it is shown for one of its classes."
    else:
        yield "Of its own classes it refuses about one in a hundred as unknown."
    if card.own_count:
        yield (
            f"It has learned {card.own_count:,} drawings of one person: it reads that hand best, "
            "and something of the hand can be found out from it. Publish it only with that "
            "person's consent."
        )


def _say_licence(is_shipped: bool) -> str:
    if is_shipped:
        return "MIT, as Inkling, with which these weights ship."
    return (
        "Whoever trained these weights has not said under which terms they may be used; say so "
        "here, and as `license` at the top, before you publish them. The data have terms of "
        "their own."
    )


def _cell(text: str) -> str:
    """Return foreign text as it may stand in a table of the card, on one line."""
    return escape(plain(text), quote=False).replace("|", "\\|")
