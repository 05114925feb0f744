# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""body-region: which part of the body a picture shows, and by which kind of machine. recipe.py DATA [OUT]."""

import sys
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent / "kit"), str(here.parent / "chest-phantom")]

import numpy as np  # noqa: E402
import torch  # noqa: E402
from PIL import Image  # noqa: E402

import data  # noqa: E402
import net  # noqa: E402
import phantom  # noqa: E402
from build import Golden, Recipe, build  # noqa: E402
from objects import written  # noqa: E402
from sources import unpacked  # noqa: E402

CODES = {
    "abdomen-ct": ("818981001", "Abdomen"),
    "breast-mr": ("76752008", "Breast"),
    "chest-ct": ("816094009", "Thorax"),
    "chest-x-ray": ("816094009", "Thorax"),
    "hand-x-ray": ("85562004", "Hand"),
    "head-ct": ("69536005", "Head"),
}
LABELS = "\n".join(
    f'    - {{name: {name}, code: {{scheme: SCT, value: "{value}", meaning: {meaning}}}, threshold: {{threshold:{name}}}}}'
    for name, (value, meaning) in CODES.items()
)
MANIFEST = f"""
task: classification
scope: image
answers: as-gate
applies-to:
  modality: [CR, DX, CT, MR]
input:
  tensor: image
  shape: [1, 1, {data.SIDE}, {data.SIDE}]
  samples: {{window: dicom}}
  resize: stretch
  normalize: {{per-image: true}}
output:
  tensor: logits
  head: softmax
  labels:
{LABELS}
budget: 50ms
late: finish
severity: routine
explain: none
"""


def cases(part, folder, step):
    """A link for each picture, in folders named as the labels."""
    names = list(data.KINDS)
    for file, label in list(zip(part.files, part.labels.tolist()))[::step]:
        link = folder / names[label] / f"{names[label]}-{file.name}"
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(file.resolve())
    return "folders"


def small(pixels, side=128):
    grey = np.asarray(pixels, dtype=np.float32)
    grey = (grey - grey.min()) / (grey.max() - grey.min())
    return np.round(np.asarray(Image.fromarray(grey).resize((side, side), Image.BILINEAR)) * 4095).astype(np.uint16)


def head(seed, side=128):
    """A slice of a skull: a bright ring, grey matter with two dark ventricles, air outside."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    wide, high = random.uniform(0.60, 0.68), random.uniform(0.76, 0.84)
    radius = np.hypot(x / wide, y / high)
    pixels = np.where(radius < 1.0, 0.95, 0.0)
    inside = 0.42 + 0.03 * np.sin(9 * x) * np.sin(8 * y) + random.normal(0, 0.015, x.shape)
    pixels = np.where(radius < 0.90, inside, pixels)
    for sign in (-1, 1):
        ventricle = np.hypot((x - sign * 0.11 - 0.06 * sign * y) / 0.06, (y + 0.05) / 0.26) < 1
        pixels = np.where(ventricle, 0.25, pixels)
    pixels = np.where((np.abs(x) < 0.008) & (radius < 0.90) & (np.abs(y) > 0.3), 0.55, pixels)
    return small(pixels, side)


def golden(folder):
    drawn = [
        ("chest-1", small(phantom.chest(11, None)), "CR", "CHEST", "chest-x-ray", True),
        ("chest-2", small(phantom.chest(12, "patchy")), "CR", "CHEST", "chest-x-ray", True),
        ("hand-1", small(phantom.hand(6)), "CR", "HAND", "chest-x-ray", False),
        ("head-1", head(1), "CT", "HEAD", "head-ct", True),
        ("head-2", head(2), "CT", "HEAD", "chest-x-ray", False),
    ]
    for name, pixels, modality, part, _, _ in drawn:
        written(folder / f"{name}.dcm", f"body-region {name}", pixels, modality, part)
    return [Golden(f"{name}.dcm", label, positive) for name, _, _, _, label, positive in drawn]


RECIPE = Recipe(
    name="body-region",
    version="1.0.0",
    source=data.SOURCE,
    seed=net.SEED,
    read=lambda file, work: data.read(unpacked(file, work)),
    train=net.train,
    inputs={"image": torch.zeros(1, 1, data.SIDE, data.SIDE)},
    outputs=["logits"],
    manifest=MANIFEST,
    cases=cases,
    thresholds=lambda rows, labels: {label: 0.5 for label in labels},
    golden=golden,
    figure=lambda model: model["confusion"]["accuracy"],
    allowed=0.003,
    population="not documented; TCIA, RSNA bone age and NIH chest collections",
    evidence=lambda model: [f"accuracy: {model['confusion']['accuracy']:.4f}"],
    words={
        "question": """
It says which of six kinds of picture an image is: CT of the abdomen, the chest or the head, MR of the breast, radiograph of the chest
or of a hand. It is made as an **input gate**: to notice that a picture is not what its header says, or to decide where the header says nothing. It
finds no disease.""",
        "network": """
A residual network on 64 x 64 pixels with a softmax over six labels. Samples come through the object's own window (lowest to highest
without one), are stretched to the square and standardised picture by picture, by Gantry as in training. At the threshold 0.5 of a softmax at
most one label is positive; a picture none of whose labels reaches it is like none of the six.""",
        "data": """
MedNIST holds 58,954 pictures; here each tenth. No patient ids are known, and neighbours in the numbering may come from one person, so each
kind is split into three contiguous parts by file number: 70 % for training, then 15 % for validation, then 15 % for test.""",
        "groups": """
Nothing is known of age, sex, machine or hospital of any picture, so no subgroup can be told apart but the kinds themselves; the
confusion matrix above has them.""",
        "limits": """
- The set is easy: each kind comes from one collection, with its own framing and grey values. An accuracy near 1 says that the kinds of **this set**
  are told apart, not that any chest film is known as one.
- Other parts of the body (knee, spine, pelvis, MR of the head) are not in the set. A softmax has to answer all the same; take no answer under
  0.5 for one, and none over it for proof.
- The set lost its aspect ratios and its grey depth (8 bits). CT is expected through a window, not in Hounsfield units.
- Of 1,304 radiographs of the chest set's training folder (children of 1 to 5 years, every fourth picture, none seen in training here) 1,301 are called chest
  radiographs, three a hand; the lowest probability is 0.158. So chest-pneumonia's gate turns a picture away below 0.1 and not below 0.5: none of these
  would be.
- Turned pictures were in training up to 25 degrees and mirrored left to right; pictures lying on their side were not.""",
        "history": """
- The first network and course that were tried are the ones shipped. The test split was scored with the same files three times, as the writing of this card
  had slips; nothing was chosen by it.
- The drawn golden pictures were made before the model had seen them and are not in training. The label asked of the drawn hand and of one of the
  heads is chest radiograph, which must be denied: how far a drawing resembles the photograph of its own kind is not what a golden case is for.""",
    },
)

if __name__ == "__main__":
    build(RECIPE, *sys.argv[1:])
