"""The published sets of images: MNIST and its family, each an entry of the catalogue."""

import string
from functools import partial
from pathlib import Path

from model.data.classes import DIGITS, Classes
from model.data.download import Publication
from model.data.idx import AS_MNIST, IDX_IMAGES, IDX_LONG_LABELS, IdxLayout, IdxPart
from model.data.impostors import MNIST_MD5, MNIST_TITLE
from model.data.packed import GZIP_ENDING
from model.data.published import load_published, load_published_test
from model.data.source import TEST, TRAINING, Facts, Source
from model.data.usps import UspsPart

_published = partial(
    Source, loader=load_published, test_loader=load_published_test, is_benchmark=True
)
PX_28 = "28 × 28 px, 256 grays"
NOT_STATED = "not stated"
MNIST_PARTS = {
    TRAINING: IdxPart(f"train-{IDX_IMAGES}"),
    TEST: IdxPart(f"t10k-{IDX_IMAGES}"),
}
"""KMNIST's and Fashion-MNIST's files have the same names."""

MNIST = _published(
    name="mnist",
    title=MNIST_TITLE,
    classes=DIGITS,
    folder="MNIST/raw",
    torchvision_name="MNIST",
    publication=Publication(
        (
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "http://yann.lecun.com/exdb/mnist/",
        ),
        MNIST_MD5,
        11_594_722,
    ),
    parts=MNIST_PARTS,
    facts=Facts(
        year=1998,
        counts={TRAINING: 60_000, TEST: 10_000},
        resolution=PX_28,
        licence="CC BY-SA 3.0",
        origin="LeCun, Bottou, Bengio and Haffner, 1998, “Gradient-based learning applied to "
        "document recognition”; the licence as the documentation of Keras' data sets has it",
    ),
)

KUZUSHIJI = Classes("おきすつなはまやれを")
"""KMNIST's ten characters, in the order of its labels; torchvision calls them o, ki, su, tsu, na,
ha, ma, ya, re and wo."""
KMNIST = _published(
    name="kmnist",
    title="KMNIST",
    classes=KUZUSHIJI,
    folder="KMNIST/raw",
    torchvision_name="KMNIST",
    publication=Publication(
        ("http://codh.rois.ac.jp/kmnist/dataset/kmnist/",),
        {
            "train-images-idx3-ubyte.gz": "bdb82020997e1d708af4cf47b453dcf7",
            "train-labels-idx1-ubyte.gz": "e144d726b3acfaa3e44228e80efcd344",
            "t10k-images-idx3-ubyte.gz": "5c965bf0a639b31b8f53240b1b52f4d7",
            "t10k-labels-idx1-ubyte.gz": "7320c461ea6c1c855c0b718fb2a4b134",
        },
        21_240_888,
    ),
    parts=MNIST_PARTS,
    facts=Facts(
        year=2018,
        counts={TRAINING: 60_000, TEST: 10_000},
        resolution=PX_28,
        licence="CC BY-SA 4.0",
        origin="Clanuwat and others, 2018, “Deep learning for classical Japanese literature”; the "
        "licence as its publisher, the CODH, states it",
        remark="Cursive hiragana of old books: o, ki, su, tsu, na, ha, ma, ya, re, wo.",
    ),
)

FASHION_MNIST = _published(
    name="fashionmnist",
    title="Fashion-MNIST",
    classes=Classes(
        [
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot",
        ]
    ),
    folder="FashionMNIST/raw",
    torchvision_name="FashionMNIST",
    publication=Publication(
        ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",),
        {
            "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
            "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
            "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
        },
        30_878_645,
    ),
    more_mirrors=("https://storage.googleapis.com/tensorflow/tf-keras-datasets/",),
    parts=MNIST_PARTS,
    facts=Facts(
        year=2017,
        counts={TRAINING: 60_000, TEST: 10_000},
        resolution=PX_28,
        licence="MIT",
        origin="Xiao, Rasul and Vollgraf, 2017, “Fashion-MNIST: a novel image dataset for "
        "benchmarking machine learning algorithms”; the licence as its repository has it",
        remark="Photographs of clothes: to be looked at and trained on, and hard to draw.",
    ),
)

_LONG_LABELS = IdxLayout(labels_ending=IDX_LONG_LABELS)
QMNIST = _published(
    name="qmnist",
    title="QMNIST",
    classes=DIGITS,
    folder="QMNIST/raw",
    torchvision_name="QMNIST",
    publication=Publication(
        ("https://raw.githubusercontent.com/facebookresearch/qmnist/master/",),
        {
            "qmnist-train-images-idx3-ubyte.gz": "ed72d4157d28c017586c42bc6afe6370",
            "qmnist-train-labels-idx2-int.gz": "0058f8dd561b90ffdd0f734c6a30e5e4",
            "qmnist-test-images-idx3-ubyte.gz": "1394631089c404de565df7b7aeaf9412",
            "qmnist-test-labels-idx2-int.gz": "5b5b05890a5e13444e108efe57b788aa",
        },
        20_600_000,
    ),
    parts={
        TRAINING: IdxPart(f"qmnist-train-{IDX_IMAGES}", _LONG_LABELS),
        TEST: IdxPart(f"qmnist-test-{IDX_IMAGES}", _LONG_LABELS),
    },
    facts=Facts(
        year=2019,
        counts={TRAINING: 60_000, TEST: 60_000},
        resolution=PX_28,
        licence="BSD 3-Clause",
        origin="Yadav and Bottou, 2019, “Cold case: the lost MNIST digits”; the licence as its "
        "repository has it",
        remark="Made anew from what MNIST was made of: the training images and the first 10,000 "
        "test images are MNIST's, the others were lost.",
    ),
)

_EMNIST_ORIGIN = (
    "Cohen, Afshar, Tapson and van Schaik, 2017, “EMNIST: an extension of MNIST to handwritten "
    "letters”, made of NIST Special Database 19"
)
_EMNIST_ZIP = (
    "One zip file has all of EMNIST; it stays on disk, so that other parts need no download."
)


def _emnist(
    split: str, classes: Classes, counts: tuple[int, int], remark: str = "", first_label: int = 0
) -> Source:
    """Return one of EMNIST's splits. Its images are transposed (pytorch/vision#8783)."""
    layout = IdxLayout(first_label=first_label, is_transposed=True)
    return _published(
        name=f"emnist-{split}",
        title=f"EMNIST {split}",
        classes=classes,
        folder="EMNIST/raw",
        torchvision_name="EMNIST",
        publication=Publication(
            ("https://biometrics.nist.gov/cs_links/EMNIST/",),
            {"gzip.zip": "58c8d27c78d21e728a6bc7b3cc06412e"},
            561_753_746,
        ),
        parts={
            TRAINING: IdxPart(f"emnist-{split}-train-{IDX_IMAGES}", layout),
            TEST: IdxPart(f"emnist-{split}-test-{IDX_IMAGES}", layout),
        },
        facts=Facts(
            year=2017,
            counts=dict(zip((TRAINING, TEST), counts, strict=True)),
            resolution=PX_28,
            licence=NOT_STATED,
            origin=_EMNIST_ORIGIN,
            remark=" ".join(filter(None, (remark, _EMNIST_ZIP))),
        ),
    )


MERGED_LETTERS = "CIJKLMOPSUVWXYZ"
"""Each of these classes of EMNIST's balanced split has both cases of its letter."""
_OTHER_SMALL_LETTERS = [c for c in string.ascii_lowercase if c.upper() not in MERGED_LETTERS]
EMNIST_DIGITS = _emnist("digits", DIGITS, (240_000, 40_000))
EMNIST_LETTERS = _emnist(
    "letters",
    Classes(string.ascii_lowercase),
    (124_800, 20_800),
    "A class has both cases of its letter.",
    first_label=1,
)
EMNIST_BALANCED = _emnist(
    "balanced",
    Classes([*string.digits, *string.ascii_uppercase, *_OTHER_SMALL_LETTERS]),
    (112_800, 18_800),
    f"Of {', '.join(MERGED_LETTERS)} a class has both cases.",
)

USPS = _published(
    name="usps",
    title="USPS",
    classes=DIGITS,
    folder="",
    torchvision_name="USPS",
    publication=Publication(
        ("https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/multiclass/",),
        {
            "usps.bz2": "ec16c51db3855ca6c91edd34d0e9b197",
            "usps.t.bz2": "8ea070ee2aca1ac39742fdd1ef5ed118",
        },
        8_411_109,
    ),
    parts={TRAINING: UspsPart("usps.bz2"), TEST: UspsPart("usps.t.bz2")},
    facts=Facts(
        year=1994,
        counts={TRAINING: 7_291, TEST: 2_007},
        resolution="16 × 16 px, grays",
        licence=NOT_STATED,
        origin="Hull, 1994, “A database for handwritten text recognition research”, as the libsvm "
        "site has it",
        remark="Digits of postcodes on envelopes, placed in the network's field as ink is.",
    ),
)

FAMILY = (
    QMNIST,
    USPS,
    EMNIST_DIGITS,
    EMNIST_LETTERS,
    EMNIST_BALANCED,
    KMNIST,
    FASHION_MNIST,
)
"""What has come after MNIST, in its form."""
_BY_NAME = {
    part.images: (part.layout, source.classes)
    for source in FAMILY
    for part in source.parts.values()
    if isinstance(part, IdxPart) and part not in MNIST_PARTS.values()
}


def layout_of(images_path: Path, classes: Classes) -> tuple[IdxLayout, Classes]:
    """Return how a file of images is laid out and what its labels stand for, by its name.

    classes: what the labels of a file stand for whose name does not say which set it is of.
    """
    name = images_path.name.removesuffix(GZIP_ENDING)
    layout, own_classes = _BY_NAME.get(name, (AS_MNIST, None))
    return layout, own_classes or classes
