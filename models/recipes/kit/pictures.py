# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Pictures on their way to a network: normalised as Gantry does it, and changed at random for training."""

import math

import torch
import torch.nn.functional as F


def standardised(x):
    """(x - mean) / max(std, 1e-6) of each picture by itself, as `normalize: {per-image: true}`."""
    over = tuple(range(1, x.ndim))
    mean = x.mean(dim=over, keepdim=True)
    return (x - mean) / x.std(dim=over, unbiased=False, keepdim=True).clamp_min(1e-6)


def spread(x):
    """From lowest to highest as 0 to 1, as `samples: {min-max: true}`."""
    over = tuple(range(1, x.ndim))
    low = x.amin(dim=over, keepdim=True)
    return (x - low) / (x.amax(dim=over, keepdim=True) - low).clamp_min(1e-6)


def uniform(n, low, high):
    return torch.rand(n) * (high - low) + low


def placed(n, degrees=15, scale=(0.8, 1.25), shift=0.1, mirror=True, upend=False, flatter=1.0):
    """Random matrices for affine_grid: from places of the new picture to those of the old one, both -1 to 1.

    flatter: the most that width grows over height, or height over width.
    """
    turn = uniform(n, -degrees, degrees) * math.pi / 180
    size = uniform(n, math.log(scale[0]), math.log(scale[1])).exp()
    sign = lambda often: 1 - 2 * (torch.rand(n) < often).float()
    across, down = sign(0.5 if mirror else 0), sign(0.5 if upend else 0)
    matrices = torch.stack(
        [
            torch.stack([across * turn.cos() * size, -turn.sin() * size, uniform(n, -shift, shift)], 1),
            torch.stack([across * down * turn.sin() * size, down * turn.cos() * size, uniform(n, -shift, shift)], 1),
        ],
        1,
    )
    if flatter > 1:
        ratio = uniform(n, -math.log(flatter) / 2, math.log(flatter) / 2).exp()
        matrices[:, :, 0] *= ratio.view(n, 1)
        matrices[:, :, 1] /= ratio.view(n, 1)
    return matrices


def bent(n, side, cells=6, depth=0.03):
    """Random smooth shifts of all pixels, N x side x side x 2 (Simard et al. 2003): a coarse grid of them, drawn up."""
    coarse = torch.randn(n, 2, cells, cells) * depth * torch.rand(n, 1, 1, 1)
    return F.interpolate(coarse, size=(side, side), mode="bicubic", align_corners=True).permute(0, 2, 3, 1)


def moved(x, matrices, mode="bilinear", shifts=0):
    return F.grid_sample(x, F.affine_grid(matrices, x.shape, align_corners=False) + shifts, mode=mode, align_corners=False)


def exposed(x, strength=1.0):
    """Another scanner: gamma, clipped ends, a slope of brightness, blur or grain. Values 0 to 1."""
    n = len(x)
    each = lambda low, high: uniform(n, low * strength, high * strength).view(n, 1, 1, 1)
    x = x.clamp(0, 1) ** torch.exp(each(-0.4, 0.4))
    x = ((x - each(-0.04, 0.08)) / (1 + each(-0.12, 0.08))).clamp(0, 1)
    ramp = torch.linspace(-1, 1, x.shape[-1])
    x = x * (1 + each(-0.15, 0.15) * ramp.view(1, 1, 1, -1) + each(-0.15, 0.15) * ramp.view(1, 1, -1, 1))
    soft = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    x = x + each(-0.4, 0.8) * (soft - x)
    return x + each(0, 0.03) * torch.randn_like(x)
