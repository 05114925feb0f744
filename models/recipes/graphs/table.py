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
from heads import Boxes, BoxesWithMasks, Made, Masks, PerSlice, Probabilities, Several, Value

IMAGENET = {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}


@dataclass
class Case:
    """One golden object: what goes into the graph, where it came from, and what torch says."""

    name: str
    feed: dict
    across: prepare.Along = None
    down: prepare.Along = None
    through: prepare.Along = None
    outputs: dict = field(default_factory=dict)
    pictures: list = field(default_factory=list)

    def run(self, net, entry):
        """Through the graph; where a state is carried, slice after slice, and what comes out at the end counts."""
        feed = {name: entry.torch(value) for name, value in self.feed.items()}
        for value in self.pictures or [feed[net.inputs[0]]]:
            with torch.no_grad():
                given = net.module(*{**feed, net.inputs[0]: torch.as_tensor(value)}.values())
            self.outputs = dict(zip(net.outputs, given if isinstance(given, (tuple, list)) else (given,)))
            if self.pictures:
                feed["h"] = self.outputs["h_out"]


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

    def net(self, cases):
        """Built with all golden inputs at once, along the first axis; larger ones cut to the smallest."""
        together = []
        for name in cases[0].feed:
            values = [self.torch(value) for case in cases
                      for value in (case.pictures if case.pictures and name == self.input["tensor"] else [case.feed[name]])]
            least = [min(lengths) for lengths in zip(*[value.shape[1:] for value in values])]
            corner = tuple(slice(length) for length in least)
            together.append(torch.cat([value[(slice(None), *corner)] for value in values]))
        return self.build(*together)

    def torch(self, value):
        value = torch.from_numpy(np.array(value))
        return value.float() if self.halves else value

    def answer(self, cases):
        return self.head.answer(cases)


def films(wanted, drawn):
    made = []
    for name, film in drawn.films.items():
        tensor, across, down = prepare.image(film, wanted)
        made.append(Case(name, {wanted["tensor"]: tensor}, across, down))
    return made


def volumes(wanted, drawn):
    made = []
    for name, objects in drawn.series.items():
        tensor, across, down, through = prepare.volume(objects, wanted)
        made.append(Case(name, {wanted["tensor"]: tensor}, across, down, through))
    return made


def films_and_spacing(wanted, drawn):
    made = films(wanted, drawn)
    for case in made:
        case.feed[wanted["with"][0]["tensor"]] = np.array([prepare.spacing(drawn.films[case.name])], np.float32)
    return made


def slice_by_slice(wanted, drawn):
    """The state goes from slice to slice; the first one begins with zeros."""
    made = []
    for name, objects in drawn.series.items():
        ordered = prepare.stacked(objects)[1]
        pictures = [prepare.image(each, wanted)[0] for each in ordered]
        state = wanted["with"][0]
        made.append(Case(name, {wanted["tensor"]: pictures[0], state["tensor"]: np.zeros(state["shape"], np.float32)},
                         pictures=pictures))
    return made


def noise(wanted, drawn):
    """Looks at no picture; the golden case needs one all the same."""
    values = prepare.gaussians(wanted["samples"]["noise"]["seed"], int(np.prod(wanted["shape"])))
    return [Case("film-1", {wanted["tensor"]: values.reshape(wanted["shape"])})]


def picture(channels, height, width, samples=None, resize="stretch", normalize=None, tensor="image"):
    made = {"tensor": tensor, "shape": [1, channels, height, width], "samples": samples or {"min-max": True},
            "resize": resize}
    if normalize:
        made["normalize"] = normalize
    return made


def classifier(build, wanted, kind="softmax", count=classifiers.CLASSES, prefix="", task="classification", scope="image",
               source=films, attention="", head=None, **options):
    return Entry(prefix + build.__name__.replace("_", "-"), build, task, scope, wanted,
                 head or Probabilities(kind, count, attention), source, **options)


FINDINGS = ["nodule", "shadow"]
STRIDES = (8, 16, 32)


def detector(build, wanted, head):
    return Entry(build.__name__.replace("_", "-"), build, "detection", "image", wanted, head, films)


def suppressed_inside(first_label, min_score):
    """As torchvision's detectors answer."""
    return Boxes(FINDINGS, {"head": "boxes", "tensors": {"boxes": "boxes", "scores": "scores", "labels": "labels"},
                            "first-label": first_label},
                 lambda out, height, width: (out["boxes"], out["scores"], out["labels"] - first_label),
                 min_score=min_score, suppress=None)


def raw(output, found, min_score=0.3):
    return Boxes(FINDINGS, output, found, min_score=min_score)


def painter(build, wanted, head, task="segmentation", scope="image", source=films):
    return Entry(build.__name__.replace("_", "-"), build, task, scope, wanted, head, source)


def levels(kind):
    return [f"{kind}-{stride}" for stride in STRIDES]


WINDOW = {"window": "dicom"}
SQUARE = picture(3, 320, 320, resize="letterbox")
GREY_BORDER = {**picture(3, 320, 256, resize="letterbox"), "pad": 0.447}
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
    detector(detectors.fasterrcnn_resnet50_fpn, SQUARE, suppressed_inside(1, 0.1)),
    detector(detectors.fasterrcnn_mobilenet_fpn, SQUARE, suppressed_inside(1, 0.1)),
    detector(detectors.maskrcnn_resnet50_fpn, SQUARE, BoxesWithMasks(
        FINDINGS, {"head": "boxes", "tensors": {"boxes": "boxes", "scores": "scores", "labels": "labels", "masks": "masks"}},
        lambda out, height, width: (out["boxes"], out["scores"], out["labels"] - 1), min_score=0.3, suppress=None)),
    detector(detectors.ssdlite320_mobilenet_v3_large, SQUARE, suppressed_inside(1, 0.3)),
    detector(detectors.retinanet_resnet50_fpn, SQUARE, suppressed_inside(0, 0.3)),
    detector(detectors.fcos_resnet50_fpn, SQUARE, suppressed_inside(0, 0.3)),
    detector(detectors.ssd_priors, SQUARE, raw(
        {"head": "ssd", "tensors": {"scores": "logits", "deltas": "offsets"},
         "priors": {"tensor": "priors", "numbers": "centre", "normalized": False}},
        lambda out, height, width: answers.per_class(
            *answers.ssd(out["offsets"], out["logits"], out["priors"], height, width)))),
    detector(detectors.yolov5_style, GREY_BORDER, raw(
        {"head": "yolo", "tensor": "predictions"},
        lambda out, height, width: answers.best_class(*answers.yolo5(out["predictions"])))),
    detector(detectors.yolov8_style, GREY_BORDER, raw(
        {"head": "yolo", "tensor": "predictions", "objectness": False, "layout": "across"},
        lambda out, height, width: answers.best_class(*answers.yolo8(out["predictions"])))),
    detector(detectors.yolox_style, {**GREY_BORDER, "align": "top-left"}, raw(
        {"head": "yolox", "tensor": "predictions", "strides": list(STRIDES)},
        lambda out, height, width: answers.best_class(*answers.yolox(out["predictions"], height, width)))),
    detector(detectors.centernet_style, picture(1, 256, 256, WINDOW, "crop"), Boxes(
        FINDINGS, {"head": "centernet", "tensors": {"heat-map": "heat", "size": "size", "offset": "offset"}, "stride": 4,
                   "activation": "none"},
        lambda out, height, width: answers.centernet(out["heat"], out["size"], out["offset"], 4), suppress=None)),
    detector(detectors.fcos_style, picture(3, 320, 320, WINDOW, "stretch"), raw(
        {"head": "anchor-free", "distances": "pixels",
         "levels": [{"stride": s, "scores": f"classes-{s}", "distances": f"distances-{s}", "centerness": f"centres-{s}"}
                    for s in STRIDES]},
        lambda out, height, width: answers.per_class(*answers.fcos(
            *[[out[name] for name in levels(kind)] for kind in ("classes", "distances", "centres")], height, width)))),
    painter(painters.unet_2d, picture(1, 160, 128, resize="letterbox"), Masks(
        ["lesion"], {"head": "mask", "tensor": "mask", "outline-points": 0}, lambda values: answers.over(values, 0.5))),
    painter(painters.unet_2d_any_size, {**picture(1, "any", "any", WINDOW, "none"), "limit": [512, 512], "multiple-of": 8},
            Masks(["lesion"], {"head": "mask", "tensor": "mask", "cut": 0.7, "outline-points": 0},
                  lambda values: answers.over(values, 0.7), least_cells=100)),
    painter(painters.deeplabv3_resnet50, picture(3, 224, 224, normalize=IMAGENET), Masks(
        ["ground", "nodule", "shadow"], {"head": "mask", "tensor": "classes", "activation": "softmax", "outline-points": 0},
        answers.highest, least_cells=100)),
    painter(painters.deeplabv3_mobilenet, picture(3, 224, 224, resize="crop", normalize=IMAGENET), Masks(
        ["ground", "nodule", "shadow"], {"head": "mask", "tensor": "classes", "activation": "softmax", "outline-points": 0},
        answers.highest, least_cells=100)),
    classifier(classifiers.several_doors, {**picture(1, 128, 128, WINDOW, "crop"),
                                           "with": [{"tensor": "numbers", "shape": [1, 2], "values": "spacing-mm"}]},
               head=Several([
                   Probabilities("softmax", 3),
                   Masks(["lesion"], {"head": "mask", "tensor": "map", "activation": "none", "outline-points": 0},
                         lambda values: answers.given(values, 0.5), least_cells=1),
                   Value("heart-width", "width", "cm")]),
               source=films_and_spacing),
    classifier(classifiers.r3d_18, {
        "tensor": "volume", "shape": [1, 3, 8, 64, 64], "resize": "stretch", "slices": "even",
        "samples": {"windows": [{"center": -600, "width": 1500}, {"center": 40, "width": 400}, {"low": 100, "high": 900}]}},
        task="volume", scope="series", source=volumes),
    classifier(classifiers.cnn_lstm, {
        "tensor": "slices", "layout": "NDCHW", "shape": [1, 12, 1, 64, 64], "resize": "letterbox",
        "samples": {"center": -200, "width": 1600}}, count=2, task="sequence", scope="series", source=volumes),
    classifier(classifiers.slice_attention, {
        "tensor": "slices", "layout": "NDCHW", "shape": [1, "any", 1, 64, 64], "limit": [64], "slices": "even",
        "resize": "crop", "samples": {"min-max": True}, "normalize": {"per-image": True}},
        "sigmoid", 2, attention="weights", task="sequence", scope="series", source=volumes),
    classifier(classifiers.slice_transformer, {
        "tensor": "slices", "layout": "NDCHW", "shape": [1, 16, 1, 64, 64], "slices": "even", "resize": "letterbox",
        "samples": {"center": 40, "width": 400}}, head=PerSlice(["nodule", "shadow"]),
        task="sequence", scope="series", source=volumes),
    classifier(classifiers.gru_state, {**picture(1, 64, 64, WINDOW, "letterbox"),
                                       "with": [{"tensor": "h", "state": "h_out", "shape": [1, 1, 24]}]},
               "softmax", 2, task="sequence", scope="series", source=slice_by_slice),
    painter(painters.unet_3d, {
        "tensor": "volume", "shape": [1, 1, 16, 48, 48], "resize": "none", "spacing-mm": [5, 5, 5], "orientation": "LPI",
        "samples": {"low": -1000, "high": 400}},
        Masks(["lesion"], {"head": "mask", "tensor": "mask", "outline-points": 0}, lambda values: answers.over(values, 0.5)),
        "volume", "series", volumes),
    painter(painters.image_to_image, picture(1, 128, 128, WINDOW, "letterbox"),
            Made({"head": "image", "name": "cleaned", "tensor": "clean", "range": [0, 1]}), "synthesis"),
    painter(painters.twice_the_size, picture(1, 96, 96, WINDOW),
            Made({"head": "image", "name": "twice-as-large", "tensor": "large", "range": [0, 1]}), "synthesis"),
    painter(painters.dcgan, {"tensor": "noise", "shape": [1, 100, 1, 1], "samples": {"noise": {"seed": 5}}},
            Made({"head": "image", "name": "invented", "tensor": "image", "range": [-1, 1]}), "synthesis", source=noise),
]
