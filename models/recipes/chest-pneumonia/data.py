# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""The chest radiographs, as the appliance would see them, split by person."""

import hashlib
import re
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

SIDE = 128
CLASSES = ("NORMAL", "PNEUMONIA")
VALIDATION_SHARE = 0.15


@dataclass
class Pictures:
    """Resized but not yet standardised pictures with their labels and the person each shows."""

    pixels: np.ndarray  # float32, N x SIDE x SIDE, 0..1
    labels: np.ndarray  # float32, N, 1 = pneumonia
    persons: np.ndarray  # str, N

    def __len__(self):
        return len(self.labels)

    def where(self, chosen):
        return Pictures(self.pixels[chosen], self.labels[chosen], self.persons[chosen])

    def count(self):
        """Images and persons in each class, for the card."""
        return {
            name: {
                "images": int((self.labels == i).sum()),
                "persons": len(set(self.persons[self.labels == i])),
            }
            for i, name in enumerate(CLASSES)
        }


def shrink(samples):
    """Grey samples of any size -> SIDE x SIDE in 0..1: min-max window, then a stretching triangle-filter resize."""
    samples = np.asarray(samples, dtype=np.float32)
    low, high = samples.min(), samples.max()
    window = (samples - low) / max(high - low, 1e-6)
    resized = Image.fromarray(window, mode="F").resize((SIDE, SIDE), Image.BILINEAR)
    return np.asarray(resized, dtype=np.float32)


def standardise(pixels):
    """(x - mean) / max(std, 1e-6) for each picture by itself, population std."""
    mean = pixels.mean(axis=(-2, -1), keepdims=True)
    std = pixels.std(axis=(-2, -1), keepdims=True)
    return ((pixels - mean) / np.maximum(std, 1e-6)).astype(np.float32)


def person(name):
    """person1000_virus_1681.jpeg -> person1000; NORMAL2-IM-1423-0001.jpeg -> NORMAL2-IM-1423."""
    match = re.match(r"(person\d+)_|((?:NORMAL2-)?IM-\d+)-", name)
    if not match:
        raise ValueError(f"no person id in the file name '{name}'")
    return match.group(1) or match.group(2)


def read(folder):
    files = [(file, label) for label, name in enumerate(CLASSES) for file in sorted((folder / name).glob("*.jpeg"))]
    if not files:
        raise FileNotFoundError(f"no pictures in {folder}/{{{','.join(CLASSES)}}}")
    pixels = np.empty((len(files), SIDE, SIDE), dtype=np.float32)
    for i, (file, _) in enumerate(files):
        with Image.open(file) as picture:
            pixels[i] = shrink(picture.convert("L"))
    labels = np.array([label for _, label in files], dtype=np.float32)
    return Pictures(pixels, labels, np.array([person(file.name) for file, _ in files]))


def unpacked(data):
    """The folder that holds train/ and test/, unpacking the .tgz beside the system's temporary files if need be."""
    data = Path(data)
    if data.is_file():
        place = Path(tempfile.gettempdir()) / f"gantry-{data.stem}"
        if not (place / "dataset" / "test").is_dir():
            print(f"unpacking {data.name}", flush=True)
            with tarfile.open(data) as archive:
                members = [m for m in archive if m.isfile() and not m.name.startswith("/") and ".." not in m.name]
                archive.extractall(place, members)
        data = place
    if (data / "dataset").is_dir():
        data = data / "dataset"
    if not (data / "train").is_dir() or not (data / "test").is_dir():
        raise FileNotFoundError(f"{data} has no train/ and test/")
    return data


def in_validation(person_id):
    """Fixed for ever by the id alone: neither a seed nor the order of files can move a person across."""
    return hashlib.sha256(person_id.encode()).digest()[0] / 256 < VALIDATION_SHARE


def development(data):
    """Training and validation pictures.

    The numbering of persons is not known to continue from the train to the test folder: whoever carries
    an id that occurs in both is left out here, so that no child can be on both sides.
    """
    folder = unpacked(data)
    everyone = read(folder / "train")
    tested = {person(file.name) for name in CLASSES for file in (folder / "test" / name).glob("*.jpeg")}
    alone = np.array([p not in tested for p in everyone.persons])
    held_out = np.array([in_validation(p) for p in everyone.persons])
    left_out = everyone.where(~alone).count()
    return everyone.where(alone & ~held_out), everyone.where(alone & held_out), left_out


def test(data):
    return read(unpacked(data) / "test")
