# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""The films for version 2.1.0: the split by person of version 1.0.0, larger pictures, and the files that they came from."""

import multiprocessing
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

import data
from data import CLASSES, in_validation, person

sys.path.append(str(Path(__file__).resolve().parent.parent / "chest-phantom"))
import phantom  # noqa: E402

data.SIDE = SIDE = 128
PHANTOM_SEEDS = range(1000, 1060)  # two films each, one of them with an opacity; golden cases and the demo use seeds below 1000


@dataclass
class Films:
    """Prepared as Gantry does it, all but the standardising."""

    files: list  # None for a drawn one
    pixels: torch.Tensor  # float32, N x 1 x SIDE x SIDE, 0..1
    labels: torch.Tensor  # float32, N, 1 = pneumonia
    persons: list

    def __len__(self):
        return len(self.files)

    def where(self, chosen):
        at = [i for i, is_one in enumerate(chosen) if is_one]
        return Films([self.files[i] for i in at], self.pixels[at], self.labels[at], [self.persons[i] for i in at])

    def counts(self):
        held = {}
        for word, label in (("without", 0), ("pneumonia", 1)):
            members = [p for p, l in zip(self.persons, self.labels.tolist()) if l == label]
            held |= {f"{word}: images": len(members), f"{word}: persons": len(set(members))}
        return held


def read(folder):
    files = [(file, label) for label, name in enumerate(CLASSES) for file in sorted((folder / name).glob("*.jpeg"))]
    pixels = torch.empty(len(files), 1, SIDE, SIDE)
    for i, (file, _) in enumerate(files):
        with Image.open(file) as picture:
            pixels[i, 0] = torch.from_numpy(data.shrink(picture.convert("L")).copy())
    labels = torch.tensor([label for _, label in files], dtype=torch.float32)
    return Films([file for file, _ in files], pixels, labels, [person(file.name) for file, _ in files])


def drawn(seed):
    kind = "lobar" if seed % 2 else "patchy"
    return [data.shrink(phantom.chest(seed, opacity)) for opacity in (None, kind)]


def phantoms(keep):
    """60 drawn films without an opacity, 60 with one; drawn once."""
    if not keep.exists():
        print("drawing phantoms", flush=True)
        with multiprocessing.Pool(2) as pool:
            np.save(keep, np.concatenate(pool.map(drawn, PHANTOM_SEEDS)))
    pixels = np.load(keep)
    labels = torch.tensor([0.0, 1.0]).repeat(len(PHANTOM_SEEDS))
    persons = [f"phantom{seed}" for seed in PHANTOM_SEEDS for _ in range(2)]
    return Films([None] * len(labels), torch.from_numpy(pixels).unsqueeze(1), labels, persons)


def parts(folder):
    """Training, validation, left out, test. Whoever has an id of the test folder is in neither of the first two."""
    everyone, test = read(folder / "train"), read(folder / "test")
    tested = set(test.persons)
    alone = [p not in tested for p in everyone.persons]
    held_out = [in_validation(p) for p in everyone.persons]
    return {
        "training": everyone.where([a and not h for a, h in zip(alone, held_out)]),
        "validation": everyone.where([a and h for a, h in zip(alone, held_out)]),
        "left out": everyone.where([not a for a in alone]),
        "test": test,
    }


def joined(one, other):
    return Films(one.files + other.files, torch.cat([one.pixels, other.pixels]), torch.cat([one.labels, other.labels]),
                 one.persons + other.persons)
