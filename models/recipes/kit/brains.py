# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Draws axial MR slices of heads that no one has, with a bright mass or without one. No photograph went into them."""

import numpy as np


def bumpy(random, angle, depth):
    """A radius that wavers around 1."""
    return 1 + sum(random.uniform(-depth, depth) / k * np.sin(k * angle + random.uniform(0, 6.3)) for k in (2, 3, 5))


def head(seed, mass, side=256):
    """Grey values 0..1 of side x side, and the mask of the mass (empty without one)."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    wide, high = random.uniform(0.62, 0.74), random.uniform(0.78, 0.88)
    angle = np.arctan2(y, x)
    radius = np.hypot(x / wide, y / high) / bumpy(random, angle, 0.015)
    waves = sum(
        random.uniform(0.01, 0.03) * np.sin(random.uniform(8, 22) * x + random.uniform(0, 6.3))
        * np.sin(random.uniform(8, 22) * y + random.uniform(0, 6.3)) for _ in range(5)
    )
    brain = random.uniform(0.30, 0.42)
    grey = np.zeros_like(x)
    grey = np.where(radius < 1.0, random.uniform(0.55, 0.8), grey)  # scalp
    grey = np.where(radius < 0.93, 0.06, grey)  # bone
    grey = np.where(radius < 0.87, brain + waves, grey)
    inner = radius < 0.87
    for sign in (-1, 1):  # ventricles
        hollow = np.hypot((x - sign * 0.11 - 0.07 * sign * y) / 0.055, (y + 0.03) / random.uniform(0.2, 0.3)) < 1
        grey = np.where(hollow, 0.13, grey)
    grey = np.where((np.abs(x) < 0.007) & inner & (np.abs(y) > 0.32), brain + 0.1, grey)
    mask = np.zeros(x.shape, dtype=bool)
    if mass:
        turn, away = random.uniform(0, 6.3), random.uniform(0.15, 0.55)
        cx, cy = away * wide * np.cos(turn), away * high * np.sin(turn)
        about = np.arctan2(y - cy, x - cx)
        size = random.uniform(0.13, 0.26)
        mask = np.hypot((x - cx) / size, (y - cy) / (size * random.uniform(0.75, 1.3))) < bumpy(random, about, 0.08)
        mask &= inner
        grey = np.where(mask, random.uniform(0.72, 0.95) + waves, grey)
    grey = grey * (1 + random.uniform(-0.1, 0.1) * x + random.uniform(-0.1, 0.1) * y) + random.normal(0, 0.02, x.shape)
    soft = (grey + np.roll(grey, 1, 0) + np.roll(grey, -1, 0) + np.roll(grey, 1, 1) + np.roll(grey, -1, 1)) / 5
    return np.clip(soft, 0, 1).astype(np.float32), mask


def box(mask):
    """Left, top, right, bottom of a mask, as shares of its width and height."""
    rows, columns = np.where(mask.any(1))[0], np.where(mask.any(0))[0]
    high, wide = mask.shape
    return columns[0] / wide, rows[0] / high, (columns[-1] + 1) / wide, (rows[-1] + 1) / high


def samples(grey):
    """As 12-bit samples of an MR object."""
    return np.round(grey * 4095).astype(np.uint16)
