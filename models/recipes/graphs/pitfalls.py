# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Which constructs torch 1.13 exports, and what it says of the others: pitfalls.py [FOLDER to keep the graphs in].

Exporting is not running: a graph that is written may still be refused, or compute something else.
"""

import sys
import tempfile
import warnings
from pathlib import Path

import torch
import torch.nn.functional as F
import torchvision
from torch import nn

OPEN = {"x": {2: "h", 3: "w"}}
GRID = torch.rand(1, 9, 9, 2, generator=torch.Generator().manual_seed(1)) * 2 - 1


class Does(nn.Module):
    def __init__(self, what, *layers):
        super().__init__()
        self.what, self.layers = what, nn.ModuleList(layers)

    def forward(self, x):
        return self.what(x, *self.layers)


def unpooled(x):
    pooled, at = F.max_pool2d(x, 2, return_indices=True)
    return F.max_unpool2d(pooled, at, 2)


def encoder():
    return nn.TransformerEncoder(nn.TransformerEncoderLayer(400, 4, batch_first=True), 1).eval()


def deformed(x, conv):
    return torchvision.ops.deform_conv2d(x, torch.zeros(1, 18, 18, 18), conv.weight)


CONSTRUCTS = [  # what, module, options
    ("adaptive_avg_pool2d, 7 of 20", Does(lambda x: F.adaptive_avg_pool2d(x, 7)), {}),
    ("adaptive_avg_pool2d, 5 of 20", Does(lambda x: F.adaptive_avg_pool2d(x, 5)), {}),
    ("adaptive_avg_pool2d, 5 of an open size", Does(lambda x: F.adaptive_avg_pool2d(x, 5)), {"dynamic_axes": OPEN}),
    ("adaptive_avg_pool2d, 1 of an open size", Does(lambda x: F.adaptive_avg_pool2d(x, 1)), {"dynamic_axes": OPEN}),
    ("grid_sample, opset 13", Does(lambda x: F.grid_sample(x, GRID, align_corners=False)), {}),
    ("grid_sample, opset 16", Does(lambda x: F.grid_sample(x, GRID, align_corners=False)), {"opset_version": 16}),
    ("interpolate bilinear, bicubic, trilinear",
     Does(lambda x: (F.interpolate(x, size=(9, 9), mode="bicubic"),
                     F.interpolate(x[None], size=(2, 9, 9), mode="trilinear"))), {}),
    ("interpolate antialias", Does(lambda x: F.interpolate(x, size=(7, 7), mode="bilinear", antialias=True)), {}),
    ("interpolate nearest-exact", Does(lambda x: F.interpolate(x, size=(33, 41), mode="nearest-exact")), {}),
    ("interpolate area, 7 of 20", Does(lambda x: F.interpolate(x, size=(7, 7), mode="area")), {}),
    ("pad circular", Does(lambda x: F.pad(x, (3, 3, 3, 3), mode="circular")), {}),
    ("max_unpool2d", Does(unpooled), {}),
    ("fold", Does(lambda x: F.fold(F.unfold(x, 3), (20, 20), 3)), {}),
    ("deform_conv2d", Does(deformed, nn.Conv2d(4, 4, 3)), {}),
    ("fft", Does(lambda x: torch.fft.rfft2(x).real), {"opset_version": 17}),
    ("linalg.inv", Does(torch.linalg.inv), {}),
    ("quantile", Does(lambda x: torch.quantile(x.flatten(), 0.9)), {}),
    ("median", Does(lambda x: x.flatten().median()), {}),
    ("histc", Does(lambda x: torch.histc(x, 8, 0, 1)), {}),
    ("einsum, roll, cumsum, topk, nonzero",
     Does(lambda x: (torch.einsum("nchw,ndhw->ncd", x, x), torch.roll(x, 3, 2), torch.cumsum(x, 2),
                     torch.topk(x.flatten(), 7)[0], x[x > 0.5])), {}),
    ("half convolution on a CPU", Does(lambda x, conv: conv(x.half()), nn.Conv2d(4, 4, 3).half()), {}),
    ("TransformerEncoder", Does(lambda x, t: t(x.flatten(2)), encoder()).eval(), {"opset_version": 14}),
    ("TransformerEncoder under no_grad", Does(lambda x, t: t(x.flatten(2)), encoder()).eval(),
     {"opset_version": 14, "no_grad": True}),
    ("opset 18", Does(lambda x: x * 2), {"opset_version": 18}),
]


def main():
    warnings.filterwarnings("ignore")
    keep = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())
    keep.mkdir(parents=True, exist_ok=True)
    x = torch.rand(1, 4, 20, 20, generator=torch.Generator().manual_seed(2))
    for number, (what, module, options) in enumerate(CONSTRUCTS):
        options = {"opset_version": 13, **options}
        graded = torch.set_grad_enabled(not options.pop("no_grad", False))
        try:
            with graded:
                torch.onnx.export(module, x, str(keep / f"{number:02d}.onnx"), input_names=["x"], **options)
            print(f"{what}: exported")
        except (RuntimeError, ValueError) as refusal:
            print(f"{what}: {str(refusal).strip().splitlines()[0].split(' Please feel')[0]}")


if __name__ == "__main__":
    main()
