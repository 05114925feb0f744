# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Brain MR pictures with the outlines of tumours, in the set's own split."""

from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image, ImageDraw

from sources import BRAIN_OUTLINES as SOURCE

SIDE, LEARNT_SIDE = 256, 192  # pixels, as the graph takes them and as the network learns on them


@dataclass
class Pictures:
    pixels: torch.Tensor  # bytes, N x 1 x SIDE x SIDE
    masks: torch.Tensor  # bytes, the same, 1 = tumour
    files: list
    outlines: list  # of each picture a list of [(x, y)], relative to the picture

    def __len__(self):
        return len(self.files)

    def values(self, chosen=slice(None)):
        return self.pixels[chosen].float().div(255)

    def counts(self):
        return {"pictures": len(self), "with a tumour": sum(bool(o) for o in self.outlines)}


def outlines(file):
    found = []
    for line in file.read_text().splitlines():
        numbers = [float(word) for word in line.split()[1:]]
        if len(numbers) == 4:  # a box
            x, y, w, h = numbers
            found.append([(x - w / 2, y - h / 2), (x + w / 2, y - h / 2), (x + w / 2, y + h / 2), (x - w / 2, y + h / 2)])
        elif len(numbers) >= 6:
            found.append(list(zip(numbers[::2], numbers[1::2])))
    return found


def mask(shapes, side):
    """1 where a pixel's centre is inside; drawn four times as fine."""
    fine = Image.new("L", (4 * side, 4 * side))
    for shape in shapes:
        ImageDraw.Draw(fine).polygon([(x * 4 * side, y * 4 * side) for x, y in shape], fill=255)
    return (np.asarray(fine.resize((side, side), Image.BOX)) >= 128).astype(np.uint8)


def part(folder):
    files = sorted((folder / "images").glob("*.jpg"))
    if not files:
        raise FileNotFoundError(f"no pictures in {folder / 'images'}")
    return pictures(files, [outlines(folder / "labels" / f"{file.stem}.txt") for file in files], SIDE)


def pictures(files, shapes, side):
    pixels = np.empty((len(files), 1, side, side), dtype=np.uint8)
    for i, file in enumerate(files):
        with Image.open(file) as picture:
            grey = np.asarray(picture.convert("L").resize((side, side), Image.BILINEAR), dtype=np.float32)
        pixels[i, 0] = np.round((grey - grey.min()) / max(grey.max() - grey.min(), 1e-6) * 255)
    masks = np.stack([mask(one, side) for one in shapes])[:, None]
    return Pictures(torch.from_numpy(pixels), torch.from_numpy(masks), files, shapes)


def smaller(part):
    return pictures(part.files, part.outlines, LEARNT_SIDE)


def read(folder):
    return {name: part(folder / theirs) for name, theirs in (("training", "train"), ("validation", "valid"), ("test", "test"))}
