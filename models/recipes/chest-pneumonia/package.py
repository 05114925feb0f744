# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Chooses the int8 file and the threshold on validation, touches the test folder once, and writes the package.

package.py tensors DATA WORK        writes WORK/validation.f32 and WORK/test.f32 for Score.java
package.py choose DATA WORK         picks the candidate by validation; writes WORK/choice.json and WORK/model.int8.onnx
package.py write DATA WORK OUT      after Score.java has run on test: model, manifest, card and charts
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score, roc_curve

import charts
import data
from card import card
from quantize import RANGES

NAME, VERSION = "chest-pneumonia", "1.0.0"
SENSITIVITY = 0.95  # on validation, at the threshold


def probabilities(logits):
    return 1 / (1 + np.exp(-logits.astype(np.float64)))


def logits(work, part, model):
    return np.fromfile(work / f"{part}.f32.{model}.logits", dtype=np.float32)


def labels(work, part):
    return np.load(work / f"{part}.labels.npy")


def tensors(source, work):
    _, validation, _ = data.development(source)
    for part, pictures in (("validation", validation), ("test", data.test(source))):
        data.standardise(pictures.pixels).tofile(work / f"{part}.f32")
        np.save(work / f"{part}.labels.npy", pictures.labels)
        (work / f"{part}.count.json").write_text(json.dumps(pictures.count()))
        print(f"{part}: {pictures.count()}")


def highest_threshold(truth, scores):
    """The highest probability, in steps of 0.01, that still finds SENSITIVITY of the images with pneumonia."""
    steps = [step / 100 for step in range(5, 96)]
    return max(step for step in steps if rates(truth, scores, step)[0] >= SENSITIVITY)


def rates(truth, scores, threshold):
    positive = scores >= threshold
    return float(positive[truth == 1].mean()), float((~positive)[truth == 0].mean())


def choose(_, work):
    truth = labels(work, "validation")
    reference = logits(work, "validation", "model.fp32.onnx")
    rows = []
    for name in RANGES:
        scores = logits(work, "validation", f"candidate-{name}.onnx")
        apart = float(np.abs(probabilities(scores) - probabilities(reference)).mean())
        rows.append({"ranges": name, "validation-auroc": roc_auc_score(truth, scores), "apart": apart})
    best = min(rows, key=lambda row: row["apart"])
    chosen = probabilities(logits(work, "validation", f"candidate-{best['ranges']}.onnx"))
    threshold = highest_threshold(truth, chosen)
    sensitivity, specificity = rates(truth, chosen, threshold)
    choice = {
        "validation-sensitivity": sensitivity,
        "validation-specificity": specificity,
        "candidates": rows,
        "ranges": best["ranges"],
        "threshold": threshold,
        "fp32-validation-auroc": roc_auc_score(truth, reference),
        "int8-validation-auroc": best["validation-auroc"],
    }
    (work / "choice.json").write_text(json.dumps(choice, indent=1) + "\n")
    shutil.copyfile(work / f"candidate-{best['ranges']}.onnx", work / "model.int8.onnx")
    chosen_logits = work / f"validation.f32.candidate-{best['ranges']}.onnx.logits"
    shutil.copyfile(chosen_logits, work / "validation.f32.model.int8.onnx.logits")
    print(json.dumps(choice, indent=1))


def interval(truth, scores, rounds=2000):
    """95 % interval of the AUROC by resampling images."""
    random, found = np.random.default_rng(0), []
    for _ in range(rounds):
        chosen = random.integers(0, len(truth), len(truth))
        if 0 < truth[chosen].sum() < len(truth):
            found.append(roc_auc_score(truth[chosen], scores[chosen]))
    return [round(float(v), 3) for v in np.percentile(found, [2.5, 97.5])]


def reliability(truth, scores, bins=5):
    """For each fifth of the probability scale: how many images, mean probability, share that is pneumonia."""
    at = np.minimum((scores * bins).astype(int), bins - 1)
    rows = [(i, int((at == i).sum())) for i in range(bins)]
    return [
        {"from": i / bins, "to": (i + 1) / bins, "images": n,
         "mean": float(scores[at == i].mean()) if n else None, "pneumonia": float(truth[at == i].mean()) if n else None}
        for i, n in rows
    ]


def figures(work, threshold):
    truth, found = labels(work, "test"), {}
    for model in ("model.fp32.onnx", "model.int8.onnx"):
        scores = probabilities(logits(work, "test", model))
        sensitivity, specificity = rates(truth, scores, threshold)
        positive = scores >= threshold
        found[model] = {
            "auroc": roc_auc_score(truth, logits(work, "test", model)),
            "sensitivity": sensitivity,
            "specificity": specificity,
            "accuracy": float((positive == (truth == 1)).mean()),
            "confusion": {
                "true-positive": int((positive & (truth == 1)).sum()),
                "false-negative": int((~positive & (truth == 1)).sum()),
                "false-positive": int((positive & (truth == 0)).sum()),
                "true-negative": int((~positive & (truth == 0)).sum()),
            },
        }
    scores = probabilities(logits(work, "test", "model.int8.onnx"))
    found["interval"] = interval(truth, scores)
    found["reliability"] = reliability(truth, scores)
    both = [probabilities(logits(work, "test", m)) for m in ("model.fp32.onnx", "model.int8.onnx")]
    found["answers-changed"] = int(((both[0] >= threshold) != (both[1] >= threshold)).sum())
    found["largest-difference"] = float(np.abs(both[0] - both[1]).max())
    return found


def latency(work):
    """The lines that Score.java printed for the test folder, by model file."""
    rows = [line.split() for line in (work / "test.latency.txt").read_text().splitlines() if "median-ms" in line]
    return {row[0]: {"median": float(row[2]), "p95": float(row[4])} for row in rows}


def manifest(model, found, threshold):
    int8, fp32 = found["model.int8.onnx"], found["model.fp32.onnx"]
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    return f"""\
# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
# Written by models/recipes/chest-pneumonia/package.py
name: {NAME}
version: {VERSION}
task: classification
scope: image
files:
  cpu: {{path: model.int8.onnx, precision: int8, sha256: {digest}}}
applies-to:
  modality: [CR, DX]
  body-part: [CHEST]
  view: [PA, AP]
  age: [1Y, 5Y]
  presentation-intent: [FOR PRESENTATION]
input:
  tensor: image
  shape: [1, 1, {data.SIDE}, {data.SIDE}]
  samples: {{min-max: true}}
  resize: stretch
  normalize: {{per-image: true}}
output:
  tensor: logit
  head: sigmoid
  labels:
    - {{name: pneumonia, code: {{scheme: SCT, value: "233604007", meaning: Pneumonia}}, threshold: {threshold}}}
budget: 150ms
late: finish
severity: urgent
input-gate: {{model: body-region, labels: [chest-x-ray], at-least: 0.1}}
explain: cam
evidence:
  dataset: Kermany et al. 2018, chest X-ray images, official test split
  population: children 1-5 y, one hospital
  n: {sum(int8["confusion"].values())}
  auroc: {int8["auroc"]:.4f}
  sensitivity: {int8["sensitivity"]:.4f}
  specificity: {int8["specificity"]:.4f}
  fp32-auroc: {fp32["auroc"]:.4f}
licence: "model Apache-2.0; training data CC BY 4.0: Kermany, Zhang, Goldbaum 2018, Mendeley Data, doi:10.17632/rscbjbr9sj.2"
intended-use: research only
"""


def write(_, work, out):
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    choice = json.loads((work / "choice.json").read_text())
    training = json.loads((work / "training.json").read_text())
    threshold = choice["threshold"]
    found = figures(work, threshold)
    found["latency"] = latency(work)
    found["test"] = json.loads((work / "test.count.json").read_text())
    (work / "figures.json").write_text(json.dumps(found, indent=1) + "\n")
    model = out / "model.int8.onnx"
    shutil.copyfile(work / "model.int8.onnx", model)
    (out / "manifest.yaml").write_text(manifest(model, found, threshold))
    curve = training["real"]["curve"] + training["with-phantoms"]["curve"]
    (out / "training.svg").write_text(charts.training(curve, len(training["real"]["curve"])))
    parts = {
        part: roc_curve(labels(work, part), logits(work, part, "model.int8.onnx"))[:2] for part in ("validation", "test")
    }
    truth, scores = labels(work, "test"), probabilities(logits(work, "test", "model.int8.onnx"))
    sensitivity, specificity = rates(truth, scores, threshold)
    (out / "roc.svg").write_text(charts.roc(parts, (1 - specificity, sensitivity)))
    (out / "CARD.md").write_text(card(training, choice, found, model.stat().st_size))
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    {"tensors": tensors, "choose": choose, "write": write}[sys.argv[1]](sys.argv[2], Path(sys.argv[3]), *sys.argv[4:])
