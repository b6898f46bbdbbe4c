"""The old way: features made by hand, and a classifier that is fitted to them.

A pipeline is a choice of features and a choice of classifier; it reads like the network does, and
each of its blocks can be looked at. scikit-learn is needed to fit some classifiers, none to read.

>>> from model.data.dataset import Dataset
>>> from model.data.progress import complete
>>> from model.shallow.pipeline import PipelineChoice, fit
>>> def read_with(dataset: Dataset, drawing):
...     pipeline = complete(fit(PipelineChoice("hog", "svm"), dataset, seed=0))
...     return pipeline.recognize([drawing])[0].label
"""
