# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Gantry's own commands: all figures of a card come from `gantry evaluate`, all 8-bit graphs from `gantry quantize`."""

import csv
import hashlib
import json
import subprocess
from pathlib import Path

HOME = Path(__file__).resolve().parents[3]


def gantry(*words, may_fail=False):
    command = [str(HOME / "gantry"), *map(str, words)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode > (1 if may_fail else 0):
        raise SystemExit(f"{' '.join(command)}\nexit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def quantized(package, calibration, out, images=200):
    """The 8-bit graph of a package's float one, and the command's report."""
    done = gantry("quantize", "--model", package, "--calibration", calibration, "--out", out, "--target", "cpu",
                  "--images", images, may_fail=True)
    report = json.loads((out / "report.json").read_text())
    report["kept"] = done.returncode == 0
    return out / "model.int8.onnx", report


def evaluated(package, data, labels, out, file=None, against=None, needs_all=True):
    """Report and cases of `gantry evaluate`, of one graph or of two in turns."""
    words = ["evaluate", "--model", package, "--data", data, "--labels", labels, "--out", out, "--no-heat-maps"]
    words += ["--file", file] if file else []
    words += ["--against-file", against] if against else []
    gantry(*words, may_fail=not needs_all)
    with open(out / "cases.csv", newline="") as cases:
        rows = [row for row in csv.DictReader(cases) if row["case"]]
    return json.loads((out / "report.json").read_text()), rows


def sha256(file):
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()
