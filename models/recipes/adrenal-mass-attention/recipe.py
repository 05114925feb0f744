# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""adrenal-mass-attention: the twin of adrenal-mass-sequence, all slices at once. recipe.py DATA [OUT]."""

import sys
from pathlib import Path

beside = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(beside / "adrenal-mass-sequence"), str(beside / "kit"), str(beside / "adrenal-mass-volume")]

import torch  # noqa: E402

import net  # noqa: E402
import volumes  # noqa: E402
from build import build  # noqa: E402

MANIFEST = f"""
task: sequence
scope: series
{volumes.MANIFEST.strip()}
input:
  tensor: frames
  layout: NDCHW
  shape: [1, 64, 1, 64, 64]
  samples: {{low: 0, high: 255}}
  resize: stretch
  resample: half-pixel
output:
  tensor: logit
  head: sigmoid
  attention: weights
  labels:
    - {volumes.LABEL}
budget: 500ms
{volumes.TAIL.strip()}
"""

RECIPE = volumes.recipe(
    name="adrenal-mass-attention",
    seed=net.SEED,
    train=lambda parts, keep: net.train(parts, keep, net.Attending),
    inputs={"frames": torch.zeros(1, 64, 1, 64, 64)},
    outputs=["logit", "weights"],
    manifest=MANIFEST,
    words={
        "question": """
It answers one question, "does this adrenal gland have a mass?", from the **shape** of a gland that was outlined before, and names the slice that it looked at
most. It is here as the appliance's self-attention; [adrenal-mass-sequence](../../adrenal-mass-sequence/1.0.0/CARD.md) is its twin with an LSTM.""",
        "network": """
Each of 64 slices goes through a small residual network to 48 numbers, its place in the stack is added, two transformer blocks of four heads (Vaswani et al. 2017)
let all slices look at all others, and a weighted mean makes one logit of them. The weights are an output of the graph.""",
        "data": volumes.DATA,
        "groups": volumes.GROUPS,
        "limits": volumes.LIMITS,
        "history": """
- Same encoder, augmentation, course and seed as its twin. Nothing else was tried.""",
    },
)

if __name__ == "__main__":
    build(RECIPE, *sys.argv[1:])
