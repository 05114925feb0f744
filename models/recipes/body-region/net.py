# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""A small residual network, one logit for each kind of picture; and how it is trained."""

import torch
import torch.nn.functional as F
from torch import nn

import pictures
import training
from data import KINDS
from layers import ConvNorm, Residual

SEED = 20268
COURSE = training.Course(epochs=10, rate=4e-3, batch=64, patience=5)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = ConvNorm(1, 16, 3, 2)
        self.blocks = nn.Sequential(Residual(16, 32, 2), Residual(32, 64, 2), Residual(64, 96, 2))
        self.drop = nn.Dropout(0.2)
        self.head = nn.Linear(96, len(KINDS))

    def forward(self, x):
        x = self.blocks(torch.relu(self.stem(x)))
        return self.head(self.drop(x.mean(dim=(2, 3))))


def changed(x):
    """A third stays as it is. Pictures are upright, lying or upside down on a console: any quarter turn may come."""
    n = len(x)
    new = pictures.moved(x, pictures.placed(n, degrees=25, scale=(0.7, 1.3), shift=0.15))
    new = pictures.exposed(new)
    kept = (torch.rand(n) < 0.33).view(-1, 1, 1, 1)
    return pictures.standardised(torch.where(kept, x, new))


def train(parts, keep):
    learnt, held = parts["training"], parts["validation"]
    torch.manual_seed(SEED)
    net = Net()
    x, seen = learnt.pixels, pictures.standardised(held.pixels)

    def loss(net, chosen):
        return F.cross_entropy(net(changed(x[chosen])), learnt.labels[chosen], label_smoothing=0.02)

    def score(net):
        logits = training.outputs(net, seen, 256)
        return {
            "accuracy": (logits.argmax(1) == held.labels).float().mean(),
            "validation-loss": F.cross_entropy(logits, held.labels),
        }

    net, report = training.fit(net, COURSE, len(learnt), loss, score, SEED, keep)
    degrees = training.temperature(training.outputs(net, seen, 256), held.labels)
    training.cool(net.head, degrees)
    report["temperature"] = round(degrees, 4)
    return net, report
