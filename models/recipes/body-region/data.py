# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""The six kinds of picture of MedNIST, split into contiguous parts."""

from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image

from sources import BODY_REGION as SOURCE

SIDE = 64
# label: folder of the set
KINDS = {
    "abdomen-ct": "AbdomenCT",
    "breast-mr": "BreastMRI",
    "chest-ct": "ChestCT",
    "chest-x-ray": "CXR",
    "hand-x-ray": "Hand",
    "head-ct": "HeadCT",
}
TRAINING, VALIDATION = 0.70, 0.15


@dataclass
class Pictures:
    pixels: torch.Tensor  # N x 1 x SIDE x SIDE, 0..1
    labels: torch.Tensor
    files: list

    def __len__(self):
        return len(self.labels)

    def counts(self):
        return {name: int((self.labels == i).sum()) for i, name in enumerate(KINDS)}


def read(folder):
    """Of each kind the first 70 % by file number are for training, the next 15 % for validation, the rest for test."""
    parts = {"training": [], "validation": [], "test": []}
    for label, name in enumerate(KINDS.values()):
        files = sorted((folder / name).glob("*.jpeg"))
        if not files:
            raise FileNotFoundError(f"no pictures in {folder / name}")
        ends = [round(share * len(files)) for share in (TRAINING, TRAINING + VALIDATION)]
        for part, some in zip(parts, (files[: ends[0]], files[ends[0] : ends[1]], files[ends[1] :])):
            parts[part] += [(file, label) for file in some]
    return {part: pictures(files) for part, files in parts.items()}


def pictures(files):
    pixels = np.empty((len(files), 1, SIDE, SIDE), dtype=np.float32)
    for i, (file, _) in enumerate(files):
        with Image.open(file) as picture:
            grey = np.asarray(picture.convert("L"), dtype=np.float32)
        pixels[i, 0] = (grey - grey.min()) / max(grey.max() - grey.min(), 1e-6)
    labels = torch.tensor([label for _, label in files])
    return Pictures(torch.from_numpy(pixels), labels, [file for file, _ in files])
