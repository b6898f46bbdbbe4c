"""`inkling recognize`: predicts what drawings and pictures show."""

import argparse
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from model.commands.console import clear_progress, print_json, print_line, refuse, show_share
from model.commands.inputs import opened
from model.commands.options import (
    AddCommand,
    add_expected,
    add_weights,
    chosen_expected,
    chosen_weights,
    refuse_overwriting,
)
from model.errors import BadInput
from model.evaluation.contact_sheet import write_page
from model.ink.formats import PNG
from model.ink.ink_file import looks_like_ink, read_drawings
from model.ink.parallel import map_ink
from model.ink.picture import DOUBT_SENTENCES, DOUBT_WORDS, Doubt, Picture, read_picture
from model.insight.explanation import explain, trace_picture
from model.insight.explanation_page import draw_explanation
from model.network.recognizer import Recognizer
from model.plain_text import plain
from model.reading.many import check_reads_numbers, chunk_of, read_drawings_as
from model.reading.pictures import doubt_of, predict_picture
from model.reading.prediction import Expected, NumberPrediction, PartPrediction, Prediction, Reader
from model.storage.files import check_writable
from model.text import percent


def add(add_command: AddCommand) -> None:
    """Add the command to the parser."""
    command = add_command("recognize", run, "read ink files and images, one result a line")
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    add_expected(command, "take each drawing for a number", "take each drawing for one character")
    command.add_argument(
        "--explain",
        type=Path,
        metavar="FILE.png",
        help="picture of why the one drawing given is read as it is",
    )
    add_weights(command)


def run(options: argparse.Namespace) -> int:
    """Print a line for each drawing of each file; a file that cannot be read is told and passed."""
    if options.explain is not None:
        refuse_overwriting(options.explain, *options.files, options.weights)
        _check_explainable(options)
    recognizer = Recognizer(chosen_weights(options))
    expected = chosen_expected(options)
    if expected is Expected.NUMBER:
        check_reads_numbers(recognizer)
    exit_code = 0
    for path in options.files:
        try:
            with opened(path) as plain_path:
                if options.explain is not None:
                    _write_explanation(options.explain, recognizer, plain_path, expected)
                predictions = _predict_file(recognizer, plain_path, expected)
                for index, (prediction, doubt) in enumerate(predictions):
                    if options.json:
                        of_doubt = {"doubt": doubt} if doubt else {}
                        print_json(file=str(path), index=index, **to_json(prediction), **of_doubt)
                    else:
                        _print_prediction(path, index, prediction, doubt)
        except BadInput as error:  # the other files may be fine
            exit_code = refuse(str(error))
    return exit_code


def _check_explainable(options: argparse.Namespace) -> None:
    if len(options.files) > 1:
        raise BadInput(f"--explain takes one drawing, not {len(options.files)} files")
    if not PNG.fits(options.explain):
        raise BadInput(f"{options.explain}: --explain writes a PNG image, so end its name in .png")
    check_writable(options.explain)


def _write_explanation(out: Path, recognizer: Recognizer, path: Path, expected: Expected) -> None:
    """Write why a file's one drawing is read as it is; raises BadInput where it has not one."""
    if looks_like_ink(path):
        drawings = list(islice(read_drawings(path), 2))
        if len(drawings) != 1:
            count = "more than one drawing" if drawings else "no drawing"
            raise BadInput(f"{path}: holds {count}, and --explain takes one")
        drawing = drawings[0]
        _check_one_character(path, read_drawings_as(recognizer, expected, drawings)[0])
    else:
        picture = read_picture(path)
        prediction, doubt = _predict_picture(recognizer, picture, expected)
        if doubt is not None:
            raise BadInput(f"{path}: {DOUBT_SENTENCES[doubt]}")
        _check_one_character(path, prediction)
        traced = trace_picture(picture, prediction, recognizer)
        if traced is None:
            raise BadInput(
                f"{path}: --explain takes drawings apart, and this picture is read otherwise "
                "once its ink is traced"
            )
        drawing = traced
    if drawing.is_empty:
        raise BadInput(f"{path}: holds no ink to explain")
    write_page(out, draw_explanation(explain(drawing, recognizer)))


def _check_one_character(path: Path, prediction: Prediction) -> None:
    if isinstance(prediction, NumberPrediction):
        raise BadInput(
            f"{path}: read as the number {plain(prediction.label)}, and --explain takes one "
            "character; with --single it is read as one"
        )


def _print_prediction(path: Path, index: int, prediction: Prediction, doubt: Doubt | None) -> None:
    if prediction.is_blank:
        answer, confidence = "nothing there", ""
    elif doubt is not None:
        answer, confidence = DOUBT_WORDS[doubt], ""
    else:
        answer = plain(prediction.text or prediction.classes.refusal)
        confidence = percent(prediction.confidence, 1)
    print_line(f"{plain(path)}\t{index}\t{answer}\t{confidence}")


def to_json(prediction: Prediction) -> dict[str, Any]:
    """Return a prediction as JSON has it.

    The probabilities of a number are those of all its ink, taken for one character.
    """
    return {
        "text": prediction.text,
        "label": None if prediction.is_blank else prediction.label,
        "confidence": 0.0 if prediction.is_blank else round(prediction.confidence, 6),
        "probabilities": {
            name: round(float(probability), 6)
            for name, probability in zip(prediction.classes, prediction.probabilities, strict=True)
        },
        "is_known": round(prediction.is_known, 6),
        **(_number_to_json(prediction) if isinstance(prediction, NumberPrediction) else {}),
    }


def _number_to_json(number: NumberPrediction) -> dict[str, Any]:
    fields: dict[str, Any] = {"parts": [_part_to_json(part) for part in number.parts]}
    if number.rival is not None:
        text, confidence = number.rival
        fields["rival"] = {"text": text, "confidence": round(confidence, 6)}
    return fields


def _part_to_json(part: PartPrediction) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "label": part.label or None,
        "confidence": round(part.confidence, 6),
        "box": list(part.box),
    }
    if part.traces:  # a picture's ink has none
        fields["strokes"] = sorted({trace.stroke for trace in part.traces})
        fields["spans"] = [list(trace) for trace in part.traces]
    return {**fields, "is_known": round(part.prediction.is_known, 6)}


def _predict_file(
    recognizer: Recognizer, path: Path, expected: Expected
) -> Iterator[tuple[Prediction, Doubt | None]]:
    """Yield what is predicted of each drawing, and why a picture is not read, where it is not."""
    if looks_like_ink(path):
        read = partial(read_drawings_as, recognizer, expected)
        for predictions in map_ink(path, read, show_share, chunk_of(expected)):
            clear_progress()
            yield from ((prediction, None) for prediction in predictions)
    else:
        yield _predict_picture(recognizer, read_picture(path), expected)


def _predict_picture(
    reader: Reader, picture: Picture, expected: Expected
) -> tuple[Prediction, Doubt | None]:
    """Return what is predicted of a picture, and why it is not read, where it is not."""
    prediction = predict_picture(reader, picture, expected)
    return prediction, doubt_of(picture, prediction)
