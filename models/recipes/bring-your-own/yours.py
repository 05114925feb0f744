# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Stands for whoever brings a model: a torchvision network, trained in a minute and exported as it would be anywhere.

yours.py PICTURES WORK writes WORK/hand-film/1.0.0, a package, and WORK/held-out, pictures that training did not see.
PICTURES is MedNIST's folder; of its kinds CXR and Hand are used. Nothing of Gantry is imported.
"""

import hashlib
import shutil
import sys
from pathlib import Path

import numpy as np
import pydicom
import torch
import torch.nn.functional as F
from PIL import Image
from torchvision.models import shufflenet_v2_x0_5

SEED, SIDE, BATCH, EPOCHS = 7, 64, 32, 3
KINDS = ("CXR", "Hand")
MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
DEVIATION = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)
DRAWN = Path(__file__).resolve().parents[2] / "body-region" / "1.0.0" / "golden"
MANIFEST = """\
name: hand-film
version: 1.0.0
files:
  cpu: {{path: model.onnx, precision: float32, sha256: {sha256}}}
task: classification
scope: image
applies-to:
  modality: [CR, DX]
input:
  tensor: input
  shape: [1, 3, 64, 64]
  samples: {{min-max: true}}
  resize: stretch
  normalize: {{mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}}
output:
  tensor: logits
  head: softmax
  labels:
    - {{name: chest}}
    - {{name: hand, code: {{scheme: SCT, value: "85562004", meaning: Hand}}, threshold: 0.5}}
budget: 2s
late: finish
severity: routine
explain: cam
licence: "mine; training data MedNIST (B. J. Erickson, Mayo Clinic), CC BY-SA 4.0"
intended-use: research only
"""


def tensor(grey):
    """Grey values of one picture -> 1 x 3 x 64 x 64, as in training."""
    grey = np.asarray(Image.fromarray(grey.astype(np.float32)).resize((SIDE, SIDE), Image.BILINEAR))
    grey = (grey - grey.min()) / (grey.max() - grey.min())
    return (torch.from_numpy(grey).expand(1, 3, SIDE, SIDE) - MEAN) / DEVIATION


def opened(file):
    with Image.open(file) as picture:
        return tensor(np.asarray(picture.convert("L")))


def trained(folder, held_out):
    files = [sorted((folder / kind).glob("*.jpeg")) for kind in KINDS]
    x, y = [], []
    for label, (kind, some) in enumerate(zip(KINDS, files)):
        cut = round(0.8 * len(some))
        x += [opened(file) for file in some[:cut]]
        y += [label] * cut
        (held_out / kind).mkdir(parents=True)
        for file in some[cut:]:
            shutil.copy(file, held_out / kind)
    x, y = torch.cat(x), torch.tensor(y)
    net = shufflenet_v2_x0_5(weights=None, num_classes=len(KINDS))
    optimizer = torch.optim.AdamW(net.parameters(), lr=2e-3)
    for epoch in range(EPOCHS):
        for chosen in torch.randperm(len(y)).split(BATCH):
            optimizer.zero_grad()
            F.cross_entropy(net(x[chosen]), y[chosen]).backward()
            optimizer.step()
        print(f"epoch {epoch + 1} of {EPOCHS}", flush=True)
    return net.eval()


def golden(net, folder):
    """What torch itself says of drawn objects: only so the cases can find a mistake of the export."""
    lines = ["tolerance: 0.05", "cases:"]
    for name in ("chest-1.dcm", "chest-2.dcm", "hand-1.dcm"):
        shutil.copy(DRAWN / name, folder / name)
        with torch.no_grad():
            answer = torch.softmax(net(tensor(pydicom.dcmread(folder / name).pixel_array)), 1)[0, 1].item()
        result = "positive" if answer >= 0.5 else "negative"
        near = ", near-threshold: true" if abs(answer - 0.5) < 0.1 else ""
        lines.append(f"  - {{file: {name}, label: hand, probability: {answer:.4f}, result: {result}{near}}}")
    (folder / "cases.yaml").write_text("\n".join(lines) + "\n")


def main(pictures, work):
    torch.manual_seed(SEED)
    package = Path(work) / "hand-film" / "1.0.0"
    (package / "golden").mkdir(parents=True)
    net = trained(Path(pictures), Path(work) / "held-out")
    graph = package / "model.onnx"
    torch.onnx.export(net, torch.zeros(1, 3, SIDE, SIDE), str(graph), opset_version=13,
                      input_names=["input"], output_names=["logits"])
    (package / "manifest.yaml").write_text(MANIFEST.format(sha256=hashlib.sha256(graph.read_bytes()).hexdigest()))
    golden(net, package / "golden")


if __name__ == "__main__":
    main(*sys.argv[1:])
