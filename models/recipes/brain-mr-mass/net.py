# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""A detector of centres (Zhou et al. 2019) with self-attention over the coarsest map; and how it is trained."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import brains
import pictures
import training
from data import CLASSES, SIDE
from layers import Attention, ConvNorm, Residual

SEED = 20272
COURSE = training.Course(epochs=30, rate=2e-3, batch=16, patience=10, average=0.995)
STRIDE = 8
CELLS = SIDE // STRIDE
DRAWN = 40  # heads; the golden cases use seeds below 1000


class Net(nn.Module):
    """N x 1 x 256 x 256 -> heat of a mass and of each class, width and height, offset, each N x ? x 32 x 32."""

    def __init__(self):
        super().__init__()
        self.stem = ConvNorm(1, 24, 3, 2)
        self.fine, self.middle, self.coarse = Residual(24, 32, 2), Residual(32, 80, 2), Residual(80, 144, 2)
        self.places = nn.Parameter(torch.randn(1, (CELLS // 2) ** 2, 144) * 0.02)
        self.attention = nn.Sequential(Attention(144, 6), Attention(144, 6))
        self.up = nn.ConvTranspose2d(144, 80, 2, 2)
        self.join = Residual(80, 80)
        self.trunk = ConvNorm(80, 64)
        self.mass, self.heat = nn.Conv2d(64, 1, 1), nn.Conv2d(64, len(CLASSES), 1)
        self.size, self.offset = nn.Conv2d(64, 2, 1), nn.Conv2d(64, 2, 1)
        for head in (self.mass, self.heat):
            nn.init.constant_(head.bias, -4.0)  # a centre is rare
        nn.init.constant_(self.size.bias, math.log(6.0))
        nn.init.constant_(self.offset.bias, 0.5)

    def forward(self, x):
        middle = self.middle(self.fine(torch.relu(self.stem(x))))
        coarse = self.coarse(middle)
        tokens = coarse.flatten(2).transpose(1, 2) + self.places
        coarse = self.attention(tokens).transpose(1, 2).reshape(coarse.shape)
        x = torch.relu(self.trunk(self.join(middle + self.up(coarse))))
        return self.mass(x), self.heat(x), self.size(x).exp(), self.offset(x)


def changed(x, boxes):
    """Turned by little, scaled, shifted, mirrored; the film of another scanner. Boxes follow."""
    n = len(x)
    matrices = pictures.placed(n, degrees=8, scale=(0.8, 1.25), shift=0.12)
    new = pictures.exposed(pictures.moved(x, matrices))
    kept = torch.rand(n) < 0.2
    x = torch.where(kept.view(-1, 1, 1, 1), x, new)
    whole = torch.cat([matrices, torch.tensor([[[0.0, 0.0, 1.0]]]).expand(n, 1, 3)], 1)
    back = torch.linalg.inv(whole)
    centre, half = boxes[:, :2] + boxes[:, 2:] - 1, boxes[:, 2:] - boxes[:, :2]  # in -1 to 1
    centre = (back[:, :2, :2] @ centre.unsqueeze(2)).squeeze(2) + back[:, :2, 2]
    # an ellipse inside the box, turned, has this half width and height
    half = ((back[:, :2, :2] * half.unsqueeze(1)) ** 2).sum(2).sqrt()
    moved = torch.cat([centre - half, centre + half], 1).add(1).div(2).clamp(0, 1)
    return pictures.standardised(x), torch.where(kept.view(-1, 1), boxes, moved)


def heat_map(boxes):
    """A bell over each box, 1 in the cell of its centre; N x CELLS x CELLS."""
    at = torch.arange(CELLS) + 0.5
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2 * CELLS
    spread = ((boxes[:, 2:] - boxes[:, :2]) * CELLS / 6).clamp_min(0.6)
    bell = lambda axis: torch.exp(-(((at - centre[:, axis, None].floor() - 0.5) / spread[:, axis, None]) ** 2) / 2)
    return bell(1).unsqueeze(2) * bell(0).unsqueeze(1)


def focal(logits, target):
    """CenterNet's: cells near a centre weigh less as negatives."""
    p = torch.sigmoid(logits).clamp(1e-4, 1 - 1e-4)
    hit = target > 0.999
    positive = -((1 - p) ** 2) * p.log() * hit
    negative = -((1 - target) ** 4) * p**2 * (1 - p).log() * ~hit
    return (positive.sum() + negative.sum()) / hit.sum().clamp_min(1)


def decoded(size, offset):
    """Boxes of all cells, N x CELLS x CELLS x 4, in cells."""
    column = torch.arange(CELLS).view(1, 1, -1)
    row = torch.arange(CELLS).view(1, -1, 1)
    x, y = column + offset[:, 0], row + offset[:, 1]
    return torch.stack([x - size[:, 0] / 2, y - size[:, 1] / 2, x + size[:, 0] / 2, y + size[:, 1] / 2], 3)


def overlap(a, b):
    """IoU, and the generalised one of Rezatofighi et al. 2019."""
    area = lambda c: (c[..., 2:] - c[..., :2]).clamp_min(0).prod(-1)
    both = area(torch.cat([torch.maximum(a[..., :2], b[..., :2]), torch.minimum(a[..., 2:], b[..., 2:])], -1))
    either = (area(a) + area(b) - both).clamp_min(1e-6)
    hull = area(torch.cat([torch.minimum(a[..., :2], b[..., :2]), torch.maximum(a[..., 2:], b[..., 2:])], -1))
    return both / either, both / either - (hull - either) / hull.clamp_min(1e-6)


def best(mass, size, offset):
    """The box at the highest cell, as shares of the picture, and its logit."""
    logit, at = mass.flatten(1).max(1)
    boxes = decoded(size, offset).flatten(1, 2)
    return boxes[torch.arange(len(at)), at] / CELLS, logit


def drawn():
    """Drawn heads, every other one with a mass of no class."""
    heads = [brains.head(1000 + i, i % 2 == 0, SIDE) for i in range(DRAWN)]
    grey = torch.from_numpy(np.stack([grey for grey, _ in heads])).unsqueeze(1)
    boxes = torch.tensor([brains.box(mask) if mask.any() else (0.5, 0.5, 0.5, 0.5) for _, mask in heads])
    there = torch.tensor([bool(mask.any()) for _, mask in heads])
    return pictures.spread(grey).mul(255).round().to(torch.uint8), boxes.float(), there


def train(parts, keep):
    torch.manual_seed(SEED)
    learnt, held = parts["training"], parts["validation"]
    more, more_boxes, there = drawn()
    pixels, boxes = torch.cat([learnt.pixels, more]), torch.cat([learnt.boxes, more_boxes])
    labels = torch.cat([learnt.labels, torch.full((DRAWN,), -1)])  # -1: no class to learn
    has = torch.cat([torch.ones(len(learnt), dtype=torch.bool), there])
    seen = pictures.standardised(held.pixels.float().div(255))

    def loss(net, chosen):
        x, where = changed(pixels[chosen].float().div(255), boxes[chosen])
        mass, heat, size, offset = net(x)
        bell = heat_map(where) * has[chosen].view(-1, 1, 1)
        classed = labels[chosen] >= 0
        of_class = F.one_hot(labels[chosen].clamp_min(0), len(CLASSES)).view(-1, len(CLASSES), 1, 1) * bell.unsqueeze(1)
        near = bell * (bell > 0.5)
        _, generalised = overlap(decoded(size, offset), (where * CELLS).view(-1, 1, 1, 4))
        placed = ((1 - generalised) * near).sum() / near.sum().clamp_min(1)
        return focal(mass.squeeze(1), bell) + focal(heat[classed], of_class[classed]) + 3 * placed

    def score(net):
        ious, right = [], []
        for some in torch.arange(len(held)).split(32):
            mass, heat, size, offset = net(seen[some])
            boxes, _ = best(mass, size, offset)
            ious.append(overlap(boxes, held.boxes[some])[0])
            right.append(heat.flatten(2).amax(2).argmax(1) == held.labels[some])
        ious, right = torch.cat(ious), torch.cat(right)
        hit = (ious >= 0.5).float()
        return {"found": hit.mean(), "found-and-named": (hit * right).mean(), "mean-iou": ious.mean()}

    net, report = training.fit(Net(), COURSE, len(pixels), loss, score, SEED, keep)
    return net, report
