# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""The adrenal shapes: data, augmentation, and the multi-frame objects that they are measured as."""

import math
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "kit"))
from pictures import uniform  # noqa: E402
from sources import Source  # noqa: E402

SIDE = 64
SOURCE = Source(
    file="adrenal-volumes-64.npz",
    title="AdrenalMNIST3D, 64 x 64 x 64, of MedMNIST v2 (Yang et al. 2023, Scientific Data 10:41)",
    where="Zenodo, doi:10.5281/zenodo.10519652",
    licence="CC BY 4.0",
    form="adrenalmnist3d_64.npz as it is, renamed",
)


@dataclass
class Volumes:
    """Shapes as bytes, N x 64 x 64 x 64, 0 or 255, and 1 where there is a mass."""

    shapes: torch.Tensor
    labels: torch.Tensor

    def __len__(self):
        return len(self.labels)

    def values(self, chosen=slice(None)):
        return self.shapes[chosen].float().div(255).unsqueeze(1)

    def counts(self):
        return {"volumes": len(self), "with a mass": int(self.labels.sum())}


def read(file):
    """The set's own split; its makers split by patient."""
    with np.load(file) as data:
        return {
            part: Volumes(
                torch.from_numpy(data[f"{name}_images"]),
                torch.from_numpy(data[f"{name}_labels"].ravel()).float(),
            )
            for part, name in (("training", "train"), ("validation", "val"), ("test", "test"))
        }


def turned(n, degrees):
    """Random rotations of space: three small turns, one about each axis."""
    whole = torch.eye(3).expand(n, 3, 3)
    for i, j in ((0, 1), (0, 2), (1, 2)):
        angle = uniform(n, -degrees, degrees) * math.pi / 180
        one = torch.eye(3).repeat(n, 1, 1)
        one[:, i, i], one[:, j, j] = angle.cos(), angle.cos()
        one[:, i, j], one[:, j, i] = -angle.sin(), angle.sin()
        whole = whole @ one
    return whole


def changed(x, degrees=20, size=0.15, shift=0.12, mirror=True):
    """Turned, scaled (each axis by itself), shifted, mirrored volumes. N x 1 x D x H x W."""
    n = len(x)
    scale = torch.diag_embed(torch.exp((torch.rand(n, 3) * 2 - 1) * size))
    if mirror:
        scale = scale @ torch.diag_embed(1 - 2 * (torch.rand(n, 3) < 0.5).float())
    matrix = torch.cat([turned(n, degrees) @ scale, (torch.rand(n, 3, 1) * 2 - 1) * shift], 2)
    return F.grid_sample(x, F.affine_grid(matrix, x.shape, align_corners=False), align_corners=False)
