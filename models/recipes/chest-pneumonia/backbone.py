# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""The network of version 2.1.0, two ResNet-18 of three quarters of the usual width side by side, and how they are trained.

Validation films look like training films, those of other days and machines do not. So training changes films far more than
validation films differ: place, size and form, exposure, sharpness and grain (random convolutions: Xu et al. 2021), and, inside the
network, the mean and spread of whole channels (MixStyle: Zhou et al. 2021). And the second network sees each film evened out:
brightness and contrast of each neighbourhood, which differ most from machine to machine, are the same all over it.
"""

import copy
import functools

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import films
from layers import ConvNorm, Residual
from pictures import placed, standardised, uniform
from training import Course, auroc, briefly, fit, follow, joined, line, outputs, straighten

SEED = 20262
CHANNELS = (48, 96, 192, 384)
SIDES = (96, 112, 128)  # of the first course, one drawn for each batch; the second has films.SIDE
FIRST = Course(epochs=14, rate=2e-3, batch=32, decay=0.05, average=0.99, patience=14, brief=True)
SECOND = Course(epochs=6, rate=8e-4, batch=32, decay=0.05, average=0.995, patience=6, rise=0.1, brief=True)
LAST = Course(epochs=2, rate=3e-4, batch=32, decay=0.05, average=0.99, patience=2, rise=0.2, brief=True)
DRAWN_OFTEN = 5  # times is each drawn film among the pictures of the last course
LAST_SHARE = 0.85  # of the weights after the last course; the rest is of those before it (Wortsman et al. 2022)
UNTOUCHED = 0.12  # of the pictures
SMOOTHING = 0.05
CAUSE = 0.3  # weight of "bacteria or a virus?", which is learnt beside the question


class Mixed(nn.Module):
    """While training, half of the batches get a mixture of their own and another picture's mean and spread of each channel."""

    def forward(self, x):
        if not self.training or torch.rand(()) < 0.5:
            return x
        mean = x.mean(dim=(2, 3), keepdim=True).detach()
        spread = (x.var(dim=(2, 3), keepdim=True, unbiased=False) + 1e-5).sqrt().detach()
        other = torch.randperm(len(x))
        share = torch.distributions.Beta(0.2, 0.2).sample((len(x), 1, 1, 1)).to(x)
        return (x - mean) / spread * (share * spread + (1 - share) * spread[other]) + share * mean + (1 - share) * mean[other]


class Net(nn.Module):
    """Standardised films N x 1 x side x side -> N logits; while it learns, those of "a virus?", too."""

    def __init__(self):
        super().__init__()
        self.stem = ConvNorm(1, CHANNELS[0], 7, 2)
        stages, inputs = [], CHANNELS[0]
        for number, outputs_ in enumerate(CHANNELS):
            first = Residual(inputs, outputs_, 1 if number == 0 else 2)
            stages.append(nn.Sequential(first, Residual(outputs_, outputs_)))
            inputs = outputs_
        self.stages = nn.ModuleList(stages)
        self.mixed = Mixed()
        self.drop = nn.Dropout(0.3)
        self.head, self.cause = nn.Linear(inputs, 1), nn.Linear(inputs, 1)

    def sight(self, x):
        """What the network is shown of a standardised film."""
        return x

    def places(self, x):
        """What is made of that at each place of a coarse grid."""
        x = F.max_pool2d(torch.relu(self.stem(x)), 3, 2, 1)
        for number, stage in enumerate(self.stages):
            x = stage(x)
            if self.training and number < 2:
                x = self.mixed(x)
        return x

    def forward(self, x):
        seen = self.drop(self.places(self.sight(x)).mean(dim=(2, 3)))
        answer = self.head(seen).squeeze(1)
        return (answer, self.cause(seen).squeeze(1)) if self.training else answer


class Evened(Net):
    """Sees how each pixel differs from its neighbourhood, measured by how much pixels differ there."""

    def sight(self, x):
        apart = x - around(x)
        return apart / (around(apart * apart).sqrt() + 0.15)


def around(x):
    """The mean of the square of a quarter of the side about each pixel, as far as it is in the film."""
    side = int(x.shape[-1])
    at = np.arange(side)
    near = np.abs(at[:, None] - at) <= side // 8
    rows = torch.from_numpy((near / near.sum(1, keepdims=True)).astype(np.float32)).to(x.device)[None, None]
    with torch.autocast(x.device.type, enabled=False):
        return rows @ x @ rows.transpose(2, 3)


class Pair(nn.Module):
    """The mean of two networks' logits. Both have one grid, so the share of each place in the answer is known."""

    def __init__(self, one, other):
        super().__init__()
        self.one, self.other = one, other
        self.head = nn.Linear(2 * CHANNELS[-1], 1)
        with torch.no_grad():
            self.head.weight.copy_(torch.cat([one.head.weight, other.head.weight], 1) / 2)
            self.head.bias.copy_((one.head.bias + other.head.bias) / 2)

    def forward(self, x):
        places = torch.cat([net.places(net.sight(x)) for net in (self.one, self.other)], 1)
        return self.head(places.mean(dim=(2, 3))).squeeze(1)


def moved(x):
    """Turned, sheared, cut out, each axis scaled by itself (the set has lost its aspect ratios), mirrored."""
    n = len(x)
    matrices = placed(n, degrees=15, scale=(0.68, 1.15), shift=0.12)
    matrices[:, 0, :2] *= uniform(n, -0.25, 0.25).exp().view(n, 1)
    matrices[:, 0, 1] += uniform(n, -0.1, 0.1)
    return F.grid_sample(x, F.affine_grid(matrices, x.shape, align_corners=False), align_corners=False)


def curved(x):
    """Gamma, an S-shaped curve, clipped ends."""
    n = len(x)
    each = lambda low, high: uniform(n, low, high).view(n, 1, 1, 1)
    x = x.clamp(0, 1) ** each(-0.7, 0.7).exp()
    bend = each(-0.5, 0.5)
    x = x + bend * x * (1 - x) * (2 * x - 1) * 2
    low = each(-0.1, 0.15)
    return ((x - low) / (each(0.8, 1.1) - low)).clamp(0, 1)


def sharpened(x):
    """What is finer than about a tenth of the picture is damped or raised, as the machines' own processing does."""
    n, side = len(x), x.shape[-1]
    width = (side // 10) | 1
    coarse = F.interpolate(F.adaptive_avg_pool2d(x, width), size=x.shape[-2:], mode="bilinear", align_corners=False)
    often = (torch.rand(n) < 0.5).float().view(n, 1, 1, 1)
    return x + often * uniform(n, -0.4, 0.8).view(n, 1, 1, 1) * (x - coarse)


def blurred(x):
    """Half of the batches lose what is finer than one to two and a half pixels; the rest is sharpened or softened by a kernel of 3."""
    n, side = len(x), x.shape[-1]
    if torch.rand(()) < 0.5:
        small = int(side / float(uniform(1, 1.2, 2.5)))
        down = F.interpolate(x, size=(small, small), mode="bilinear", align_corners=False, antialias=True)
        return F.interpolate(down, size=(side, side), mode="bilinear", align_corners=False)
    soft = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    return x + uniform(n, -0.8, 1.0).view(n, 1, 1, 1) * (soft - x)


def convolved(x):
    """Three in ten batches: a random kernel for each picture, mixed with the picture itself."""
    if torch.rand(()) > 0.3:
        return x
    n, side = len(x), 3 if torch.rand(()) < 0.5 else 5
    kernels = torch.randn(n, 1, side, side) / side
    found = F.conv2d(x.transpose(0, 1), kernels, padding=side // 2, groups=n).transpose(0, 1)
    share = uniform(n, 0.4, 1).view(n, 1, 1, 1)
    return share * standardised(x) + (1 - share) * standardised(found)


def shaded(x):
    n, side = len(x), x.shape[-1]
    each = lambda low, high: uniform(n, low, high).view(n, 1, 1, 1)
    ramp = torch.linspace(-1, 1, side)
    return x * (1 + each(-0.25, 0.25) * ramp.view(1, 1, 1, -1) + each(-0.25, 0.25) * ramp.view(1, 1, -1, 1))


def covered(x):
    """Rectangles of the mean, the dark or the bright in half of the pictures; dark edges, as of a collimator, in a quarter."""
    n, side = len(x), x.shape[-1]
    for i in torch.nonzero(torch.rand(n) < 0.5).flatten().tolist():
        for _ in range(int(torch.randint(1, 3, ()))):
            h, w = (int(v) for v in uniform(2, 0.06 * side, 0.33 * side))
            top, left = int(torch.randint(side - h, ())), int(torch.randint(side - w, ()))
            x[i, :, top : top + h, left : left + w] = float(uniform(1, -2, 2)) if torch.rand(()) < 0.5 else 0.0
    for i in torch.nonzero(torch.rand(n) < 0.25).flatten().tolist():
        cut = [int(v) for v in uniform(4, 0, 0.12 * side)]
        dark = float(x[i].min())
        x[i, :, : cut[0]], x[i, :, side - cut[1] :] = dark, dark
        x[i, :, :, : cut[2]], x[i, :, :, side - cut[3] :] = dark, dark
    return x


def augmented(x):
    """Standardised pictures, most of them changed."""
    n = len(x)
    changed = shaded(blurred(sharpened(curved(moved(x)))))
    changed = standardised(convolved(changed + uniform(n, 0, 0.04).view(n, 1, 1, 1) * torch.randn_like(x)))
    kept = (torch.rand(n) < UNTOUCHED).view(n, 1, 1, 1)
    return torch.where(kept, standardised(x), standardised(covered(changed)))


def resized(x, side):
    if side == x.shape[-1]:
        return x
    return F.interpolate(x, size=(side, side), mode="bilinear", align_corners=False, antialias=True).clamp(0, 1)


def shifted(pixels):
    """Validation films as another machine might have made them: always the same changes, as strong as those of training."""
    state = torch.get_rng_state()
    torch.manual_seed(1)
    with torch.no_grad():
        found = torch.cat([shaded(blurred(sharpened(curved(moved(part))))) for part in pixels.split(8)])
    torch.set_rng_state(state)
    return standardised(found)


def weighed(found, labels, rarer):
    """Cross-entropy with both classes alike in weight and labels a little unsure."""
    soft = labels * (1 - 2 * SMOOTHING) + SMOOTHING
    weight = torch.where(labels > 0.5, rarer, torch.ones(()))
    return (F.binary_cross_entropy_with_logits(found, soft, reduction="none") * weight).sum() / weight.sum()


def train(parts, keep):
    """Each network in three courses: small pictures of several sizes, whole ones with a few drawn ones, and shortly the same with more of these."""
    training, validation = parts["training"], parts["validation"]
    drawn = films.phantoms(keep.with_name("phantoms.npy"))
    mixed = films.joined(training, drawn)
    often = functools.reduce(films.joined, [drawn] * DRAWN_OFTEN, training)
    rarer = (1 - training.labels).sum() / training.labels.sum()
    plain, hard = standardised(validation.pixels), shifted(validation.pixels)
    truth = validation.labels.numpy()

    def loss(of, sides):
        caused = torch.tensor([label > 0.5 and file is not None for file, label in zip(of.files, of.labels)])
        viral = torch.tensor([float(file is not None and "virus" in file.name) for file in of.files])

        def value(net, chosen):
            side = sides[int(torch.randint(len(sides), ()))]
            found, cause = net(augmented(resized(of.pixels[chosen], side)))
            has = caused[chosen]
            return weighed(found, of.labels[chosen], rarer) + CAUSE * F.binary_cross_entropy_with_logits(cause[has], viral[chosen][has])

        return value

    @torch.no_grad()
    def score(net):
        net.eval()
        brief = briefly(net)
        logits = lambda pictures: torch.cat([brief(part) for part in pictures.split(64)])
        found = {"auroc": auroc(truth, logits(plain)), "auroc-shifted": auroc(truth, logits(hard))}
        return {"mean-auroc": (found["auroc"] + found["auroc-shifted"]) / 2, **found}

    def taught(net, seed, file):
        """A network after its courses, its probabilities calibrated, and the curve of them all."""
        place = lambda word: keep.with_name(f"{file}{word}.pt")
        net, first = fit(net, FIRST, len(training), loss(training, SIDES), score, seed, place(""))
        net, second = fit(net, SECOND, len(mixed), loss(mixed, (films.SIDE,)), score, seed + 1, place("-second"))
        before = copy.deepcopy(net)
        net, last = fit(net, LAST, len(often), loss(often, (films.SIDE,)), score, seed + 1, place("-last"))
        follow(net, before, LAST_SHARE)
        straighten(net.head, line(outputs(net, plain), validation.labels))
        return net, joined(joined(first["curve"], second)["curve"], last)

    torch.manual_seed(SEED)
    plain_one, first = taught(Net(), SEED, "plain")
    torch.manual_seed(SEED + 2)
    evened_one, second = taught(Evened(), SEED + 2, "evened")
    net = Pair(plain_one, evened_one).eval()
    slope = line(outputs(net, plain), validation.labels)
    straighten(net.head, slope)
    pair = {name: round(float(value), 5) for name, value in score(net).items()}
    print("both: " + " ".join(f"{name} {value}" for name, value in pair.items()), flush=True)
    return net, {**joined(first["curve"], second), "figure": "mean-auroc", "pair": pair,
                 "calibration": {"slope": round(slope[0], 4), "offset": round(slope[1], 4)}}
