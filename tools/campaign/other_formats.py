"""Whole files as other programs write ink, to be damaged; one entry a format."""

import json
from collections.abc import Callable, Mapping
from gzip import compress


def _xournal() -> bytes:
    text = """<?xml version="1.0" standalone="no"?>
<xournal creator="xournalpp 1.2.3" fileversion="4">
<title>Xournal++ document - see https://xournalpp.github.io/</title>
<page width="595.27559" height="841.88976">
<background type="solid" color="#ffffffff" style="plain"/>
<layer>
<stroke tool="pen" color="#000000ff" width="1.41 1.2 1.3" capStyle="round">
100.0 100.0 140.5 100.0 141.0 101.5 110.25 180.75</stroke>
<stroke tool="highlighter" color="#ffff007f" width="8.5">90 90 160 90</stroke>
<text font="Sans" size="12" x="10" y="10" color="#000000ff">seven &amp; more</text>
</layer>
</page>
</xournal>
"""
    return compress(text.encode())


def _inkml() -> bytes:
    return b"""<?xml version="1.0" encoding="UTF-8"?>
<ink xmlns="http://www.w3.org/2003/InkML">
<traceFormat><channel name="X" type="decimal"/><channel name="Y" type="decimal"/>
<channel name="F" type="decimal" max="1023"/></traceFormat>
<annotation type="writer">w-1</annotation>
<trace id="t0">10 0 100, 9 14 200, 8 28 300, 7 42 400</trace>
<trace id="t1">130 155 10, 144 159 20, 158 160 30</trace>
<traceGroup xml:id="g"><annotation type="truth">7</annotation>
<traceView traceDataRef="t0"/><traceView traceDataRef="t1"/></traceGroup>
</ink>
"""


def _svg() -> bytes:
    return b"""<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" width="100mm" height="100mm" viewBox="0 0 200 200">
<g transform="translate(10 5) scale(1.5)" fill="none" stroke="black" stroke-width="3">
<path d="M10 10 L60,10 C 60 30 40 50 30 90 m 5,-40 h20 z"/>
<path d="M 20 20 q 5 10 10 0 t 10 0 a 5 5 0 0 1 10 0 s 3 3 6 6"/>
<polyline points="1,2 3,4 5,6"/><line x1="0" y1="0" x2="9" y2="9"/>
</g></svg>
"""


def _quick_draw() -> bytes:
    fields = {
        "word": "seven",
        "countrycode": "DE",
        "timestamp": "2017-03-09 00:28:55.637750 UTC",
        "recognized": True,
        "key_id": "5891796615823360",
        "drawing": [[[0, 120, 60], [0, 2, 200]], [[20, 100], [90, 92], [0, 16]]],
    }
    return (json.dumps(fields) + "\n").encode() * 3


def _unipen() -> bytes:
    return b""".VERSION 1.0
.DATA_SOURCE somewhere
.COMMENT a seven and a one
.COORD X Y
.X_DIM 640
.Y_DIM 480
.HIERARCHY PAGE TEXT WORD
.START_SET t
.INCLUDE other.dat
.SEGMENT DIGIT 0 ? "7"
.PEN_DOWN
100 200
140 200
110 90
.PEN_UP
.SEGMENT DIGIT 1:0-1:2 OK "1"
.PEN_DOWN
 10 20
 11 90
.PEN_UP
"""


FILES: Mapping[str, Callable[[], bytes]] = {
    "7.xopp": _xournal,
    "7.xoj": _xournal,
    "7.inkml": _inkml,
    "7.svg": _svg,
    "7.svgz": lambda: compress(_svg()),
    "7.ndjson": _quick_draw,
    "7.ndjson.gz": lambda: compress(_quick_draw()),
    "7.unp": _unipen,
    "7.unipen": _unipen,
    "7.dat": _unipen,
}
LABELLED = ("7.inkml", "7.unp", "7.unipen", "7.dat")
"""Those that say of their drawings which digits they are."""
