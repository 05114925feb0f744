# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""The chest films of the train folder, in the classifier's own split by person. The test folder is never looked at."""

import numpy as np
import torch
from dataclasses import dataclass

import data  # of chest-pneumonia
from net import SIDE
from PIL import Image

KINDS = ("no-pneumonia", "pneumonia")


@dataclass
class Films:
    pixels: torch.Tensor  # float32, N x 1 x SIDE x SIDE, 0 to 1
    labels: torch.Tensor  # float32, N, 1 = pneumonia
    persons: list

    def __len__(self):
        return len(self.labels)

    def where(self, chosen):
        chosen = torch.as_tensor(chosen)
        return Films(self.pixels[chosen], self.labels[chosen], [p for p, c in zip(self.persons, chosen) if c])

    def counts(self):
        counts = {}
        for i, kind in enumerate(KINDS):
            counts[f"films of {kind}"] = int((self.labels == i).sum())
            counts[f"children with {kind}" if i else "children without"] = len(
                {p for p, label in zip(self.persons, self.labels.tolist()) if label == i})
        return counts


def shrunk(file):
    with Image.open(file) as picture:
        grey = np.asarray(picture.convert("L"), dtype=np.float32)
    grey = (grey - grey.min()) / max(float(grey.max() - grey.min()), 1e-6)
    return np.asarray(Image.fromarray(grey, mode="F").resize((SIDE, SIDE), Image.BILINEAR))


def read(folder):
    """Training and validation; whoever carries an id that the test folder has too is left out, as the classifier's recipe does."""
    folder = folder / "dataset"
    files = [(file, label) for label, name in enumerate(data.CLASSES) for file in sorted((folder / "train" / name).glob("*.jpeg"))]
    if not files:
        raise FileNotFoundError(f"no pictures in {folder / 'train'}")
    tested = {data.person(file.name) for file in (folder / "test").glob("*/*.jpeg")}
    files = [(file, label) for file, label in files if data.person(file.name) not in tested]
    whole = Films(torch.from_numpy(np.stack([shrunk(file) for file, _ in files])[:, None]),
                  torch.tensor([float(label) for _, label in files]), [data.person(file.name) for file, _ in files])
    held = [data.in_validation(person) for person in whole.persons]
    return {"training": whole.where([not h for h in held]), "validation": whole.where(held)}
