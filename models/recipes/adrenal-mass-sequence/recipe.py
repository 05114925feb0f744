# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""adrenal-mass-sequence: the same question slice by slice, with a memory. recipe.py DATA [OUT]."""

import sys
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent / "kit"), str(here.parent / "adrenal-mass-volume")]

import torch  # noqa: E402

import net  # noqa: E402
import volumes  # noqa: E402
from build import build  # noqa: E402

STATES = "\n".join(
    f"    - {{tensor: {name}, state: {name}-next, shape: [1, 1, {net.HIDDEN}]}}" for name in ("hidden", "cell", "peak")
)
MANIFEST = f"""
task: sequence
scope: series
{volumes.MANIFEST.strip()}
input:
  tensor: slice
  shape: [1, 1, 64, 64]
  samples: {{low: 0, high: 255}}
  resize: stretch
  resample: half-pixel
  with:
{STATES}
output:
  tensor: logit
  head: sigmoid
  labels:
    - {volumes.LABEL}
budget: 500ms
{volumes.TAIL.strip()}
"""
STATE = torch.zeros(1, 1, net.HIDDEN)

RECIPE = volumes.recipe(
    name="adrenal-mass-sequence",
    seed=net.SEED,
    train=lambda parts, keep: net.train(parts, keep, net.Recurrent),
    inputs={"slice": torch.zeros(1, 1, 64, 64), "hidden": STATE, "cell": STATE, "peak": STATE},
    float_only="`gantry quantize` calibrates with single pictures and whole stacks; a graph whose states go from slice to slice "
    "is neither, and ONNX Runtime has no 8-bit LSTM for QDQ graphs.",
    outputs=["logit", "hidden-next", "cell-next", "peak-next"],
    manifest=MANIFEST,
    words={
        "question": """
It answers one question, "does this adrenal gland have a mass?", from the **shape** of a gland that was outlined before, slice by slice. It is here as
the appliance's recurrent network; [adrenal-mass-attention](../../adrenal-mass-attention/1.0.0/CARD.md) is its twin with self-attention.""",
        "network": """
Each slice goes through a small residual network to 48 numbers, these into an LSTM (Hochreiter and Schmidhuber 1997). Three states of 48 numbers go
from slice to slice: what it holds, what it shows, and the highest that each shown number has been so far; the logit is made of the latter. The answer
is that of the last slice. A series of any number of slices will do; it was trained on 64.""",
        "data": volumes.DATA,
        "groups": volumes.GROUPS,
        "limits": volumes.LIMITS,
        "history": """
- The highest of each hidden number so far, and not the last one, goes into the answer: so nothing that was seen early need be carried through the
  empty slices at the end. Nothing else was tried.""",
    },
)

if __name__ == "__main__":
    build(RECIPE, *sys.argv[1:])
