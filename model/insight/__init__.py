"""What a network does with one drawing, and with many: plain data, without a window.

`examples`: real images to compare with and to look things up in. `layers`, `sums`, `fields`,
`kernels`, `cell_words`: the network opened for one image, and what can be said of it. `shelves`,
`offers`: what there is to look at. `mistakes`: what is misread of it. `nearest`: the examples most
alike.
`explanation`: why a drawing is read as it is, in a sentence and in figures; `explanation_page`
draws it as one picture, and `flips` measures whether it is honest:

>>> import numpy as np
>>> from model.ink.drawing import Drawing
>>> from model.insight.explanation import explain
>>> from model.network.recognizer import Recognizer
>>> from model.network.weights import default_weights
>>> seven = Drawing((np.array([[0.0, 0], [60, 0], [20, 100]]),))
>>> explanation = explain(seven, Recognizer(default_weights()))
>>> explanation.sentence()
'Without the bar at the top this would be read as 1.'
>>> falls = explanation.occlusion.falls(7)  # by how much 7 falls without each piece of ink
>>> falls.shape == (len(explanation.occlusion.pieces),)
True
"""
