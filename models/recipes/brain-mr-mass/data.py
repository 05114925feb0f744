# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Brain MR slices with a box around each tumour, split into contiguous blocks."""

from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image

from sources import BRAIN_BOXES as SOURCE

SIDE, FIRST_SIDE = 256, 192  # pixels, as the network takes them; the first epochs learn on the smaller ones
CLASSES = ("pituitary-tumour", "meningioma", "glioma")  # the set's 0, 1, 2
BLOCKS = 3  # of each class and part
TEST, VALIDATION = 0.12, 0.08
GUARD = 8  # slices left out on both sides of a block: a person's slices lie side by side


@dataclass
class Pictures:
    pixels: torch.Tensor  # bytes, N x 1 x SIDE x SIDE
    boxes: torch.Tensor  # N x 4: left, top, right, bottom as shares of the picture
    labels: torch.Tensor
    files: list

    def __len__(self):
        return len(self.files)

    def counts(self):
        return {name: int((self.labels == i).sum()) for i, name in enumerate(CLASSES)}


def blocks(count):
    """Which slices of a class, in the order of their numbers, are for what.

    The numbers are cut into equal runs; each ends with a block for validation and one for test. Around and between them
    GUARD slices are for nothing.
    """
    parts = np.full(count, "training", dtype=object)
    for run in range(BLOCKS):
        end = round(count * (run + 1) / BLOCKS) - GUARD
        test, held = round(count * TEST / BLOCKS), round(count * VALIDATION / BLOCKS)
        parts[end - test - held - 2 * GUARD : end + GUARD] = "none"
        parts[end - test : end] = "test"
        parts[end - test - held - GUARD : end - test - GUARD] = "validation"
    return parts


def read(folder):
    chosen = {"training": [], "validation": [], "test": []}
    for label in range(len(CLASSES)):
        files = sorted((folder / str(label)).glob("*.jpg"), key=lambda file: int(file.stem))
        if not files:
            raise FileNotFoundError(f"no pictures in {folder / str(label)}")
        for file, part in zip(files, blocks(len(files))):
            if part != "none":
                chosen[part].append((file, label))
    return {part: pictures(files) for part, files in chosen.items()}


def pictures(files, side=SIDE):
    pixels, boxes = np.empty((len(files), 1, side, side), dtype=np.uint8), np.empty((len(files), 4), dtype=np.float32)
    for i, (file, _) in enumerate(files):
        with Image.open(file) as picture:
            grey = np.asarray(picture.convert("L").resize((side, side), Image.BILINEAR), dtype=np.float32)
        pixels[i, 0] = np.round((grey - grey.min()) / max(grey.max() - grey.min(), 1e-6) * 255)
        x, y, w, h = (float(word) for word in file.with_suffix(".txt").read_text().split()[1:5])
        boxes[i] = x - w / 2, y - h / 2, x + w / 2, y + h / 2
    labels = torch.tensor([label for _, label in files])
    return Pictures(torch.from_numpy(pixels), torch.from_numpy(boxes), labels, [file for file, _ in files])


def smaller(part):
    return pictures(list(zip(part.files, part.labels.tolist())), FIRST_SIDE)
