# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""A 3D residual network on shapes of 64 x 64 x 64, one logit; and how it is trained."""

import torch
import torch.nn.functional as F
from torch import nn

import training
import volumes
from layers import ConvNorm, Residual

SEED = 20269
COURSE = training.Course(epochs=24, rate=3e-3, batch=32, patience=24)
CHANNELS = (16, 16, 32, 64, 96)


class Net(nn.Module):
    """Halves the volume at once: means of eight voxels keep what a finer grid would say of the surface."""

    def __init__(self):
        super().__init__()
        self.stem = ConvNorm(1, CHANNELS[0], 5, 2, dimensions=3)
        self.blocks = nn.Sequential(
            *[Residual(a, b, 1 if a == b else 2, dimensions=3) for a, b in zip(CHANNELS, CHANNELS[1:])]
        )
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(CHANNELS[-1], 1)

    def halved(self, x):
        """Of volumes that are halved already."""
        x = self.blocks(torch.relu(self.stem(x)))
        return self.head(self.drop(x.mean(dim=(2, 3, 4))))

    def forward(self, x):
        return self.halved(F.avg_pool3d(x, 2))


class Halved(nn.Module):
    """The network without its first step, which needs to be done but once in training."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return self.net.halved(x).squeeze(1)


def train(parts, keep):
    torch.manual_seed(SEED)
    learnt, held = parts["training"], parts["validation"]
    x, seen = (F.avg_pool3d(part.values(), 2) for part in (learnt, held))
    rarer = (1 - learnt.labels).sum() / learnt.labels.sum()  # both classes weigh the same

    def loss(net, chosen):
        truth = learnt.labels[chosen] * 0.95 + 0.025
        return F.binary_cross_entropy_with_logits(net(volumes.changed(x[chosen])), truth, pos_weight=rarer)

    def score(net):
        logits = training.outputs(net, seen)
        return {
            "auroc": training.auroc(held.labels, logits),
            "validation-loss": F.binary_cross_entropy_with_logits(logits, held.labels),
        }

    halved, report = training.fit(Halved(Net()), COURSE, len(learnt), loss, score, SEED, keep)
    line = training.line(training.outputs(halved, seen), held.labels)
    training.straighten(halved.net.head, line)
    report["calibration"] = [round(v, 4) for v in line]
    return halved.net, report
