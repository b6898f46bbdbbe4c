"""A network as a folder that model hubs take: its weights, what they are, and a model card."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from model.errors import BadInput
from model.export.model_card import CARD_FILE, CONFIG_FILE, ONNX_FILE, WEIGHTS_FILE, write_card
from model.export.onnx_file import INPUT, IS_KNOWN, PROBABILITIES, is_onnx_here, write_onnx
from model.network.weights import INPUT_MEAN, INPUT_STD, Weights, save_weights
from model.storage.files import write_atomically, writing_folder


def write_hub_folder(folder: Path, weights: Weights) -> list[str]:
    """Write the folder whole, or not at all, and return the names of its files.

    The ONNX file is among them where its library is installed. Raises BadInput where there is
    something of that name already, or it cannot be written.
    """
    if folder.exists():
        raise BadInput(f"cannot write {folder}: it is there already")
    with writing_folder(folder) as made:
        save_weights(made / WEIGHTS_FILE, weights)
        config = json.dumps(describe_network(weights), indent=2, ensure_ascii=False)
        write_atomically(made / CONFIG_FILE, f"{config}\n".encode())
        if is_onnx_here():
            write_atomically(made / ONNX_FILE, write_onnx(weights))
        names = sorted(path.name for path in made.iterdir())
        write_atomically(made / CARD_FILE, write_card(folder.name, weights, names).encode())
    return [CARD_FILE, *names]


def describe_network(weights: Weights) -> dict[str, Any]:
    """Return what `config.json` holds: all that a program needs besides the weights."""
    card, names = weights.card, weights.classes.names
    return {
        "model_type": "inkling-convnet",
        "classes": names,
        "id2label": {str(index): name for index, name in enumerate(names)},
        "label2id": {name: index for index, name in enumerate(names)},
        "input": {
            "name": INPUT,
            "shape": ["N", 1, 28, 28],
            "range": [0, 1],
            "ink": 1,
            "mean": INPUT_MEAN,
            "std": INPUT_STD,
        },
        "outputs": [PROBABILITIES, IS_KNOWN],
        "temperature": card.temperature,
        "known_threshold": card.known_threshold,
        "known_slope": card.known_slope,
        "run_card": asdict(card),
    }
