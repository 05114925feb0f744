# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""adrenal-mass-volume: does this adrenal gland have a mass? A 3D network on its shape. recipe.py DATA [OUT]."""

import sys
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent / "kit")]

import torch  # noqa: E402

import net  # noqa: E402
import volumes  # noqa: E402
from build import build  # noqa: E402

MANIFEST = f"""
task: volume
scope: series
{volumes.MANIFEST.strip()}
input:
  tensor: volume
  shape: [1, 1, 64, 64, 64]
  samples: {{low: 0, high: 255}}
  resize: stretch
  resample: half-pixel
output:
  tensor: logit
  head: sigmoid
  labels:
    - {volumes.LABEL}
budget: 500ms
{volumes.TAIL.strip()}
"""

RECIPE = volumes.recipe(
    name="adrenal-mass-volume",
    seed=net.SEED,
    train=net.train,
    inputs={"volume": torch.zeros(1, 1, 64, 64, 64)},
    outputs=["logit"],
    manifest=MANIFEST,
    words={
        "question": """
It answers one question, "does this adrenal gland have a mass?", from the **shape** of a gland that was outlined before. It is here as
the appliance's 3D convolution.""",
        "network": """
Means of eight voxels, then a 3D residual network (a 5 x 5 x 5 convolution, four residual blocks of two 3 x 3 x 3 convolutions) and one logit. A slope and an offset fitted
on validation are in its last layer.""",
        "data": volumes.DATA,
        "groups": volumes.GROUPS,
        "limits": volumes.LIMITS,
        "history": """
- A wider network on 32 x 32 x 32 (12 to 96 channels without the stride in its first convolution) was started and given up: four times the work
  for each epoch. The training was stopped and taken up again several times; what is needed to go on was kept after each epoch.
- Drawn glands without a mass were as thick as those with one at first and got middling probabilities, so they were redrawn more slender before the test
  split was scored. Golden cases prove that the chain computes what it should, not that the model is good.""",
    },
)

if __name__ == "__main__":
    build(RECIPE, *sys.argv[1:])
