"""Pipelines kept as files: read as they were written, and refused where they are damaged."""

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy

from model.data.dataset import Dataset
from model.errors import BadInput
from model.shallow.files import load_pipeline, pipeline_path, pipelines_folder, save_pipeline
from model.shallow.pipeline import CLASSIFIERS, PipelineChoice
from tests.model.conftest import ROOT, run_python
from tests.model.shallow.conftest import fitted, images_of

Arrays = dict[str, np.ndarray]
Metadata = dict[str, str]


SOME_CHOICES = [*(("hog", name) for name in CLASSIFIERS), ("raw", "knn"), ("pca", "svm")]


@pytest.mark.parametrize(("features", "classifier"), SOME_CHOICES)
def test_what_is_loaded_reads_as_what_was_saved(
    features: str, classifier: str, drawn: Dataset, others: Dataset, tmp_path: Path
) -> None:
    saved = fitted(features, classifier, drawn)
    path = tmp_path / "p.safetensors"
    save_pipeline(path, saved)
    loaded = load_pipeline(path)
    assert (loaded.choice, loaded.card, loaded.classes) == (saved.choice, saved.card, saved.classes)
    images = images_of(others)
    for ours, theirs in zip(loaded.predict(images), saved.predict(images), strict=True):
        np.testing.assert_allclose(ours.probabilities, theirs.probabilities, atol=1e-6)
    for near, far in zip(loaded.neighbours(images[0, 0]), saved.neighbours(images[0, 0])):  # noqa: B905
        assert (near.index, near.label) == (far.index, far.label)
        np.testing.assert_array_equal(near.image, far.image)


def test_kept_pipelines_lie_in_the_state_folder(home: Path) -> None:
    path = pipeline_path(PipelineChoice("hog", "svm"))
    assert path.parent == pipelines_folder() == home / "pipelines"


def test_a_kept_forest_is_read_without_scikit_learn_and_torch(
    drawn: Dataset, others: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "p.safetensors"
    pipeline = fitted("hog", "forest", drawn)
    save_pipeline(path, pipeline)
    np.save(tmp_path / "images.npy", images_of(others)[:5])
    program = (
        "import sys, numpy; sys.modules['sklearn'] = sys.modules['torch'] = None\n"
        "from pathlib import Path\n"
        "from model.shallow.files import load_pipeline\n"
        "read = load_pipeline(Path(sys.argv[1])).predict(numpy.load(sys.argv[2]))\n"
        "print(*(prediction.label for prediction in read))"
    )
    done = run_python("-c", program, path, tmp_path / "images.npy")
    read = [prediction.label for prediction in pipeline.predict(images_of(others)[:5])]
    assert done.stdout.split() == read, done.stderr


def test_what_cannot_be_written_is_refused(drawn: Dataset, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadInput, match="cannot write"):
        save_pipeline(tmp_path / "file" / "p.safetensors", fitted("raw", "template", drawn))


# Damaged files


def drop(name: str) -> Callable[[Arrays, Metadata], object]:
    return lambda arrays, metadata: arrays.pop(name)


def put(name: str, change: Callable[[np.ndarray], Any]) -> Callable[[Arrays, Metadata], object]:
    return lambda arrays, metadata: arrays.update({name: change(arrays[name])})


def write(**fields: object) -> Callable[[Arrays, Metadata], object]:
    texts = {name: json.dumps(value) for name, value in fields.items()}
    return lambda arrays, metadata: metadata.update(texts)


def set_first(value: float) -> Callable[[np.ndarray], np.ndarray]:
    def change(array: np.ndarray) -> np.ndarray:
        changed = array.copy()
        changed.flat[0] = value
        return changed

    return change


Damage = Callable[[Arrays, Metadata], object]
DAMAGE: dict[str, tuple[str, Damage, str]] = {
    "no array": ("svm", drop("classifier.bias"), "bias is missing"),
    "another shape": ("svm", put("classifier.weights", lambda a: a[:, :-1]), "weights is float32"),
    "another kind": ("svm", put("classifier.bias", lambda a: a.astype("f8")), "bias is float64"),
    "NaN": ("template", put("classifier.templates", set_first(np.nan)), "not finite"),
    "no finite template": ("template", put("classifier.templates", set_first(1e30)), "too large"),
    "a kernel that grows": ("rbf", put("classifier.gamma", set_first(-1)), "not within 0"),
    "no landmarks": ("rbf", put("classifier.landmarks", lambda a: a[:0]), "landmarks is"),
    "labels of no class": ("knn", put("classifier.labels", set_first(10)), "not within 0 and 9"),
    "no images": ("knn", drop("images"), "images is missing"),
    "fewer images": ("knn", put("images", lambda a: a[:-1]), "images is uint8"),
    "a tree that leads back": ("forest", put("classifier.lower", set_first(0)), "lead back"),
    "a tree that leads out": ("forest", put("classifier.upper", set_first(10**9)), "not within"),
    "a question about no feature": ("forest", put("classifier.features", set_first(-1)), "within"),
    "other features": ("svm", write(features="sift"), "its features are none"),
    "other classifier": ("svm", write(classifier="oracle"), "its classifier are none"),
    "classes of another number": ("svm", write(classes=["a", "b"]), "weights is"),
    "no temperature": ("svm", write(temperature=0), "temperature is not within"),
    "words for a count": ("svm", write(count="many"), "count is not a whole number"),
    "an error above 1": ("svm", write(test_error=2), "test_error is not within"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_pipeline_is_refused_in_a_sentence(
    kind: str, drawn: Dataset, tmp_path: Path
) -> None:
    classifier, damage, fault = DAMAGE[kind]
    path = tmp_path / "p.safetensors"
    save_pipeline(path, fitted("hog", classifier, drawn))
    arrays, metadata = dict(safetensors.numpy.load_file(path)), metadata_of(path)
    damage(arrays, metadata)
    contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    safetensors.numpy.save_file(contiguous, path, metadata)
    with pytest.raises(BadInput, match=fault) as refusal:
        load_pipeline(path)
    assert str(path) in str(refusal.value)
    assert len(str(refusal.value).splitlines()) == 1


def metadata_of(path: Path) -> Metadata:
    data = path.read_bytes()
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    return dict(header["__metadata__"])


@pytest.mark.parametrize(
    "content",
    [b"", pickle.dumps({"a": 1}), safetensors.numpy.save({"a": np.zeros(3, np.float32)})],
    ids=["empty", "a pickle", "something else"],
)
def test_what_is_no_pipeline_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "p.safetensors"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"p\.safetensors"):
        load_pipeline(path)


def test_weights_are_no_pipeline() -> None:
    with pytest.raises(BadInput, match="not a pipeline"):
        load_pipeline(ROOT / "assets" / "default.safetensors")
