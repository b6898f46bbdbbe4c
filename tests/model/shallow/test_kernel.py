"""The approximated kernel machine."""

import numpy as np

from model.data.progress import complete
from model.shallow.kernel import RadialBasis, fit_rbf


def test_landmarks_that_say_the_same_leave_the_weights_small() -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(6000, 3)).astype(np.float32)
    labels = (features[:, 0] * features[:, 1] > 0).astype(np.int64)
    classifier = complete(fit_rbf(features[:5000], labels[:5000], 2, 0))
    assert isinstance(classifier, RadialBasis)
    predicted = classifier.scores(features[5000:]).argmax(axis=1)
    assert (predicted != labels[5000:]).mean() < 0.05
    # 2,000 landmarks in three dimensions: float32 cannot tell most of them from sums of others.
    assert np.abs(classifier.weights).max() < 1000
