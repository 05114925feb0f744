# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Two networks that read a stack of slices, on the same encoder: an LSTM, slice by slice, and self-attention over all."""

import torch
import torch.nn.functional as F
from torch import nn

import training
import volumes
from layers import Attention, ConvNorm, Residual

SEED = 20270
COURSE = training.Course(epochs=20, rate=3e-3, batch=32, patience=20)
SLICES, WIDE, HIDDEN = 64, 48, 48


class Encoder(nn.Module):
    """One slice, N x 1 x 32 x 32, as 48 numbers."""

    def __init__(self):
        super().__init__()
        self.stem = ConvNorm(1, 12, 5, 2)
        self.blocks = nn.Sequential(Residual(12, 24, 2), Residual(24, 32, 2), Residual(32, WIDE, 2))

    def forward(self, x):
        return self.blocks(torch.relu(self.stem(x))).mean(dim=(2, 3))


class Recurrent(nn.Module):
    """Hochreiter and Schmidhuber's LSTM; the answer is made of the highest that each hidden number has been so far."""

    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.cell = nn.LSTM(WIDE, HIDDEN, batch_first=True)
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(HIDDEN, 1)

    def all_slices(self, x):
        """N x D x 32 x 32 -> N logits."""
        count, slices = x.shape[:2]
        each = self.encoder(x.reshape(count * slices, 1, *x.shape[2:])).reshape(count, slices, WIDE)
        hidden, _ = self.cell(each)
        return self.head(self.drop(hidden.amax(dim=1).clamp_min(0))).squeeze(1)

    def forward(self, slice_, hidden, cell, peak):
        """One slice 1 x 1 x 64 x 64 and three states 1 x 1 x 48 -> logit and the states for the next slice."""
        one = self.encoder(F.avg_pool2d(slice_, 2)).unsqueeze(1)
        hidden, (_, cell) = self.cell(one, (hidden, cell))
        peak = torch.maximum(peak, hidden)
        return self.head(peak.squeeze(1)), hidden, cell, peak


class Attending(nn.Module):
    """Two transformer blocks over the slices, then a weighted mean; the weights say where it looked."""

    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.places = nn.Parameter(torch.randn(1, SLICES, WIDE) * 0.02)
        self.blocks = nn.Sequential(Attention(WIDE), Attention(WIDE))
        self.weight = nn.Linear(WIDE, 1)
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(WIDE, 1)

    def answer(self, x):
        count, slices = x.shape[:2]
        each = self.encoder(x.reshape(count * slices, 1, *x.shape[2:])).reshape(count, slices, WIDE)
        each = self.blocks(each + self.places)
        weights = torch.softmax(self.weight(each), dim=1)
        return self.head(self.drop((each * weights).sum(dim=1))), weights.squeeze(2)

    def all_slices(self, x):
        return self.answer(x)[0].squeeze(1)

    def forward(self, frames):
        """1 x 64 x 1 x 64 x 64 -> logit and one weight per slice."""
        return self.answer(F.avg_pool2d(frames.squeeze(2), 2))


class Whole(nn.Module):
    """The network on whole stacks of halved slices, as training uses it."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return self.net.all_slices(x.squeeze(1))


def train(parts, keep, make):
    torch.manual_seed(SEED)
    learnt, held = parts["training"], parts["validation"]
    x, seen = (F.avg_pool3d(part.values(), (1, 2, 2)) for part in (learnt, held))
    rarer = (1 - learnt.labels).sum() / learnt.labels.sum()

    def loss(net, chosen):
        truth = learnt.labels[chosen] * 0.95 + 0.025
        return F.binary_cross_entropy_with_logits(net(volumes.changed(x[chosen])), truth, pos_weight=rarer)

    def score(net):
        logits = training.outputs(net, seen)
        return {
            "auroc": training.auroc(held.labels, logits),
            "validation-loss": F.binary_cross_entropy_with_logits(logits, held.labels),
        }

    whole, report = training.fit(Whole(make()), COURSE, len(learnt), loss, score, SEED, keep)
    line = training.line(training.outputs(whole, seen), held.labels)
    training.straighten(whole.net.head, line)
    report["calibration"] = [round(v, 4) for v in line]
    return whole.net, report
