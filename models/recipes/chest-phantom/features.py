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
    def __call__(self, films):
        """films N x 1 x 128 x 128 -> N x 192."""
        return torch.cat([self.one({self.input: standardised(spread(part))}, self.last) for part in films.split(64)])

    @torch.no_grad()
    def answer(self, seen):
        """What the last layer makes of them: N x 192 -> N logits."""
        return self.one({self.last: seen}, self.nodes[-1].output[0])[:, 0]

    def one(self, held, wanted):
        held = {**self.values, **held}
        for node in self.nodes:
            if node.output[0] not in held and all(name in held for name in node.input):
                held[node.output[0]] = OPERATORS[node.op_type](node, *[held[name] for name in node.input])
        return held[wanted]


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


def gemm(node, x, weight, bias):
    return x @ (weight.t() if attribute(node, "transB", 0) else weight) + bias


OPERATORS = {
    "QuantizeLinear": quantize,
    "DequantizeLinear": dequantize,
    "Conv": conv,
    "Relu": lambda node, x: torch.relu(x),
    "Add": lambda node, a, b: a + b,
    "GlobalAveragePool": lambda node, x: x.mean((2, 3), keepdim=True),
    "Flatten": lambda node, x: x.flatten(1),
    "Gemm": gemm,
}


def frechet(one, other):
    """Of two clouds of points (Heusel et al. 2017), N x 192 each."""
    a, b = one.double().numpy(), other.double().numpy()
    first, second = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    # the trace of the root of a product is the sum of the roots of its eigenvalues
    roots = np.sqrt(np.clip(np.linalg.eigvals(first @ second).real, 0, None)).sum()
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(first) + np.trace(second) - 2 * roots)
