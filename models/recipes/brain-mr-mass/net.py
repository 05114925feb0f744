# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""A detector of centres (Zhou et al. 2019) with self-attention over the coarsest map; and how it is trained."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import brains
import data
import pictures
import training
from data import CLASSES, FIRST_SIDE, SIDE
from layers import Attention, ConvNorm, Residual

SEEDS = (20272, 20282)  # of the two nets
FIRST = training.Course(epochs=18, rate=2e-3, batch=16, patience=14, average=0.995, decay=0.05, rise=0.15, brief=True, ends=14)
COURSE = training.Course(epochs=16, rate=1.5e-3, batch=8, patience=16, average=0.998, decay=0.05, rise=0.1, brief=True)
STRIDE = 8
LOWEST = -4.0  # of a logit that may be a peak
DRAWN = 40  # heads; the golden cases use seeds below 1000
WEIGHTS = (1.0, 1.0, 1.75, 0.5)  # of a picture of each class, and of a drawn one, in all of the loss


class Net(nn.Module):
    """N x 1 x side x side -> heat of a mass and of each class, width and height, offset, each N x ? x cells x cells.

    cells = side / 8. Two maps more are for training alone: what is inside of a box, and how well the box of a cell fits.
    """

    def __init__(self, side):
        super().__init__()
        self.stem = ConvNorm(1, 24, 3, 2)
        self.fine, self.middle, self.coarse = Residual(24, 32, 2), Residual(32, 80, 2), Residual(80, 144, 2)
        self.places = nn.Parameter(torch.randn(1, (side // STRIDE // 2) ** 2, 144) * 0.02)
        self.attention = nn.Sequential(Attention(144, 6), Attention(144, 6))
        self.up = nn.ConvTranspose2d(144, 80, 2, 2)
        self.join = Residual(80, 80)
        self.trunk = ConvNorm(80, 64)
        self.mass, self.heat = nn.Conv2d(64, 1, 1), nn.Conv2d(64, len(CLASSES), 1)
        self.size, self.offset = nn.Conv2d(64, 2, 1), nn.Conv2d(64, 2, 1)
        self.inside, self.fit = nn.Conv2d(64, 1, 1), nn.Conv2d(64, 1, 1)
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
        return self.mass(x), self.heat(x), self.size(x).exp(), self.offset(x), self.inside(x), self.fit(x)


class Grown(Net):
    """A trained net on larger pictures."""

    def __init__(self, net, side):
        super().__init__(side)
        held = net.state_dict()
        cells = math.isqrt(held["places"].shape[1])
        grid = held["places"].transpose(1, 2).reshape(1, -1, cells, cells)
        grid = F.interpolate(grid, size=(side // STRIDE // 2,) * 2, mode="bicubic", align_corners=False)
        self.load_state_dict({**held, "places": grid.flatten(2).transpose(1, 2)})
        with torch.no_grad():
            self.size.bias.add_(math.log(SIDE / FIRST_SIDE))  # the same mass is more cells wide


class Several(nn.Module):
    """The mean of what several nets say of each cell. Their boxes err in different places."""

    def __init__(self, nets):
        super().__init__()
        self.nets = nn.ModuleList(nets)

    def forward(self, x):
        return tuple(sum(maps) / len(self.nets) for maps in zip(*(net(x) for net in self.nets)))


class Both(nn.Module):
    """What the graph says: the mean of the picture's maps and those of its mirror image, mirrored back.

    `lines` (one row a question: slope, offset) make of a heat the logit of how probable it is that the box of this cell
    overlaps a mass (of this class) by half.
    """

    def __init__(self, net, lines):
        super().__init__()
        self.net = net
        self.register_buffer("slope", lines[:, 0].view(1, -1, 1, 1))
        self.register_buffer("offset", lines[:, 1].view(1, -1, 1, 1))

    def forward(self, x):
        mass, heat, size, offset, _, _ = self.net(torch.cat([x, x.flip(3)]))
        half = x.shape[0]
        back = lambda two: (two[:half] + two[half:].flip(3)) / 2
        across = (offset[:half, :1] + 1 - offset[half:, :1].flip(3)) / 2
        score = back(torch.cat([mass, heat], 1)) * self.slope + self.offset
        return score[:, :1], score[:, 1:], back(size), torch.cat([across, back(offset[:, 1:])], 1)


def calibrated(net, held):
    """Both, with the lines that make validation's hits likeliest; each peak of a heat is an example."""
    lines = torch.tensor([[1.0, 0.0]] * (1 + len(CLASSES)))
    both = Both(net, lines).eval()
    seen = pictures.standardised(held.pixels.float().div(255))
    with torch.no_grad():
        mass, heat, size, offset = (torch.cat(maps) for maps in zip(*(both(some) for some in seen.split(16))))
    hit = overlap(decoded(size, offset), (held.boxes * size.shape[-1]).view(-1, 1, 1, 4))[0] >= 0.5
    for at, one in enumerate(torch.cat([mass, heat], 1).unbind(1)):
        peak = (F.max_pool2d(one, 3, 1, 1) == one) & (one > LOWEST)
        right = hit if at == 0 else hit & (held.labels == at - 1).view(-1, 1, 1)
        lines[at] = torch.tensor(training.line(one[peak], right[peak]))
    return Both(net, lines)


def changed(x, boxes):
    """Turned by little, scaled, shifted, mirrored, hardly bent; the film of another scanner. Boxes follow (not the bending)."""
    n = len(x)
    matrices = pictures.placed(n, degrees=12, scale=(0.75, 1.3), shift=0.15, flatter=1.25)
    new = pictures.exposed(pictures.moved(x, matrices, shifts=pictures.bent(n, x.shape[-1], depth=0.01)), 1.3)
    kept = torch.rand(n) < 0.1
    x = torch.where(kept.view(-1, 1, 1, 1), x, new)
    whole = torch.cat([matrices, torch.tensor([[[0.0, 0.0, 1.0]]]).expand(n, 1, 3)], 1)
    back = torch.linalg.inv(whole)
    centre, half = boxes[:, :2] + boxes[:, 2:] - 1, boxes[:, 2:] - boxes[:, :2]  # in -1 to 1
    centre = (back[:, :2, :2] @ centre.unsqueeze(2)).squeeze(2) + back[:, :2, 2]
    # an ellipse inside the box, turned, has this half width and height
    half = ((back[:, :2, :2] * half.unsqueeze(1)) ** 2).sum(2).sqrt()
    moved = torch.cat([centre - half, centre + half], 1).add(1).div(2).clamp(0, 1)
    return pictures.standardised(x), torch.where(kept.view(-1, 1), boxes, moved)


def bells(boxes, cells, share=1 / 6, least=0.6):
    """A bell over each box, 1 in the cell of its centre; N x cells x cells."""
    at = torch.arange(cells) + 0.5
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2 * cells
    spread = ((boxes[:, 2:] - boxes[:, :2]) * cells * share).clamp_min(least)
    bell = lambda axis: torch.exp(-(((at - centre[:, axis, None].floor() - 0.5) / spread[:, axis, None]) ** 2) / 2)
    return bell(1).unsqueeze(2) * bell(0).unsqueeze(1)


def ellipses(boxes, cells):
    """1 in the cells inside of the ellipse of each box; N x cells x cells."""
    at = torch.arange(cells) + 0.5
    centre, half = (boxes[:, :2] + boxes[:, 2:]) / 2 * cells, ((boxes[:, 2:] - boxes[:, :2]) / 2 * cells).clamp_min(0.5)
    away = lambda axis: ((at - centre[:, axis, None]) / half[:, axis, None]) ** 2
    return (away(1).unsqueeze(2) + away(0).unsqueeze(1) < 1).float()


def focal(logits, target, weights):
    """CenterNet's: cells near a centre weigh less as negatives. weights: of each picture."""
    p = torch.sigmoid(logits).clamp(1e-4, 1 - 1e-4)
    hit = target > 0.999
    weights = weights.view(-1, *[1] * (target.ndim - 1))
    positive = -((1 - p) ** 2) * p.log() * hit
    negative = -((1 - target) ** 4) * p**2 * (1 - p).log() * ~hit
    return ((positive + negative) * weights).sum() / (hit * weights).sum().clamp_min(1)


def decoded(size, offset):
    """Boxes of all cells, N x cells x cells x 4, in cells."""
    cells = size.shape[-1]
    column = torch.arange(cells).view(1, 1, -1)
    row = torch.arange(cells).view(1, -1, 1)
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
    return boxes[torch.arange(len(at)), at] / size.shape[-1], logit


def drawn(side):
    """Drawn heads, every other one with a mass of no class."""
    heads = [brains.head(1000 + i, i % 2 == 0, side) for i in range(DRAWN)]
    grey = torch.from_numpy(np.stack([grey for grey, _ in heads])).unsqueeze(1)
    boxes = torch.tensor([brains.box(mask) if mask.any() else (0.5, 0.5, 0.5, 0.5) for _, mask in heads])
    there = torch.tensor([bool(mask.any()) for _, mask in heads])
    return pictures.spread(grey).mul(255).round().to(torch.uint8), boxes.float(), there


def course(net, rules, learnt, held, seed, keep):
    """One course of training."""
    more, more_boxes, there = drawn(learnt.pixels.shape[-1])
    pixels, boxes = torch.cat([learnt.pixels, more]), torch.cat([learnt.boxes, more_boxes])
    labels = torch.cat([learnt.labels, torch.full((DRAWN,), -1)])  # -1: no class to learn
    has = torch.cat([torch.ones(len(learnt), dtype=torch.bool), there])
    seen = pictures.standardised(held.pixels.float().div(255))

    def loss(net, chosen):
        x, where = changed(pixels[chosen].float().div(255), boxes[chosen])
        mass, heat, *rest = net(x)
        bell = bells(where, mass.shape[-1]) * has[chosen].view(-1, 1, 1)
        classed, weights = labels[chosen] >= 0, torch.tensor(WEIGHTS)[labels[chosen]]
        of_class = F.one_hot(labels[chosen].clamp_min(0), len(CLASSES)).view(-1, len(CLASSES), 1, 1) * bell.unsqueeze(1)
        return (focal(mass.squeeze(1), bell, weights) + focal(heat[classed], of_class[classed], weights[classed])
                + placed(has[chosen] * weights, where, *rest))

    def score(net):
        ious, right = [], []
        for some in torch.arange(len(held)).split(32):
            mass, heat, size, offset = net(seen[some])[:4]
            boxes, _ = best(mass, size, offset)
            ious.append(overlap(boxes, held.boxes[some])[0])
            right.append(heat.flatten(2).amax(2).argmax(1) == held.labels[some])
        ious, right = torch.cat(ious), torch.cat(right)
        hit = (ious >= 0.5).float()
        return {"found": hit.mean(), "found-and-named": (hit * right).mean(), "mean-iou": ious.mean(),
                "tight": (ious >= 0.75).float().mean(), "gliomas": hit[held.labels == CLASSES.index("glioma")].mean()}

    return training.fit(net, rules, len(pixels), loss, score, seed, keep)


def placed(weights, where, size, offset, inside, fit):
    """Each picture weighs its weight, however large its mass is (0: none there); many cells of a box learn it."""
    cells, total = size.shape[-1], weights.sum().clamp_min(1)
    wide = bells(where, cells, 1 / 4, 0.8)
    near = wide * (wide > 0.5)
    near = near / near.sum((1, 2), keepdim=True).clamp_min(1e-6) * weights.view(-1, 1, 1)
    plain, generalised = overlap(decoded(size, offset), (where * cells).view(-1, 1, 1, 4))
    box = ((1 - generalised) * near).sum() / total
    fits = F.binary_cross_entropy_with_logits(fit.squeeze(1), plain.detach().clamp(0, 1), reduction="none")
    fits = (fits * near).sum() / total
    shape = ellipses(where, cells)
    found = torch.sigmoid(inside.squeeze(1))
    dice = 1 - (2 * (found * shape).sum((1, 2)) + 1) / (found.sum((1, 2)) + shape.sum((1, 2)) + 1)
    return 4 * box + fits + (dice * weights).sum() / total


def grown(parts, seed, files):
    """A net after both of its courses, and the curve of both."""
    learnt, held = parts["training"], parts["validation"]
    torch.manual_seed(seed)
    net, before = course(Net(FIRST_SIDE), FIRST, data.smaller(learnt), data.smaller(held), seed, files[0])
    torch.manual_seed(seed + 1)
    net, report = course(Grown(net, SIDE), COURSE, learnt, held, seed, files[1])
    return net, training.joined(before["curve"], report)


def train(parts, keep):
    one, first = grown(parts, SEEDS[0], (keep.with_name("first.pt"), keep))
    other, second = grown(parts, SEEDS[1], (keep.with_name("other-first.pt"), keep.with_name("other.pt")))
    return calibrated(Several([one, other]), parts["validation"]), training.joined(first["curve"], second)
