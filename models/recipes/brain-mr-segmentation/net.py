# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""A U-Net (Ronneberger et al. 2015) whose first step halves the picture; and how it is trained."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import brains
import pictures
import training
from layers import ConvNorm

SEED = 20271
COURSE = training.Course(epochs=22, rate=3e-3, batch=16, patience=8)
CHANNELS = (16, 32, 64, 96)
DRAWN = 40  # heads; the golden cases use seeds below 1000


class Pair(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.first, self.second = ConvNorm(inputs, outputs, 3, stride), ConvNorm(outputs, outputs)

    def forward(self, x):
        return torch.relu(self.second(torch.relu(self.first(x))))


class Net(nn.Module):
    """Logits of half the picture's width and height."""

    def __init__(self):
        super().__init__()
        ways = list(zip(CHANNELS, CHANNELS[1:]))
        self.down = nn.ModuleList([Pair(1, CHANNELS[0], 2)] + [Pair(a, b, 2) for a, b in ways])
        self.up = nn.ModuleList([nn.ConvTranspose2d(b, a, 2, 2) for a, b in reversed(ways)])
        self.join = nn.ModuleList([Pair(2 * a, a) for a, _ in reversed(ways)])
        self.head = nn.Conv2d(CHANNELS[0], 1, 1)

    def forward(self, x):
        kept = []
        for down in self.down:
            x = down(x)
            kept.append(x)
        for up, join, beside in zip(self.up, self.join, reversed(kept[:-1])):
            x = join(torch.cat([up(x), beside], 1))
        return self.head(x)


def changed(x, masks):
    """Turned, scaled, shifted, mirrored together; the film of another scanner for the picture alone."""
    n = len(x)
    matrices = pictures.placed(n, degrees=20, scale=(0.8, 1.25), shift=0.08)
    both = pictures.moved(torch.cat([x, masks], 1), matrices)
    kept = (torch.rand(n) < 0.2).view(-1, 1, 1, 1)
    new = torch.where(kept, x, pictures.exposed(both[:, :1]))
    return pictures.standardised(new), torch.where(kept, masks, both[:, 1:])


def dice_loss(logits, masks):
    """1 - Dice of the whole batch: pictures without tumour count too, through what is wrongly found in them."""
    found = torch.sigmoid(logits)
    return 1 - (2 * (found * masks).sum() + 1) / (found.sum() + masks.sum() + 1)


def dice(logits, masks):
    """The mean over the pictures that have a tumour, as `gantry evaluate` computes it."""
    found = logits >= 0
    each = [(f, m) for f, m in zip(found, masks > 0.5) if m.any()]
    return sum(2 * float((f & m).sum()) / float(f.sum() + m.sum()) for f, m in each) / len(each)


def drawn(side):
    """Drawn heads, every other one with a mass: pictures and masks, N x 1 x side x side bytes."""
    heads = [brains.head(1000 + i, i % 2 == 0, side) for i in range(DRAWN)]
    grey, masks = (torch.from_numpy(np.stack(values)).unsqueeze(1) for values in zip(*heads))
    return pictures.spread(grey).mul(255).round().to(torch.uint8), masks.to(torch.uint8)


def train(parts, keep):
    torch.manual_seed(SEED)
    learnt, held = parts["training"], parts["validation"]
    more = drawn(learnt.pixels.shape[-1])
    pixels, outlined = (torch.cat(pair) for pair in zip((learnt.pixels, learnt.masks), more))
    seen = pictures.standardised(held.values())
    coarse = F.avg_pool2d(held.masks.float(), 2)

    def loss(net, chosen):
        x, masks = changed(pixels[chosen].float().div(255), outlined[chosen].float())
        masks = F.avg_pool2d(masks, 2)
        logits = net(x)
        return F.binary_cross_entropy_with_logits(logits, masks) + dice_loss(logits, masks)

    def score(net):
        logits = training.outputs(net, seen, 32)
        return {"dice": dice(logits, coarse), "validation-loss": F.binary_cross_entropy_with_logits(logits, coarse)}

    net, report = training.fit(Net(), COURSE, len(pixels), loss, score, SEED, keep)
    return net, report
