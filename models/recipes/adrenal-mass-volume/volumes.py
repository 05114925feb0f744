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
import thresholds  # noqa: E402
from build import Golden, Recipe  # noqa: E402
from objects import written  # noqa: E402
from pictures import uniform  # noqa: E402
from sources import ADRENAL as SOURCE  # noqa: E402

SIDE = 64


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


def counts_voxels(part):
    return (part.shapes > 0).flatten(1).sum(1).tolist()


def name(i):
    return f"gland-{i:04d}"


def cases(part, folder, step):
    """Each shape as one multi-frame object in a folder of its own, and the list of labels."""
    lines = ["file,label"]
    for i in range(0, len(part), step):
        written(folder / name(i) / "shape.dcm", f"adrenal {folder.name} {i}", part.shapes[i].numpy(), "OT", "ADRENAL",
                kind=("DERIVED", "SECONDARY"))
        lines.append(f"{name(i)},{int(part.labels[i])}")
    table = folder.with_name(folder.name + ".csv")
    table.write_text("\n".join(lines) + "\n")
    return table


def thirds(part):
    """The glands by their size, a third each."""
    order = sorted(range(len(part)), key=counts_voxels(part).__getitem__)
    cut = [len(order) // 3, 2 * len(order) // 3]
    ranges = {"smallest third": order[: cut[0]], "middle third": order[cut[0] : cut[1]], "largest third": order[cut[1] :]}
    return {f"{word} by voxels": {name(i) for i in members} for word, members in ranges.items()}


def gland(seed, mass):
    """A body and two limbs; slender, or with a mass: a ball that grows out of a thick limb."""
    random = np.random.default_rng(seed)
    z, y, x = np.mgrid[0:SIDE, 0:SIDE, 0:SIDE].astype(np.float64)
    shape = np.zeros((SIDE,) * 3, dtype=bool)
    start = np.array([32, 26, 32]) + random.uniform(-2, 2, 3)
    thick = random.uniform(2.2, 2.8) if mass else random.uniform(1.4, 1.7)
    for sideways, length in ((-0.5, 24), (0.5, 24), (0.0, 10)):
        way = np.array([random.uniform(-0.2, 0.2), 1.0 if sideways else -1.0, sideways + random.uniform(-0.1, 0.1)])
        way /= np.linalg.norm(way)
        for at in np.linspace(0, length, 2 * length):
            middle = start + way * at
            shape |= ((z - middle[0]) / (4.5 * thick)) ** 2 + ((y - middle[1]) / thick) ** 2 + ((x - middle[2]) / thick) ** 2 < 1
    if mass:
        middle = start + np.array([random.uniform(-3, 3), 14, 7 * random.choice([-1, 1])])
        shape |= (z - middle[0]) ** 2 + (y - middle[1]) ** 2 + (x - middle[2]) ** 2 < random.uniform(11, 13) ** 2
    return (shape * 255).astype(np.uint8)


def golden(folder):
    """Drawn glands, two with a mass and two without."""
    drawn = []
    for place, seed, mass in (("mass-1", 1, True), ("mass-2", 2, True), ("none-1", 3, False), ("none-2", 4, False)):
        written(folder / place / "shape.dcm", f"adrenal golden {place}", gland(seed, mass), "OT", "ADRENAL",
                kind=("DERIVED", "SECONDARY"))
        drawn.append(Golden(place, "adrenal-mass", mass))
    return drawn


DATA = """
AdrenalMNIST3D holds the shapes of 1,584 adrenal glands of 792 patients of one hospital (Zhongshan, Shanghai), cut out of abdominal CT with
a program and checked by a radiologist, as 64 x 64 x 64 voxels that are 0 or 255: **shapes, not grey values**. A mass is there or is not, by the
clinical record. The split is the set's own, by patient."""
GROUPS = "Age, sex and side are not told with the set. What can be told apart is the size of the shape:"
LIMITS = """
- It looks at the **shape of a gland that somebody or something has already outlined**; it cannot read a CT. The manifest takes objects of modality OT and
  body part ADRENAL only, so that no scanner's series ever reaches it.
- One hospital; ages, sexes, scanners and kinds of mass are not documented, so no age is enforced.
- Voxel sizes are lost: whether a gland is thick in millimetres cannot be seen.
- 22 % of the glands of this set have a mass; in a clinic few have. At that share most positives would be false.
- Validation has 98 glands, 22 with a mass: the threshold is as uncertain as that."""
MANIFEST = """
answers: when-chosen
applies-to:
  modality: [OT]
  body-part: [ADRENAL]
"""
LABEL = (
    '{name: adrenal-mass, code: {scheme: 99GANTRY, value: "ADRENAL-MASS", meaning: Mass of the adrenal gland}, '
    "threshold: {threshold:adrenal-mass}}"
)
TAIL = """
late: finish
severity: routine
explain: none
"""


def evidence(model):
    label = model["labels"]["adrenal-mass"]
    at = label["at-threshold"]
    return [f"auroc: {label['auroc']:.4f}", f"sensitivity: {at['sensitivity']:.4f}", f"specificity: {at['specificity']:.4f}"]


def recipe(**own):
    """What the recipes on these shapes have in common."""
    return Recipe(
        version="1.0.0",
        source=SOURCE,
        read=lambda file, work: read(file),
        cases=cases,
        thresholds=thresholds.finding(0.80),
        golden=golden,
        figure=lambda model: model["labels"]["adrenal-mass"]["auroc"],
        allowed=0.005,
        population="792 patients of one hospital; ages not documented",
        evidence=evidence,
        groups=thirds,
        **own,
    )
