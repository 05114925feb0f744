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
COURSE = training.Course(epochs=20, rate=3e-3, batch=32, patience=20, brief=True)
SLICES, WIDE, HIDDEN = 64, 48, 48
WINDOW = 5  # slices: how thick something is across them cannot be seen in one


def windows(x):
    """Each slice of N x D x 32 x 32 with the four before it: N x D x 5 x 32 x 32. Before the first there is nothing."""
    after = torch.cat([torch.zeros_like(x[:, : WINDOW - 1]), x], 1)
    return torch.stack([after[:, k : k + x.shape[1]] for k in range(WINDOW)], 2)


class Encoder(nn.Module):
    """Five slices, N x 5 x 32 x 32, as 48 numbers from 0: of the mean of the map and of its highest places."""

    def __init__(self):
        super().__init__()
        self.stem = ConvNorm(WINDOW, 16, 5, 2)
        self.blocks = nn.Sequential(Residual(16, 24), Residual(24, 40, 2), Residual(40, WIDE, 2))
        self.mixed = nn.Linear(2 * WIDE, WIDE)

    def forward(self, x):
        x = self.blocks(torch.relu(self.stem(x)))
        return torch.relu(self.mixed(torch.cat([x.mean(dim=(2, 3)), x.amax(dim=(2, 3))], 1)))

    def stack(self, x):
        """Stacks N x D x 32 x 32 as N x D x 48. Most windows are empty: these are looked at once."""
        flat = windows(x).flatten(0, 1)
        shown = flat.flatten(1).amax(dim=1) > 0
        found = self(torch.cat([flat[shown], torch.zeros_like(flat[:1])])).float()
        at = torch.where(shown, shown.cumsum(0) - 1, len(found) - 1)
        return found[at].reshape(*x.shape[:2], WIDE)


class Recurrent(nn.Module):
    """Hochreiter and Schmidhuber's LSTM with a way around it; the answer is made of the highest of each number so far."""

    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.cell = nn.LSTM(WIDE, HIDDEN, batch_first=True)
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(HIDDEN, 1)

    def forward_stack(self, x):
        """N x D x 32 x 32 -> N logits."""
        each = self.encoder.stack(x)
        with torch.autocast(x.device.type, enabled=False):
            hidden, _ = self.cell(each)
        return self.head(self.drop((hidden + each).amax(dim=1).clamp_min(0))).squeeze(1)

    def forward(self, slice_, before, hidden, cell, peak):
        """One slice 1 x 1 x 64 x 64, the four before it 1 x 4 x 32 x 32, three states 1 x 1 x 48 -> logit and the states for the
        next slice."""
        window = torch.cat([before, F.avg_pool2d(slice_, 2)], 1)
        one = self.encoder(window).unsqueeze(1)
        hidden, (_, cell) = self.cell(one, (hidden, cell))
        peak = torch.maximum(peak, hidden + one)
        return self.head(peak.squeeze(1)), window[:, 1:], hidden, cell, peak


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

    def answer(self, each):
        each = self.blocks(each + self.places)
        weights = torch.softmax(self.weight(each), dim=1)
        return self.head(self.drop((each * weights).sum(dim=1))), weights.squeeze(2)

    def forward_stack(self, x):
        return self.answer(self.encoder.stack(x))[0].squeeze(1)

    def forward(self, frames):
        """1 x 64 x 1 x 64 x 64 -> logit and one weight per slice."""
        each = self.encoder(windows(F.avg_pool2d(frames.squeeze(2), 2)).flatten(0, 1))
        return self.answer(each.unsqueeze(0))


class Whole(nn.Module):
    """The network on whole stacks of halved slices, as training uses it."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return self.net.forward_stack(x.squeeze(1))


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
