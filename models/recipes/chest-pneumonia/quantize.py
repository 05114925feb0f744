# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Folds, calibrates and writes the network as ONNX: quantize.py DATA WORK.

Writes WORK/model.fp32.onnx and one int8 candidate for each way to choose the activation ranges,
WORK/candidate-*.onnx, in QDQ form: uint8 asymmetric activations, int8 symmetric weights per output channel.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

import data
from net import Net

CALIBRATION_IMAGES = 512
RANGES = {"min-max": 0.0, "99.99": 0.01, "99.9": 0.1}  # percent of values cut off at each end
OPSET, IR_VERSION = 13, 8


class Step:
    """One operator: what it computes, from which tensors, into which."""

    def __init__(self, kind, inputs, output, layer=None):
        self.kind, self.inputs, self.output, self.layer = kind, inputs, output, layer


def steps(net):
    """The folded network in order. A Conv or Add followed by a Relu is written as kind + 'Relu'."""
    plan = [Step("ConvRelu", ["image"], "stem", net.stem.folded())]
    before = "stem"
    for i, block in enumerate(net.blocks, 1):
        plan += [
            Step("ConvRelu", [before], f"block{i}.first", block.first.folded()),
            Step("Conv", [f"block{i}.first"], f"block{i}.second", block.second.folded()),
            Step("Conv", [before], f"block{i}.skip", block.skip.folded()),
            Step("AddRelu", [f"block{i}.second", f"block{i}.skip"], f"block{i}"),
        ]
        before = f"block{i}"
    return plan + [Step("GlobalAveragePool", [before], "pooled"), Step("Gemm", ["flat"], "logit", net.head)]


@torch.no_grad()
def values(plan, image):
    """Every tensor of the plan for a batch of images."""
    held = {"image": image}
    for step in plan:
        if step.kind.startswith("Conv"):
            result = step.layer(held[step.inputs[0]])
        elif step.kind == "AddRelu":
            result = held[step.inputs[0]] + held[step.inputs[1]]
        elif step.kind == "GlobalAveragePool":
            result = held[step.inputs[0]].mean(dim=(2, 3), keepdim=True)
            held["flat"] = result.flatten(1)
        else:
            result = step.layer(held[step.inputs[0]])
        held[step.output] = torch.relu(result) if step.kind.endswith("Relu") else result
    return held


def ranges(plan, images, cut):
    """Lowest and highest value of each tensor: of all the calibration images, or the mean of the batches' percentiles."""
    lows, highs = {}, {}
    for batch in images.split(64):
        for name, tensor in values(plan, batch).items():
            flat = tensor.flatten().numpy()
            low, high = (flat.min(), flat.max()) if cut == 0 else np.percentile(flat, [cut, 100 - cut])
            lows.setdefault(name, []).append(low)
            highs.setdefault(name, []).append(high)
    pick_low, pick_high = (min, max) if cut == 0 else (np.mean, np.mean)
    return {name: (min(0.0, float(pick_low(lows[name]))), max(0.0, float(pick_high(highs[name])))) for name in lows}


class Graph:
    """Collects nodes and constants; a subclass says how a tensor and a weight enter an operator."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, name, array):
        self.constants.append(numpy_helper.from_array(np.asarray(array, order="C"), name))
        return name

    def node(self, kind, inputs, output, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [output], name=f"{output}:{kind}", **attributes))
        return output

    def activation(self, name):
        return name

    def parameters(self, step):
        weight = self.constant(f"{step.output}.weight", step.layer.weight.detach().numpy())
        return [weight, self.constant(f"{step.output}.bias", step.layer.bias.detach().numpy())]

    def build(self, plan):
        for step in plan:
            kind = step.kind.removesuffix("Relu")
            raw = f"{step.output}.raw" if step.kind.endswith("Relu") else step.output
            if kind == "Conv":
                conv = step.layer
                pads = list(conv.padding) * 2
                inputs = [self.activation(step.inputs[0])] + self.parameters(step)
                self.node(kind, inputs, raw, kernel_shape=list(conv.kernel_size), strides=list(conv.stride), pads=pads)
            elif kind == "Gemm":
                self.node(kind, [self.activation(step.inputs[0])] + self.parameters(step), raw, transB=1)
            else:
                self.node(kind, [self.activation(name) for name in step.inputs], raw)
            if step.kind.endswith("Relu"):
                self.node("Relu", [raw], step.output)
            if kind == "GlobalAveragePool":
                self.node("Flatten", [self.activation(step.output)], "flat")
        image = helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 1, data.SIDE, data.SIDE])
        logit = helper.make_tensor_value_info("logit", TensorProto.FLOAT, [1, 1])
        graph = helper.make_graph(self.nodes, "chest-pneumonia", [image], [logit], self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="gantry")
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model, full_check=True)
        return model


class QuantizedGraph(Graph):
    def __init__(self, found):
        super().__init__()
        self.found = found
        self.found["flat"] = self.found["pooled"]
        self.done = {}

    def scale_and_zero(self, name):
        low, high = self.found[name]
        scale = np.float32(max((high - low) / 255, 1e-8))
        return scale, np.uint8(np.clip(np.round(-low / scale), 0, 255))

    def activation(self, name):
        if name not in self.done:
            scale, zero = self.scale_and_zero(name)
            marks = [self.constant(f"{name}.scale", scale), self.constant(f"{name}.zero", zero)]
            quantized = self.node("QuantizeLinear", [name] + marks, f"{name}.q")
            self.done[name] = self.node("DequantizeLinear", [quantized] + marks, f"{name}.dq")
        return self.done[name]

    def parameters(self, step):
        weight, bias = step.layer.weight.detach().numpy(), step.layer.bias.detach().numpy()
        rows = weight.reshape(len(weight), -1)
        scale = np.maximum(np.abs(rows).max(axis=1) / 127, 1e-8).astype(np.float32)
        whole = np.clip(np.round(rows / scale[:, None]), -127, 127).astype(np.int8).reshape(weight.shape)
        bias_scale = scale * self.scale_and_zero(step.inputs[0])[0]
        limit = 2**31 - 1
        whole_bias = np.clip(np.round(bias.astype(np.float64) / bias_scale), -limit, limit).astype(np.int32)
        return [
            self.dequantized(f"{step.output}.weight", whole, scale, np.zeros(len(scale), np.int8)),
            self.dequantized(f"{step.output}.bias", whole_bias, bias_scale, np.zeros(len(scale), np.int32)),
        ]

    def dequantized(self, name, whole, scale, zero):
        inputs = [(f"{name}.int", whole), (f"{name}.scale", scale), (f"{name}.zero", zero)]
        return self.node("DequantizeLinear", [self.constant(n, a) for n, a in inputs], f"{name}.dq", axis=0)


def main(source, work):
    work = Path(work)
    net = Net().eval()
    net.load_state_dict(torch.load(work / "net.pt"))
    plan = steps(net)
    training, _, _ = data.development(source)
    chosen = np.random.default_rng(0).choice(len(training), CALIBRATION_IMAGES, replace=False)
    images = torch.from_numpy(data.standardise(training.pixels[chosen])).unsqueeze(1)
    drift = (values(plan, images[:64])["logit"].squeeze(1) - net(images[:64])).abs().max()
    print(f"folding moves a logit by at most {float(drift):.1e}")
    onnx.save(Graph().build(plan), work / "model.fp32.onnx")
    for name, cut in RANGES.items():
        file = work / f"candidate-{name}.onnx"
        onnx.save(QuantizedGraph(ranges(plan, images, cut)).build(plan), file)
        print(f"{file.name}: {file.stat().st_size / 1e6:.2f} MB", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
