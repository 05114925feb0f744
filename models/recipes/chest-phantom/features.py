# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""What the shipped classifier sees in a film: the 192 numbers before its last layer.

Its graph is run here operator by operator, 8 bits as they are. The appliance never does this: figures of the classifier's
answers come from `gantry evaluate`.
"""

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper

from pictures import spread, standardised


class Features:
    def __init__(self, file):
        graph = onnx.load(file).graph
        self.nodes, self.values = graph.node, {}
        for one in graph.initializer:
            self.values[one.name] = torch.from_numpy(numpy_helper.to_array(one).copy())
        self.input = graph.input[0].name
        self.last = next(node for node in self.nodes if node.op_type == "Gemm").input[0]

    @torch.no_grad()
    def __call__(self, films, batch=64):
        """films N x 1 x 128 x 128 -> N x 192."""
        return torch.cat([self.run(standardised(spread(part))) for part in films.split(batch)])

    def run(self, x):
        held = {**self.values, self.input: x}
        for node in self.nodes:
            given = [held[name] for name in node.input]
            held[node.output[0]] = OPERATORS[node.op_type](node, *given)
            if node.output[0] == self.last:
                return held[self.last]
        raise ValueError("the classifier's graph has no last layer of the form expected")


def attribute(node, name, default):
    found = [onnx.helper.get_attribute_value(a) for a in node.attribute if a.name == name]
    return found[0] if found else default


def quantize(node, x, scale, zero):
    low, high = (-128, 127) if zero.dtype == torch.int8 else (0, 255)
    return (torch.round(x / scale) + zero).clamp(low, high)


def dequantize(node, x, scale, zero):
    if scale.numel() > 1:
        shape = [-1] + [1] * (x.ndim - 1)  # axis 0
        scale, zero = scale.view(shape), zero.view(shape)
    return (x.float() - zero.float()) * scale


def conv(node, x, weight, bias):
    return F.conv2d(x, weight, bias, attribute(node, "strides", [1, 1]), attribute(node, "pads", [0, 0])[:2])


OPERATORS = {
    "QuantizeLinear": quantize,
    "DequantizeLinear": dequantize,
    "Conv": conv,
    "Relu": lambda node, x: torch.relu(x),
    "Add": lambda node, a, b: a + b,
    "GlobalAveragePool": lambda node, x: x.mean((2, 3), keepdim=True),
    "Flatten": lambda node, x: x.flatten(1),
}


def frechet(one, other):
    """Of two clouds of points (Heusel et al. 2017), N x 192 each."""
    a, b = one.double().numpy(), other.double().numpy()
    first, second = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    # the trace of the root of a product is the sum of the roots of its eigenvalues
    roots = np.sqrt(np.clip(np.linalg.eigvals(first @ second).real, 0, None)).sum()
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(first) + np.trace(second) - 2 * roots)
