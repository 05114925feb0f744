# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""What every net of the table is made with: one wrapper type, and two ways to wake random weights up."""

from dataclasses import dataclass, field

import torch
from torch import nn


@dataclass
class Net:
    """A module with random weights that answers something, and how it is to be exported.

    inputs: the names of the graph's inputs in the order of forward; outputs likewise.
    dynamic: the axes left open; export: what else torch.onnx.export is told.
    """

    module: nn.Module
    inputs: list
    outputs: list
    opset: int = 13
    dynamic: dict = field(default_factory=dict)
    export: dict = field(default_factory=dict)


def seeded(name):
    """The same weights for the same net, whatever was built before it."""
    torch.manual_seed(int.from_bytes(name.encode(), "big") % 2**31)


def wake(module, *feed):
    """Lets each batch norm measure what it sees: random nets die or explode with mean 0 and variance 1."""
    norms = [m for m in module.modules() if isinstance(m, nn.modules.batchnorm._BatchNorm)]
    for norm in norms:
        norm.momentum = None
        norm.reset_running_stats()
        norm.train()
    with torch.no_grad():
        module(*feed)
    for norm in norms:
        norm.momentum = 0.1
        norm.eval()
    return module


def settle(layer, run, mean, deviation, seed=0):
    """Scales a linear or convolution layer so that what comes out of it in run() has this mean and deviation.

    Each output channel is centred for itself, then moved by up to half a deviation, so that classes differ.
    """
    for each in (layer if isinstance(layer, (list, tuple)) else [layer]):
        seen = []
        hook = each.register_forward_hook(lambda _, __, out: seen.append(out.detach()))
        with torch.no_grad():
            run()
        hook.remove()
        channels = each.weight.shape[0]
        flat = torch.cat([_by_channel(out, channels, each) for out in seen], 1)
        scale = deviation / flat.std(1).clamp(min=1e-6)
        shift = (torch.rand(channels, generator=torch.Generator().manual_seed(seed)) - 0.5) * deviation
        with torch.no_grad():
            if each.bias is None:
                raise ValueError("a layer without bias cannot be settled")
            each.weight.mul_(scale.reshape([-1] + [1] * (each.weight.dim() - 1)))
            each.bias.copy_((each.bias - flat.mean(1)) * scale + mean + shift)


def _by_channel(out, channels, layer):
    axis = out.dim() - 1 if isinstance(layer, nn.Linear) else 1
    return out.movedim(axis, 0).reshape(channels, -1)


def parameters(module):
    return sum(p.numel() for p in module.parameters())
