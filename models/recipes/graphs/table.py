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

    def cases(self, drawn):
        return self.source(self.input, drawn)

    def net(self, feeds):
        """Built with all golden inputs at once, one after the other along the first axis."""
        return self.build(*[torch.from_numpy(np.concatenate([feed[name] for feed in feeds])) for name in feeds[0]])

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


def classifier(build, wanted, kind="softmax", count=classifiers.CLASSES, **options):
    return Entry(build.__name__.replace("_", "-"), build, "classification", "image", wanted, Probabilities(kind, count),
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
    classifier(classifiers.any_size, picture(1, 160, 128, {"center": 1800, "width": 2600}, "letterbox"), "sigmoid", 2),
]
