# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Whether the generator copies: how near its films come to training films, against films of other children.

Two spaces: pixels (each film standardised, 32 x 32) and what the classifier sees. A generator's films are smoother than real
ones, and what is smooth is near to everything, so the distance alone says little. What tells a copy is that it is much
nearer to one training film than to the next ones: the ratio of the two nearest distances. A film counts as a copy when its
ratio is below that of all but one percent of the validation films, in either space.
"""

import numpy as np
import torch
import torch.nn.functional as F

from pictures import standardised

PERCENT = 1
MOST_COPIES = 0.02  # of the films made; one in fifty is what chance and two spaces give


class Neighbours:
    def __init__(self, parts, seen):
        """parts: training and validation films by name; seen: what the classifier sees in them."""
        self.middle, self.spread = seen["training"].mean(0), seen["training"].std(0) + 1e-6
        self.known = self.places(parts["training"].pixels, seen["training"])
        self.held = self.of(parts["validation"].pixels, seen["validation"])
        self.limits = {space: np.percentile(ratios, PERCENT) for space, (_, ratios) in self.held.items()}

    def places(self, films, seen):
        return {"pixels": small(films), "features": (seen - self.middle) / self.spread}

    def of(self, films, seen):
        """By space: distance to the nearest training film, and its ratio to that of the second."""
        return {space: nearest(points, self.known[space]) for space, points in self.places(films, seen).items()}

    def copies(self, found):
        """Which of the films that `of` was asked about count as copies."""
        return np.logical_or.reduce([ratios < self.limits[space] for space, (_, ratios) in found.items()])


def small(films):
    return F.avg_pool2d(standardised(films), 4).flatten(1)


def nearest(points, known):
    two = torch.cat([torch.cdist(part, known).topk(2, largest=False).values for part in points.split(256)]).numpy()
    return two[:, 0], two[:, 0] / np.maximum(two[:, 1], 1e-6)
