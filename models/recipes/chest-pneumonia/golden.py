# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""The golden cases' expected answers: golden.py tensors|write FOLDER WORK.

tensors turns FOLDER/*.dcm into WORK/golden.f32 for Score.java; write puts its answers into FOLDER/cases.yaml.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pydicom

import data
from package import logits, probabilities

MARGIN, TOLERANCE = 0.1, 0.05


def main(action, folder, work):
    folder, work = Path(folder), Path(work)
    files = sorted(folder.glob("*.dcm"))
    if action == "tensors":
        pictures = np.stack([data.shrink(pydicom.dcmread(file).pixel_array) for file in files])
        data.standardise(pictures).tofile(work / "golden.f32")
        return
    threshold = json.loads((work / "choice.json").read_text())["threshold"]
    lines = [
        "# SPDX-FileCopyrightText: 2026 The Gantry authors",
        "# SPDX-License-Identifier: Apache-2.0",
        "# Drawn films, no person's picture. Written by models/recipes/chest-pneumonia/golden.py",
        f"tolerance: {TOLERANCE}",
        "cases:",
    ]
    wrong = []
    for file, probability in zip(files, probabilities(logits(work, "golden", "model.int8.onnx"))):
        result = "positive" if probability >= threshold else "negative"
        lines.append(f"  - {{file: {file.name}, label: pneumonia, probability: {probability:.4f}, result: {result}}}")
        if abs(probability - threshold) < MARGIN or (result == "negative") != ("no-opacity" in file.name):
            wrong.append(f"{file.name}: {probability:.4f}, threshold {threshold}")
    (folder / "cases.yaml").write_text("\n".join(lines) + "\n")
    print("\n".join(lines[4:]))
    if wrong:
        sys.exit("not fit to be golden: " + "; ".join(wrong))


if __name__ == "__main__":
    main(*sys.argv[1:])
