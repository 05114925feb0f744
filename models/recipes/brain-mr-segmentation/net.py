# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""A U-Net (Ronneberger et al. 2015) whose first step halves the picture; and how it is trained."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import brains
import data
import pictures
import training
from layers import ConvNorm

SEED = 20271
COURSE = training.Course(epochs=54, rate=2e-3, batch=8, patience=20, average=0.998, decay=0.05, rise=0.15, brief=True)
CHANNELS = (24, 48, 80, 128, 176)
COARSE = 1  # the step up whose map is taught too: an eighth of the picture's width
LEAST = 28  # cells of a shape that counts
DRAWN = 40  # heads; the golden cases use seeds below 1000
EMPTY = 0.5  # what the Dice of a picture without a tumour weighs
MIXED = 0.3  # of the pictures of a batch: a part of each comes from its neighbour


class Pair(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.first, self.second = ConvNorm(inputs, outputs, 3, stride), ConvNorm(outputs, outputs)

    def forward(self, x):
        return torch.relu(self.second(torch.relu(self.first(x))))


class Net(nn.Module):
    """Logits of half the picture's width and height; of an eighth; and whether there is a tumour at all."""

    def __init__(self):
        super().__init__()
        ways = list(zip(CHANNELS, CHANNELS[1:]))
        self.down = nn.ModuleList([Pair(1, CHANNELS[0], 2)] + [Pair(a, b, 2) for a, b in ways])
        self.up = nn.ModuleList([nn.ConvTranspose2d(b, a, 2, 2) for a, b in reversed(ways)])
        self.join = nn.ModuleList([Pair(2 * a, a) for a, _ in reversed(ways)])
        self.head = nn.Conv2d(CHANNELS[0], 1, 1)
        self.coarse, self.any = nn.Conv2d(CHANNELS[-2 - COARSE], 1, 1), nn.Linear(CHANNELS[-1], 1)

    def forward(self, x):
        kept = []
        for down in self.down:
            x = down(x)
            kept.append(x)
        there = self.any(x.amax((2, 3)))
        for step, (up, join, beside) in enumerate(zip(self.up, self.join, reversed(kept[:-1]))):
            x = join(torch.cat([up(x), beside], 1))
            if step == COARSE:
                coarse = self.coarse(x)
        return self.head(x), coarse, there


class Marked(nn.Module):
    """What the graph says: the finest map alone."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return self.net(x)[0]


def changed(x, masks):
    """Turned, scaled, shifted, mirrored and bent together; the film of another scanner for the picture alone; mixed."""
    n = len(x)
    matrices = pictures.placed(n, degrees=30, scale=(0.7, 1.4), shift=0.1, flatter=1.3)
    both = pictures.moved(torch.cat([x, masks], 1), matrices, shifts=pictures.bent(n, x.shape[-1], depth=0.05))
    kept = (torch.rand(n) < 0.1).view(-1, 1, 1, 1)
    new = torch.where(kept, x, pictures.exposed(both[:, :1], 1.4))
    x, masks = mixed(new, torch.where(kept, masks, both[:, 1:]))
    return pictures.standardised(x), masks


def mixed(x, masks):
    """In some pictures a rectangle, a tenth to half of them, comes from the one before, outlines too (Yun et al. 2019)."""
    n, side = len(x), x.shape[-1]
    high, wide = (pictures.uniform(n, 0.32, 0.71).view(-1, 1) for _ in range(2))
    top, left = torch.rand(n, 1) * (1 - high), torch.rand(n, 1) * (1 - wide)
    at = ((torch.arange(side) + 0.5) / side).view(1, -1)
    rows, columns = (at >= top) & (at < top + high), (at >= left) & (at < left + wide)
    taken = rows.unsqueeze(2) & columns.unsqueeze(1) & (torch.rand(n) < MIXED).view(-1, 1, 1)
    taken = taken.unsqueeze(1)
    return torch.where(taken, x.roll(1, 0), x), torch.where(taken, masks.roll(1, 0), masks)


def dice_loss(logits, masks, grain):
    """The mean of 1 - Dice of each picture, so that a small tumour counts as much as a large one.

    A picture without a tumour counts through what is wrongly found in it, and EMPTY as much; grain cells of that halve its Dice.
    """
    found, over = torch.sigmoid(logits), (1, 2, 3)
    each = 1 - (2 * (found * masks).sum(over) + grain) / (found.sum(over) + masks.sum(over) + grain)
    weights = torch.where(masks.sum(over) > 0, 1.0, EMPTY)
    return (each * weights).sum() / weights.sum()


def dice(logits, masks):
    """Of each picture that has a tumour, as `gantry evaluate` computes it."""
    found = logits >= 0
    each = [(f, m) for f, m in zip(found, masks > 0.5) if m.any()]
    return torch.tensor([2 * float((f & m).sum()) / float(f.sum() + m.sum()) for f, m in each])


def drawn(side):
    """Drawn heads, every other one with a mass: pictures and masks, N x 1 x side x side bytes."""
    heads = [brains.head(1000 + i, i % 2 == 0, side) for i in range(DRAWN)]
    grey, masks = (torch.from_numpy(np.stack(values)).unsqueeze(1) for values in zip(*heads))
    return pictures.spread(grey).mul(255).round().to(torch.uint8), masks.to(torch.uint8)


def train(parts, keep):
    torch.manual_seed(SEED)
    learnt, held = data.smaller(parts["training"]), parts["validation"]  # asked about at full size, as the graph is
    more = drawn(learnt.pixels.shape[-1])
    pixels, outlined = (torch.cat(pair) for pair in zip((learnt.pixels, learnt.masks), more))
    seen = pictures.standardised(held.values())
    halved = F.avg_pool2d(held.masks.float(), 2)

    def loss(net, chosen):
        x, masks = changed(pixels[chosen].float().div(255), outlined[chosen].float())
        logits, coarse, there = net(x)
        fine, rough = F.avg_pool2d(masks, 2), F.avg_pool2d(masks, 8)
        return (
            F.binary_cross_entropy_with_logits(logits, fine) + dice_loss(logits, fine, 16)
            + F.binary_cross_entropy_with_logits(coarse, rough) + dice_loss(coarse, rough, 1)
            + 0.2 * F.binary_cross_entropy_with_logits(there, (masks.sum((2, 3)) > 16).float())
        )

    def score(net):
        logits = torch.cat([net(some)[0] for some in seen.split(16)])
        each = dice(logits, halved)
        none = held.masks.flatten(1).amax(1) == 0
        return {"dice": each.mean(), "median": each.median(), "missed": (each < 0.1).float().mean(),
                "false-marks": (logits[none].flatten(1) >= 0).sum(1).ge(LEAST).float().mean(),
                "validation-loss": F.binary_cross_entropy_with_logits(logits, halved)}

    net, report = training.fit(Net(), COURSE, len(pixels), loss, score, SEED, keep)
    return Marked(net), report
