# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""The generator as a model package, and the films that the package makes on this machine."""

import csv
import json

import numpy as np
import onnx
import pydicom
import torch
from torch import nn

from films import KINDS
from gantry import HOME, gantry, sha256
from net import NOISE, SIDE, Generator

NAME, VERSION, OPSET = "chest-phantom", "1.0.0", 17
CLASSIFIER = HOME / "models" / "chest-pneumonia" / "1.0.0"
GATE = HOME / "models" / "body-region" / "1.0.0"

MANIFEST = f"""# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
# Written by models/recipes/{NAME}/build.sh
name: {NAME}
version: {VERSION}
task: synthesis
scope: image
answers: as-phantom
files:
  cpu: {{path: model.onnx, precision: float32, sha256: %s}}
applies-to:
  modality: [CR]
  body-part: [CHEST]
  view: [AP]
  age: [1Y, 5Y]
input:
  tensor: noise
  shape: [1, {NOISE}, 1, 1]
  samples: {{noise: {{seed: 1}}}}
  with:
    - {{tensor: kind, shape: [1, {len(KINDS)}], one-of: [{", ".join(KINDS)}]}}
output:
  head: image
  name: film
  tensor: film
  range: [0, 1]
budget: 250ms
late: drop
severity: routine
explain: none
%slicence: "model Apache-2.0; training data %s"
intended-use: research only
"""


class Shipped(nn.Module):
    """The generator with its noise as the appliance gives it: N x 128 x 1 x 1."""

    def __init__(self, generator):
        super().__init__()
        self.generator = generator

    def forward(self, noise, kind):
        return self.generator(noise.flatten(1), kind)


def exported(weights, file):
    generator = Generator()
    generator.load_state_dict(weights)
    generator = generator.to(memory_format=torch.contiguous_format).eval()
    torch.onnx.export(
        Shipped(generator), (torch.zeros(1, NOISE, 1, 1), torch.eye(len(KINDS))[:1]), str(file),
        opset_version=OPSET, input_names=["noise", "kind"], output_names=["film"],
    )
    model = onnx.load(file)
    model.producer_name, model.producer_version = "gantry", ""
    for node in model.graph.node:
        node.doc_string = ""
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, file)
    return generator


def written(weights, folder, source, evidence=""):
    """A whole package but for its card: graph, manifest, golden films."""
    (folder / "golden").mkdir(parents=True)
    generator = exported(weights, folder / "model.onnx")
    (folder / "manifest.yaml").write_text(MANIFEST % (sha256(folder / "model.onnx"), evidence, source.attribution()))
    # the graph makes the golden films itself; of the manifest's own kind and seed the engine tests mean and deviation
    cases = folder / "golden" / "cases.yaml"
    head = f"{MANIFEST.split('name:')[0]}# Of nobody: each film is made by the graph. The first is the one of the manifest's seed.\n"
    form = "tolerance: 0.02\ncases:\n  - {file: %s-1.dcm, pictures: [{name: film, mean: %.4f, deviation: %.4f, within: 0.01}]}\n"
    first = KINDS[0]
    cases.write_text(head + form % (first, 0.5, 0.2))
    made(folder, folder / "golden", 1, 1)
    grey = samples(folder / "golden" / f"{first}-1.dcm")
    cases.write_text(head + form % (first, grey.mean(), grey.std()))
    return generator


def described(folder, source, facts):
    """The manifest once more, with the figures in it."""
    area = facts.report["labels"]["pneumonia"]
    (folder / "manifest.yaml").write_text(MANIFEST % (sha256(folder / "model.onnx"), (
        "evidence:\n"
        f"  films: {len(facts.labels)}, half of each kind, seeds 1 to {len(facts.labels) // 2}\n"
        f"  population: nobody; trained on children 1-5 y, one hospital\n"
        f"  auroc-of-chest-pneumonia: {area['auroc']:.4f}\n"
        f"  copies: {facts.copies.mean():.4f}\n"
        f"  copies-among-other-children: {facts.neighbours.copies(facts.neighbours.held).mean():.4f}\n"
        f"  frechet-distance: {facts.frechet:.2f}\n"), source.attribution()))


def made(package, folder, count, seed):
    """Films of each kind, by ONNX Runtime in Java."""
    gantry("phantom", "--model", package, "--out", folder, "--count", count, "--seed", seed)


def samples(file):
    read = pydicom.dcmread(file)
    return read.pixel_array.astype(np.float32) / 4095


def loaded(folder, count, seed):
    """What `made` wrote: films N x 1 x SIDE x SIDE and labels."""
    films = [samples(folder / f"{kind}-{seed + i}.dcm") for kind in KINDS for i in range(count)]
    labels = torch.arange(len(KINDS)).repeat_interleave(count).float()
    return torch.from_numpy(np.stack(films)).view(-1, 1, SIDE, SIDE), labels


def answered(folder, work):
    """What the shipped classifier says of the films: its report, and the probability of each by file name."""
    table = work / "labels.csv"
    table.write_text("file,label\n" + "".join(f"{kind}-*.dcm,{'pneumonia' if i else 'none'}\n" for i, kind in enumerate(KINDS)))
    return evaluated(CLASSIFIER, folder, table, work / "report-classifier", "pneumonia")


def gated(folder, work):
    """What the input gate makes of them: the probability that each is a chest film."""
    table = work / "regions.csv"
    table.write_text("file,label\n*.dcm,chest-x-ray\n")
    return evaluated(GATE, folder, table, work / "report-gate", "chest-x-ray")


def evaluated(package, folder, table, out, label):
    gantry("evaluate", "--model", package, "--data", folder, "--labels", table, "--out", out, "--no-heat-maps", may_fail=True)
    with open(out / "cases.csv", newline="") as cases:
        rows = {row["file"]: float(row[f"{label} probability"]) for row in csv.DictReader(cases) if row["case"]}
    return json.loads((out / "report.json").read_text()), rows
