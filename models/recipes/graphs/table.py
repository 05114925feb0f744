# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""The rows of docs/graphs.md: which net, how its input is made, and how its output is read."""

from dataclasses import dataclass, field
from typing import Callable

import numpy as np
import torch

import answers
import classifiers
import detectors
import painters
import prepare

IMAGENET = {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
MARGIN = 0.1  # golden cases lie at least this far from a threshold


@dataclass
class Case:
    """One golden object: what goes into the graph, where it came from, and what torch says."""

    name: str
    feed: dict
    across: prepare.Along = None
    down: prepare.Along = None
    outputs: dict = field(default_factory=dict)


@dataclass
class Entry:
    name: str
    build: Callable
    task: str
    scope: str
    input: dict
    head: object
    source: Callable
    halves: bool = False
    tolerance: float = 0.02
    refused_by: str = ""

    def cases(self, drawn):
        return self.source(self.input, drawn)

    def net(self, feeds):
        """Built with all golden inputs at once, along the first axis; larger ones cut to the smallest."""
        together = []
        for name in feeds[0]:
            values = [self.torch(feed[name]) for feed in feeds]
            least = [min(lengths) for lengths in zip(*[value.shape[1:] for value in values])]
            corner = tuple(slice(length) for length in least)
            together.append(torch.cat([value[(slice(None), *corner)] for value in values]))
        return self.build(*together)

    def torch(self, value):
        value = torch.from_numpy(np.array(value))
        return value.float() if self.halves else value

    def answer(self, cases):
        return self.head.answer(cases)


def labels(names, thresholds):
    return [{"name": name, "code": {"scheme": "99GANTRY", "value": name.upper()[:16], "meaning": f"Random {name}"},
             "threshold": threshold} for name, threshold in zip(names, thresholds)]


def between(values):
    """A threshold in the widest gap, so that small differences change no answer; and a value on each side of it."""
    steps = sorted(v for v in values)
    gaps = [(b - a, (a + b) / 2) for a, b in zip(steps, steps[1:]) if 0.02 < (a + b) / 2 < 0.98]
    return round(max(gaps)[1], 3) if gaps else 0.5


@dataclass
class Probabilities:
    """Heads softmax and sigmoid: one probability per label."""

    kind: str
    count: int
    tensor: str = "logits"

    def answer(self, cases):
        names = [f"class-{'abcdefgh'[i]}" for i in range(self.count)]
        said = [getattr(answers, self.kind)(case.outputs[self.tensor]) for case in cases]
        thresholds = [between([each[i] for each in said]) for i in range(self.count)]
        output = {"tensor": self.tensor, "head": self.kind, "labels": labels(names, thresholds)}
        return output, [{"probabilities": dict(zip(names, each))} for each in said]


def films(wanted, drawn):
    made = []
    for name, film in drawn.films.items():
        tensor, across, down = prepare.image(film, wanted)
        made.append(Case(name, {wanted["tensor"]: tensor}, across, down))
    return made


def picture(channels, height, width, samples=None, resize="stretch", normalize=None, tensor="image"):
    made = {"tensor": tensor, "shape": [1, channels, height, width], "samples": samples or {"min-max": True},
            "resize": resize}
    if normalize:
        made["normalize"] = normalize
    return made


def classifier(build, wanted, kind="softmax", count=classifiers.CLASSES, prefix="", **options):
    return Entry(prefix + build.__name__.replace("_", "-"), build, "classification", "image", wanted, Probabilities(kind, count),
                 films, **options)


WINDOW = {"window": "dicom"}
TABLE = [
    classifier(classifiers.resnet18, picture(3, 224, 224, normalize=IMAGENET)),
    classifier(classifiers.densenet121, picture(3, 224, 224, WINDOW, "letterbox", IMAGENET), "sigmoid"),
    classifier(classifiers.mobilenet_v3_small, picture(3, 224, 224, WINDOW, "crop", IMAGENET)),
    classifier(classifiers.mobilenet_v3_large, picture(3, 224, 224, resize="crop", normalize=IMAGENET)),
    classifier(classifiers.efficientnet_b0, picture(3, 224, 224, resize="letterbox", normalize=IMAGENET)),
    classifier(classifiers.vit_b_16, picture(3, 224, 224, normalize={"mean": [0.5] * 3, "std": [0.5] * 3})),
    classifier(classifiers.swin_t, picture(3, 224, 224, resize="letterbox", normalize=IMAGENET)),
    classifier(classifiers.any_size, {**picture(1, "any", "any", {"center": 1800, "width": 2600}, "none"),
                                      "limit": [512, 512], "multiple-of": 32}, "sigmoid", 2),
    classifier(classifiers.uint8_input, {**picture(1, 128, 128, WINDOW), "type": "uint8", "scale": 255}, "sigmoid", 2),
    classifier(classifiers.fp16_doors, {**picture(1, 128, 128, normalize={"per-image": True}), "type": "float16"},
               "sigmoid", 2),
    classifier(classifiers.fp16_weights, {**picture(1, 128, 128, normalize={"per-image": True}), "type": "float16"},
               "sigmoid", 2, halves=True),
    classifier(classifiers.circular_padding, picture(1, 128, 128), "sigmoid", 2, prefix="broken-", refused_by="golden"),
    classifier(classifiers.training_mode, picture(1, 128, 128), "sigmoid", 2, prefix="broken-", refused_by="golden"),
]
