# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Makes heads/*.json: output tensors of detectors and masks, and what torch, torchvision and scipy read from them.

Run with Debian's python3-torch (1.13), python3-torchvision (0.14) and python3-scipy, in this folder:
    /usr/bin/python3 make_head_references.py
"""
import json
from types import SimpleNamespace

import numpy as np
import scipy.ndimage
import torch
from torchvision.models.detection import _utils as detection
from torchvision.models.detection.anchor_utils import AnchorGenerator, DefaultBoxGenerator
from torchvision.models.detection.fcos import FCOS
from torchvision.models.detection.image_list import ImageList
from torchvision.models.detection.retinanet import RetinaNet
from torchvision.models.detection.ssd import SSD
from torchvision.ops import batched_nms, box_convert, nms

torch.manual_seed(20261121)


def plain(tensor):
    tensor = torch.as_tensor(tensor)
    values = tensor.detach().flatten().tolist()
    if tensor.is_floating_point():
        values = [float(f"{value:.9g}") for value in values]
    return {"shape": list(tensor.shape), "values": values}


def found(boxes, scores, labels):
    """Without boxes that cutting off at the picture's edges leaves no area: torchvision keeps them, Gantry does not."""
    return [
        {"label": int(label), "score": float(f"{score:.9g}"), "box": [float(f"{edge:.9g}") for edge in box]}
        for box, score, label in zip(boxes.tolist(), scores.tolist(), labels.tolist())
        if box[0] < box[2] and box[1] < box[3]
    ]


def save(name, tensors, **more):
    with open(f"heads/{name}.json", "w") as file:
        json.dump({"tensors": {key: plain(value) for key, value in tensors.items()}, **more}, file)
        file.write("\n")


def random_boxes(count, size):
    corner = torch.rand(count, 2) * size * 0.7
    return torch.cat([corner, corner + 2 + torch.rand(count, 2) * size * 0.3], 1)


def suppression():
    boxes, scores, labels = random_boxes(150, 100), torch.rand(150), torch.randint(0, 3, (150,))
    save("nms", {"boxes": boxes, "scores": scores, "labels": labels},
         alike=nms(boxes, scores, 0.3).tolist(), perlabel=batched_nms(boxes, scores, labels, 0.3).tolist())


def ssd():
    """Two maps, three classes and background; as SSD300 but small."""
    generator = DefaultBoxGenerator([[2], [2, 3]], scales=[0.2, 0.5, 0.9], steps=[16, 32], clip=True)
    images = ImageList(torch.zeros(1, 3, 64, 96), [(64, 96)])
    priors = generator(images, [torch.zeros(1, 8, 4, 6), torch.zeros(1, 8, 2, 3)])
    count = priors[0].shape[0]
    scores, deltas = torch.randn(1, count, 4) * 2, torch.randn(1, count, 4) * 2
    model = SimpleNamespace(box_coder=detection.BoxCoder(weights=(10.0, 10.0, 5.0, 5.0)), score_thresh=0.3,
                            topk_candidates=1000, nms_thresh=0.45, detections_per_img=1000)
    best = SSD.postprocess_detections(model, {"bbox_regression": deltas, "cls_logits": scores}, priors, [(64, 96)])[0]
    save("ssd", {"scores": scores, "deltas": deltas, "priors": priors[0]},
         detections=found(best["boxes"], best["scores"], best["labels"] - 1))


def retinanet():
    """Anchors as a tensor, no background, one score per class."""
    generator = AnchorGenerator(((16, 24),), ((0.5, 1.0, 2.0),))
    images = ImageList(torch.zeros(1, 3, 64, 96), [(64, 96)])
    anchors = generator(images, [torch.zeros(1, 8, 4, 6)])
    count = anchors[0].shape[0]
    scores, deltas = torch.randn(1, count, 2) * 2, torch.randn(1, count, 4) * 0.5
    model = SimpleNamespace(box_coder=detection.BoxCoder(weights=(1.0, 1.0, 1.0, 1.0)), score_thresh=0.3,
                            topk_candidates=1000, nms_thresh=0.5, detections_per_img=1000)
    best = RetinaNet.postprocess_detections(
        model, {"cls_logits": [scores], "bbox_regression": [deltas]}, [[anchors[0]]], [(64, 96)])[0]
    save("retinanet", {"scores": scores, "deltas": deltas, "priors": anchors[0]},
         detections=found(best["boxes"], best["scores"], best["labels"]))


def fcos():
    """Two levels of maps, as the heads' convolutions leave them."""
    generator = AnchorGenerator(((8,), (16,)), ((1.0,), (1.0,)))
    images = ImageList(torch.zeros(1, 3, 48, 64), [(48, 64)])
    sizes, labels = [(6, 8), (3, 4)], 2
    tensors, flat = {}, {"cls_logits": [], "bbox_regression": [], "bbox_ctrness": []}
    for stride, (rows, columns) in zip((8, 16), sizes):
        for key, name, values in (("cls_logits", "scores", torch.randn(1, labels, rows, columns) * 2),
                                  ("bbox_regression", "distances", torch.relu(torch.randn(1, 4, rows, columns) + 1)),
                                  ("bbox_ctrness", "centerness", torch.randn(1, 1, rows, columns) * 2)):
            tensors[f"{name}{stride}"] = values
            flat[key].append(values.permute(0, 2, 3, 1).reshape(1, rows * columns, -1))
    anchors = generator(images, [torch.zeros(1, 8, rows, columns) for rows, columns in sizes])[0]
    levels = list(anchors.split([rows * columns for rows, columns in sizes]))
    model = SimpleNamespace(box_coder=detection.BoxLinearCoder(normalize_by_size=True), score_thresh=0.2,
                            topk_candidates=1000, nms_thresh=0.6, detections_per_img=1000)
    best = FCOS.postprocess_detections(model, flat, [levels], [(48, 64)])[0]
    save("fcos", tensors, detections=found(best["boxes"], best["scores"], best["labels"]))


def yolo():
    """A box's label is its best one; YOLOv8 is the same table without objectness, lying on its side."""
    centres = box_convert(random_boxes(60, 100), "xyxy", "cxcywh")
    objectness, scores = torch.rand(60, 1), torch.rand(60, 3)
    for name, table, best in (
            ("yolov5", torch.cat([centres, objectness, scores], 1)[None], (scores * objectness).max(1)),
            ("yolov8", torch.cat([centres, scores], 1).T[None], scores.max(1))):
        boxes = box_convert(centres, "cxcywh", "xyxy")
        keep = batched_nms(boxes, best.values, best.indices, 0.45)
        keep = keep[best.values[keep] >= 0.25]
        save(name, {"table": table},
             detections=found(boxes[keep], best.values[keep], best.indices[keep]))


def yolox():
    """The formula of the paper's repository (Megvii-BaseDetection/YOLOX, decode_outputs), written anew."""
    raw, rows = torch.randn(1, 4 * 6 + 2 * 3, 7), []
    raw[..., 4:] = torch.sigmoid(raw[..., 4:] * 2)
    for stride, (down, across) in ((16, (4, 6)), (32, (2, 3))):
        y, x = torch.meshgrid(torch.arange(down), torch.arange(across), indexing="ij")
        rows.append(torch.stack([x.flatten(), y.flatten(), torch.full((down * across,), stride)], 1))
    grid = torch.cat(rows).float()
    centre = (raw[0, :, :2] + grid[:, :2]) * grid[:, 2:]
    size = torch.exp(raw[0, :, 2:4]) * grid[:, 2:]
    boxes = torch.cat([centre - size / 2, centre + size / 2], 1)
    best = (raw[0, :, 5:] * raw[0, :, 4:5]).max(1)
    keep = batched_nms(boxes, best.values, best.indices, 0.45)
    keep = keep[best.values[keep] >= 0.1]
    save("yolox", {"raw": raw}, detections=found(boxes[keep], best.values[keep], best.indices[keep]))


def centernet():
    """Peaks by max-pooling, as in the paper's repository (xingyizhou/CenterNet, _nms), written anew."""
    heat, size, offset = torch.randn(1, 2, 10, 12) * 2, torch.rand(1, 2, 10, 12) * 5 + 0.5, torch.rand(1, 2, 10, 12)
    scores = torch.sigmoid(heat)
    peaks = (torch.nn.functional.max_pool2d(scores, 3, stride=1, padding=1) == scores) & (scores >= 0.3)
    boxes, kept, labels = [], [], []
    for _, label, y, x in peaks.nonzero().tolist():
        cx, cy = x + offset[0, 0, y, x], y + offset[0, 1, y, x]
        w, h = size[0, 0, y, x], size[0, 1, y, x]
        boxes.append([4 * (cx - w / 2), 4 * (cy - h / 2), 4 * (cx + w / 2), 4 * (cy + h / 2)])
        kept.append(scores[0, label, y, x])
        labels.append(label)
    order = torch.tensor(kept).argsort(descending=True)
    save("centernet", {"heat": heat, "size": size, "offset": offset}, detections=found(
        torch.tensor(boxes)[order], torch.tensor(kept)[order], torch.tensor(labels)[order]))


def shapes(name, logits):
    """Connected shapes by scipy, corners included: number of cells, box in cells and mean probability of each."""
    inside = logits[0, 0] >= 0
    probability = torch.sigmoid(torch.as_tensor(logits[0, 0])).numpy()
    numbered, count = scipy.ndimage.label(inside, np.ones((3,) * inside.ndim))
    save(name, {"mask": logits}, shapes=[
        {
            "cells": int((numbered == i + 1).sum()),
            "edges": [[int(part.start), int(part.stop)] for part in place],
            "mean": float(f"{probability[numbered == i + 1].mean():.9g}"),
        }
        for i, place in enumerate(scipy.ndimage.find_objects(numbered))
    ])


def activations():
    logits = torch.randn(1, 5) * 3
    save("activations", {"logits": logits}, softmax=plain(torch.softmax(logits, 1))["values"],
         sigmoid=plain(torch.sigmoid(logits))["values"])


suppression()
ssd()
retinanet()
fcos()
yolo()
yolox()
centernet()
activations()
random = np.random.default_rng(7)
shapes("plane", np.round(scipy.ndimage.gaussian_filter(random.normal(size=(1, 1, 40, 48)), (0, 0, 1.2, 1.2)) * 20, 3)
       .astype(np.float32) - 2)
shapes("volume", np.round(
    scipy.ndimage.gaussian_filter(random.normal(size=(1, 1, 12, 14, 16)), (0, 0, 0.9, 0.9, 0.9)) * 20, 3)
       .astype(np.float32) - 4)
