# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""What a graph's outputs amount to, worked out a second time with torch: no line shared with Gantry.

Boxes are dictionaries {label, score, box: [left, top, right, bottom]}, at first in pixels of the tensor, best first.
Masks are probabilities D H W for each label, 0 where a cell does not belong.
"""

import numpy as np
import scipy.ndimage
import torch
import torchvision


def softmax(logits):
    return torch.softmax(logits.double().flatten(), 0).tolist()


def sigmoid(logits):
    return torch.sigmoid(logits.double().flatten()).tolist()


def suppressed(boxes, scores, labels, least, overlap):
    """Class-wise non-maximum suppression (torchvision's), of all candidates from `least` on."""
    keep = scores >= least
    boxes, scores, labels = boxes[keep].float(), scores[keep].float(), labels[keep]
    order = torchvision.ops.batched_nms(boxes, scores, labels, overlap)
    return [{"label": int(labels[i]), "score": float(scores[i]), "box": boxes[i].tolist()} for i in order]


def best(found, most):
    """So many, and the first of each label even then."""
    firsts = {each["label"]: i for i, each in reversed(list(enumerate(found)))}.values()
    return [each for i, each in enumerate(found) if i < most or i in firsts]


def as_given(boxes, scores, labels, least):
    """Boxes that the graph has suppressed itself."""
    return [{"label": int(l), "score": float(s), "box": b.tolist()} for b, s, l in zip(boxes, scores, labels) if s >= least]


def corners(centre_x, centre_y, width, height):
    return torch.stack([centre_x - width / 2, centre_y - height / 2, centre_x + width / 2, centre_y + height / 2], 1)


def per_class(boxes, scores):
    """One candidate for each box and class: scores N x K."""
    classes = scores.shape[1]
    return (boxes.repeat_interleave(classes, 0), scores.flatten(),
            torch.arange(classes).repeat(boxes.shape[0]))


def best_class(boxes, scores):
    best, kind = scores.max(1)
    return boxes, best, kind


def yolo5(rows):
    rows = rows[0]
    return corners(*rows[:, :4].unbind(1)), rows[:, 4:5] * rows[:, 5:]


def yolo8(columns):
    rows = columns[0].T
    return corners(*rows[:, :4].unbind(1)), rows[:, 4:]


def yolox(rows, height, width, strides=(8, 16, 32)):
    grids, steps = [], []
    for stride in strides:
        y, x = torch.meshgrid(torch.arange(height // stride), torch.arange(width // stride), indexing="ij")
        grids.append(torch.stack([x.flatten(), y.flatten()], 1))
        steps.append(torch.full((grids[-1].shape[0], 1), stride))
    grid, step, rows = torch.cat(grids), torch.cat(steps), rows[0]
    centre, size = (rows[:, :2] + grid) * step, torch.exp(rows[:, 2:4]) * step
    return corners(*centre.unbind(1), *size.unbind(1)), rows[:, 4:5] * rows[:, 5:]


def clipped(boxes, height, width):
    return torchvision.ops.clip_boxes_to_image(boxes, (height, width))


def ssd(offsets, logits, priors, height, width, variances=(0.1, 0.2)):
    """Offsets from priors given as centre and size; class 0 is background."""
    offsets, scores = offsets[0], torch.softmax(logits[0], 1)[:, 1:]
    centre = priors[:, :2] + offsets[:, :2] * variances[0] * priors[:, 2:]
    size = priors[:, 2:] * torch.exp(offsets[:, 2:] * variances[1])
    return clipped(corners(*centre.unbind(1), *size.unbind(1)), height, width), scores


def centernet(heat, size, offset, stride):
    """Peaks of 3 x 3 neighbourhoods; no suppression beyond that. Boxes, scores, labels."""
    peaks = torch.where(torch.nn.functional.max_pool2d(heat, 3, 1, 1) == heat, heat, torch.zeros(()))[0]
    classes, height, width = peaks.shape
    scores, at = peaks.flatten().sort(descending=True)
    kind, y, x = at // (height * width), at // width % height, at % width
    cx, cy = x + offset[0, 0, y, x], y + offset[0, 1, y, x]
    boxes = corners(cx, cy, size[0, 0, y, x], size[0, 1, y, x]) * stride
    return boxes, scores, kind


def fcos(classes, distances, centres, height, width, strides=(8, 16, 32)):
    """Left, top, right and bottom from the middle of each cell; score = root of class times centredness."""
    boxes, scores = [], []
    for kind, reach, middle, stride in zip(classes, distances, centres, strides):
        y, x = torch.meshgrid(*[torch.arange(length) for length in kind.shape[2:]], indexing="ij")
        x, y = (x.flatten() + 0.5) * stride, (y.flatten() + 0.5) * stride
        left, top, right, bottom = reach[0].flatten(1)
        boxes.append(torch.stack([x - left, y - top, x + right, y + bottom], 1))
        scores.append(torch.sqrt(torch.sigmoid(kind[0].flatten(1)) * torch.sigmoid(middle[0].flatten(1))).T)
    return clipped(torch.cat(boxes), height, width), torch.cat(scores)


def placed(found, across, down):
    """The boxes in columns and rows of the object, clipped to it; those outside of it go."""
    moved = [{**each, "box": [float(axis.at(edge)) for axis, edge in zip((across, down, across, down), each["box"])]}
             for each in found]
    return [each for each in moved if each["box"][0] < each["box"][2] and each["box"][1] < each["box"][3]]


def over(values, cut):
    """Logits 1 K (D) H W; labels may overlap."""
    found = torch.sigmoid(values[0].double()).numpy()
    return _with_depth(np.where(found >= cut, found, 0))


def given(values, cut):
    """Probabilities already."""
    found = values[0].double().numpy()
    return _with_depth(np.where(found >= cut, found, 0))


def highest(values):
    """Each cell belongs to the label with the highest logit."""
    found = torch.softmax(values[0].double(), 0).numpy()
    return _with_depth(np.where(found == found.max(0, keepdims=True), found, 0))


def _with_depth(found):
    return found[:, None] if found.ndim == 3 else found


def shapes(found, placement, pixels, least_cells, most):
    """Connected cells of one label, corners too: total size in mm2 or ml, and the largest ones.

    placement: where D (None for a picture), H and W lie in the object; pixels: how long they are in the input tensor,
    whose cells may be smaller than those of the mask.
    """
    edges = [np.array([0, 1.0]) if along is None else along.at(np.arange(length + 1.0) * whole / length)
             for along, length, whole in zip(placement, found.shape, pixels)]
    mm = np.prod([along.mm for along in placement if along is not None])
    unit = 1 if placement[0] is None else 1 / 1000
    covered = np.einsum("i,j,k->ijk", *[np.abs(np.diff(each)) for each in edges]) * mm * unit
    numbers, count = scipy.ndimage.label((found > 0) & (covered > 0), np.ones((3, 3, 3)))
    every = []
    for number, at in enumerate(scipy.ndimage.find_objects(numbers), 1):
        inside = numbers[at] == number
        if inside.sum() >= least_cells:
            ends = [(each[part.start], each[part.stop]) for each, part in zip(edges, at)]
            every.append({
                "size": float(covered[at][inside].sum()),
                "probability": float(found[at][inside].mean()),
                "box": [float(ends[2][0]), float(ends[1][0]), float(ends[2][1]), float(ends[1][1])],
                "slices": [float(min(ends[0])), float(max(ends[0]))],
            })
    every.sort(key=lambda each: -each["size"])
    return {"total": sum(each["size"] for each in every), "count": len(every),
            "probability": max((each["probability"] for each in every), default=0.0), "largest": every[:most]}
