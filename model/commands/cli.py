"""The headless commands: `inkling COMMAND`, and `python -m model` for machines without Qt."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from model.bench.parts import PARTS, Measure, Part, Plan
from model.data.datasets import mnist_folder
from model.errors import BadInput
from model.evaluation.contact_sheet import make_page, write_page
from model.evaluation.evaluation import (
    Evaluation,
    auroc,
    evaluate,
    evaluate_ink,
    mnist_batches,
    read_others,
)
from model.home.collection import DrawingCollection
from model.home.versions import current_weights, keep_weights, learning_base, version_path
from model.ink.ink_file import looks_like_ink, read_drawings, write_drawings
from model.ink.parallel import map_ink
from model.ink.picture import read_picture
from model.ink.raster import rasterize
from model.network.recognizer import KNOWN_THRESHOLD, Prediction, Recognizer
from model.network.weights import RunCard, Weights, default_weights, load_weights, save_weights
from model.storage.files import refusing_os_errors
from model.storage.log import log_path, start_logging
from model.training.events import (
    Compared,
    Fetching,
    Finished,
    Notice,
    Snapshot,
    Started,
    Stepped,
    TrainingEvent,
    Validated,
    Working,
    to_json,
)
from model.training.recipes import DEVICES, RECIPES, make_config

MAX_SYNTHESIZED = 100_000

log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None, bench_parts: Mapping[str, Part] = PARTS) -> int:
    """Run one command; return 0 when done, 2 on bad arguments or input, 1 on anything else.

    bench_parts: what can be measured; by default what needs no window.
    """
    start_logging()
    parser = make_parser(bench_parts)
    try:
        options = parser.parse_args(arguments)
        exit_code: int = options.run(options)
        sys.stdout.flush()
    except BadInput as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        print("inkling: interrupted", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output has gone; nothing more to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        log.exception("command failed: %s", arguments)
        print(f"inkling: {type(error).__name__}: {error} (see {log_path()})", file=sys.stderr)
        return 1
    return exit_code


def _refuse(message: str) -> int:
    print(f"inkling: {message}", file=sys.stderr)
    return 2


class _Parser(argparse.ArgumentParser):
    """Refuses bad arguments like any bad input: one line, exit 2."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message} (see {self.prog} --help)")


def make_parser(bench_parts: Mapping[str, Part] = PARTS) -> argparse.ArgumentParser:
    """Return the parser of all headless commands; `run` of its result carries one out."""
    parser = _Parser(
        prog="inkling",
        description="Reads handwritten digits. Without a command, opens the pad: inkling [FILE].",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, run: Callable[[argparse.Namespace], int], help_text: str) -> _Parser:
        command: _Parser = commands.add_parser(name, help=help_text, description=help_text)
        command.set_defaults(run=run)
        command.add_argument("--json", action="store_true", help="JSON Lines on standard output")
        return command

    weights_help = 'weights file, or "default" for those that ship (otherwise yours)'
    recognize = add("recognize", _recognize, "read ink files and images, one result a line")
    recognize.add_argument("files", nargs="+", type=Path, metavar="FILE")
    recognize.add_argument("--weights", metavar="W", help=weights_help)

    measure = add("evaluate", _evaluate, "measure how well weights read data")
    measure.add_argument("data", metavar="DATA", help="mnist, or an ink file")
    measure.add_argument("--weights", metavar="W", help=weights_help)
    measure.add_argument(
        "--gallery", type=Path, metavar="FILE.png", help="picture of the worst misread drawings"
    )
    measure.add_argument(
        "--others", type=Path, metavar="FILE", help='ink of no digits, to measure "not a digit" by'
    )
    measure.add_argument("--mnist", type=Path, metavar="DIR", help="folder with MNIST")

    train = add("train", _train, "train a new network")
    train.add_argument(
        "--data",
        nargs="+",
        metavar="DATA",
        help="mnist, ink (drawn by Inkling itself) or ink files; several are joined "
        "(default: what the recipe is meant for)",
    )
    train.add_argument("--recipe", choices=list(RECIPES), default="inkling")
    train.add_argument("--device", choices=DEVICES, default="auto")
    train.add_argument("--epochs", type=int, metavar="N")
    train.add_argument("--batch-size", type=int, metavar="N")
    train.add_argument("--lr", type=float, metavar="X", help="learning rate")
    train.add_argument("--seed", type=int, metavar="S")
    train.add_argument("--out", type=Path, metavar="W", help="weights file (default: keep it)")
    train.add_argument("--mnist", type=Path, metavar="DIR", help="folder with MNIST")

    learn = add("learn", _learn, "fine-tune weights on labelled drawings")
    learn.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="an ink file (default: your drawings)"
    )
    learn.add_argument("--weights", metavar="W", help=weights_help)
    learn.add_argument("--seed", type=int, default=0, metavar="S")
    learn.add_argument("--out", type=Path, metavar="W", help="weights file (default: keep it)")
    learn.add_argument("--mnist", type=Path, metavar="DIR", help="folder with MNIST")

    bench = add("bench", partial(_bench, bench_parts), "measure how fast Inkling is here")
    bench.add_argument("--device", choices=DEVICES, default="auto")
    bench.add_argument(
        "--parts",
        nargs="+",
        choices=list(bench_parts),
        default=list(bench_parts),
        metavar="PART",
        help=f"some of {', '.join(bench_parts)} (default: all)",
    )
    bench.add_argument("--quick", action="store_true", help="in under a minute, and less surely")
    bench.add_argument("--mnist", type=Path, metavar="DIR", help="folder with MNIST")

    synthesize = add("synthesize", _synthesize, "draw handwriting as the data `ink` does")
    synthesize.add_argument("out", type=Path, metavar="OUT", help="a page .png, or an ink file")
    synthesize.add_argument("--count", type=int, default=400, metavar="N")
    synthesize.add_argument("--others", action="store_true", help="what is no digit")
    synthesize.add_argument("--seed", type=int, default=0, metavar="S")
    return parser


def _load_weights(named: str | None) -> Weights:
    if named is None:
        return current_weights()
    return default_weights() if named == "default" else load_weights(Path(named))


def _recognize(options: argparse.Namespace) -> int:
    recognizer = Recognizer(_load_weights(options.weights))
    exit_code = 0
    for path in options.files:
        try:
            for index, prediction in enumerate(_predict_file(recognizer, path)):
                if options.json:
                    _print_json(
                        file=str(path),
                        index=index,
                        digit=prediction.digit,
                        probabilities=[round(float(p), 6) for p in prediction.probabilities],
                        is_digit=round(prediction.is_known, 6),
                    )
                else:
                    answer = prediction.label if prediction.is_accepted else "not a digit"
                    print(f"{path}\t{index}\t{answer}\t{prediction.confidence:.1%}")
        except BadInput as error:  # the other files may be fine
            exit_code = _refuse(str(error))
    return exit_code


def _predict_file(recognizer: Recognizer, path: Path) -> Iterator[Prediction]:
    if looks_like_ink(path):
        for predictions in map_ink(path, recognizer.recognize, _show_share):
            _clear_progress()
            yield from predictions
    else:
        yield from recognizer.predict(read_picture(path).input)


def _evaluate(options: argparse.Namespace) -> int:
    recognizer = Recognizer(_load_weights(options.weights))
    if options.data == "mnist":
        result = evaluate(recognizer, mnist_batches(mnist_folder(options.mnist)))
    else:
        result = evaluate_ink(recognizer, Path(options.data), _show_share)
        _clear_progress()
    if options.gallery is not None:
        _write_gallery(options.gallery, result)
    about_others = {}
    if options.others is not None:
        others = read_others(recognizer, options.others, _show_share)
        _clear_progress()
        about_others = {
            "auroc": auroc(result.is_known, others),
            "others_rejected": float((others < KNOWN_THRESHOLD).mean()),
        }
    if options.json:
        _print_json(data=options.data, **result.to_json(), **about_others)
    else:
        print(_format_evaluation(options.data, result))
        for name, value in about_others.items():
            print(f"{name:<16}  {value:.4f}")
    return 0


def _write_gallery(path: Path, result: Evaluation) -> None:
    images = np.array([misread.image for misread in result.worst], np.float32)
    captions = [f"{misread.label} as {misread.digit}" for misread in result.worst]
    write_page(path, make_page(images, captions))


def _format_evaluation(data: str, result: Evaluation) -> str:
    low, high = result.interval
    rows = [
        f"{data}: {result.count} images",
        f"error     {result.error:.2%}  (95 %: {low:.2%} to {high:.2%})",
        f"ECE       {result.ece:.2%}",
        f"rejected  {result.rejected:.2%}",
        "",
        "label" + "".join(f"{digit:>6}" for digit in range(10)) + "   read as",
    ]
    rows += [
        f"{digit:>5}" + "".join(f"{n or '.':>6}" for n in row)
        for digit, row in enumerate(result.confusion.tolist())
    ]
    if result.writers:
        rows += ["", f"{len(result.writers)} writers, those misread most:"]
        most = sorted(result.writers.items(), key=lambda item: -item[1][1])[:10]
        rows += [f"{error:>8.2%} of {count:>5}  {writer}" for writer, (count, error) in most]
    return "\n".join(rows)


def _train(options: argparse.Namespace) -> int:
    config = make_config(
        options.recipe,
        device=options.device,
        epochs=options.epochs,
        batch_size=options.batch_size,
        learning_rate=options.lr,
        seed=options.seed,
    )
    if options.out is not None:
        _check_writable(options.out)
    from model.training.train import train  # imports torch

    weights = _follow(train(config, options.data or config.sources, options.mnist), options.json)
    _report(weights.card, _save(weights, options.out), options.json)
    return 0


def _learn(options: argparse.Namespace) -> int:
    if options.out is not None:
        _check_writable(options.out)
    path = options.file or DrawingCollection().path
    drawings = list(read_drawings(path))
    if options.weights is None:
        base, weights = learning_base()
    else:
        base, weights = None, _load_weights(options.weights)
    from model.training.learn import learn  # imports torch

    try:
        weights = _follow(learn(weights, drawings, base, options.mnist, options.seed), options.json)
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from error
    _report(weights.card, _save(weights, options.out), options.json)
    return 0


def _follow(events: Iterator[TrainingEvent], as_json: bool) -> Weights:
    """Tell what a run tells, and return its weights."""
    tell = _print_event if as_json else _narrate
    last = None
    for event in events:
        if isinstance(event, Finished):
            return event.weights
        if event != last:
            tell(event)
        last = event
    raise AssertionError("the run told no end")


def _bench(parts: Mapping[str, Part], options: argparse.Namespace) -> int:
    plan = Plan(device=options.device, mnist=mnist_folder(options.mnist), quick=options.quick)
    if not options.json:
        print(f"{'':<48}{'Inkling':>12}  {'':<4}{'against':>12}  {'ratio':>6}")
    for name in options.parts:
        _show_progress(f"measuring {name}")
        for measure in parts[name](plan):
            _clear_progress()
            if options.json:
                _print_json(**measure.to_json())
            else:
                print(_format_measure(measure), flush=True)
            _show_progress(f"measuring {name}")
    _clear_progress()
    return 0


def _format_measure(measure: Measure) -> str:
    value = "never" if measure.value is None else f"{measure.value:.4g}"
    row = f"{f'{measure.part}: {measure.what}':<48}{value:>12}  {measure.unit:<4}"
    if measure.baseline is not None:
        ratio = "" if measure.ratio is None else f"{measure.ratio:.2f}"
        row += f"{measure.baseline:>12.4g}  {ratio:>6}  than {measure.than}"
    return row.rstrip()


def _synthesize(options: argparse.Namespace) -> int:
    if not 1 <= options.count <= MAX_SYNTHESIZED:
        raise BadInput(f"--count is {options.count}, not within 1 and {MAX_SYNTHESIZED}")
    from model.handwriting.synthesis import (  # parses all templates
        synthesize_digits,
        synthesize_others,
    )

    draw = synthesize_others if options.others else synthesize_digits
    drawings = draw(options.count, options.seed)
    if options.out.suffix == ".png":
        captions = [drawing.label or "" for drawing in drawings]
        write_page(options.out, make_page(rasterize(drawings), captions))
    else:
        write_drawings(options.out, drawings)
    if options.json:
        _print_json(file=str(options.out), count=len(drawings))
    else:
        print(f"{len(drawings)} drawings in {options.out}")
    return 0


def _check_writable(path: Path) -> None:
    """Refuse before minutes of training what saving would refuse after them."""
    with refusing_os_errors("write", path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise BadInput(f"cannot write {path}: it is a folder")
        if not os.access(path.parent, os.W_OK):
            raise BadInput(f"cannot write {path}: no permission in its folder")


def _save(weights: Weights, out: Path | None) -> Path:
    """Save to `out`, or among the kept; where `out` fails in the end, keep them and say where."""
    if out is None:
        return version_path(keep_weights(weights, datetime.now()))
    try:
        save_weights(out, weights)
    except BadInput as error:
        kept = version_path(keep_weights(weights, datetime.now()))
        raise BadInput(f"{error}; the weights are kept in {kept}") from error
    return out


def _report(card: RunCard, path: Path, as_json: bool) -> None:
    if as_json:
        _print_json(
            event="finished",
            test_error=card.test_error,
            validation_error=card.validation_error,
            seconds=card.seconds,
            device=card.device,
            weights=str(path),
        )
    else:
        validation = "" if card.validation_error is None else f"{card.validation_error:.2%}"
        print(f"test error        {card.test_error:.2%}")
        print(f"validation error  {validation or 'none held out'}")
        print(f"time              {card.seconds:.1f} s on {card.device}")
        print(f"weights           {path}")


def _print_json(**fields: Any) -> None:
    print(json.dumps(fields), flush=True)


def _print_event(event: TrainingEvent) -> None:
    if not isinstance(event, Snapshot):
        _print_json(**to_json(event))


def _narrate(event: TrainingEvent) -> None:
    """Tell a person: what stays on standard output, what passes on a terminal's last line."""
    match event:
        case Notice(message):
            _clear_progress()
            print(message, file=sys.stderr)
        case Compared():
            _clear_progress()
            print(f"read right        {event} ({event.everyone})")
        case Fetching(source, received, total):
            _show_progress(f"{source}  {received / total:.0%}")
        case Started():
            _clear_progress()
            print(f"{event.recipe} on {event.data}, {event.device}: {event.steps} steps")
        case Stepped(step, loss, _, remaining_s):
            _show_progress(f"step {step}  loss {loss:.3f}  {remaining_s:.0f} s left")
        case Working(what, share):
            _show_progress(what if share is None else f"{what}  {share:.0%}")
        case Validated(step, error):
            _clear_progress()
            print(f"step {step:>6}  validation error {error:.2%}")


def _show_progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def _show_share(share: float) -> None:
    _show_progress(f"{share:.0%}")


def _clear_progress() -> None:
    _show_progress("")
