# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Packages that must be refused, each made from a good one by one change."""

import hashlib
import re
import shutil
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

GOOD = "mobilenet-v3-small"


def custom_op(graph):
    """A node of a domain that no runtime here knows."""
    model = onnx.load(str(graph))
    output = model.graph.output[0].name
    for node in model.graph.node:
        node.output[:] = ["inner" if name == output else name for name in node.output]
    model.graph.node.append(helper.make_node("Mystery", ["inner"], [output], domain="com.example"))
    model.opset_import.append(helper.make_opsetid("com.example", 1))
    onnx.save(model, str(graph))


def truncated(graph):
    """A copy that broke off; its checksum was taken afterwards."""
    data = graph.read_bytes()
    graph.write_bytes(data[:len(data) // 2])


def changed_byte(graph):
    """One bit of a weight, after the checksum was taken."""
    data = bytearray(graph.read_bytes())
    data[len(data) // 2] ^= 1
    graph.write_bytes(bytes(data))


def opset_to_come(graph):
    model = onnx.load(str(graph))
    model.opset_import[0].version = 99
    onnx.save(model, str(graph))


def external_weights(graph):
    """Weights in a file beside the graph: the manifest's checksum does not cover them."""
    onnx.save_model(onnx.load(str(graph)), str(graph), save_as_external_data=True, all_tensors_to_one_file=True,
                    location="weights.bin")


def double_input(graph):
    model = onnx.load(str(graph))
    door = model.graph.input[0]
    door.type.tensor_type.elem_type = TensorProto.DOUBLE
    for node in model.graph.node:
        node.input[:] = ["as_float" if name == door.name else name for name in node.input]
    model.graph.node.insert(0, helper.make_node("Cast", [door.name], ["as_float"], to=TensorProto.FLOAT))
    onnx.save(model, str(graph))


def batch_of_two(graph):
    model = onnx.load(str(graph))
    for value in (model.graph.input[0], model.graph.output[0]):
        value.type.tensor_type.shape.dim[0].dim_value = 2
    del model.graph.value_info[:]
    onnx.save(model, str(graph))


def sequence_output(graph):
    """A list of tensors, as some classical-learning exporters answer."""
    model = onnx.load(str(graph))
    output = model.graph.output[0].name
    for node in model.graph.node:
        node.output[:] = ["inner" if name == output else name for name in node.output]
    model.graph.node.append(helper.make_node("SequenceConstruct", ["inner"], [output]))
    del model.graph.output[:]
    model.graph.output.append(helper.make_tensor_sequence_value_info(output, TensorProto.FLOAT, None))
    onnx.save(model, str(graph))


def not_a_number(graph):
    """The last layer's first weight is no number."""
    model = onnx.load(str(graph))
    last = [node for node in model.graph.node if node.op_type == "Gemm"][-1]
    weight = next(each for each in model.graph.initializer if each.name == last.input[1])
    values = numpy_helper.to_array(weight).copy()
    values[0, 0] = np.nan
    weight.CopyFrom(numpy_helper.from_array(values, weight.name))
    onnx.save(model, str(graph))


def unused(_):
    """The graph stays as it is."""


def fewer_labels(manifest):
    return re.sub(r", \{name: class-d.*?\}, threshold: [0-9.]+\}", "", manifest)


def fewer_cases(cases):
    return "".join(line for line in cases.splitlines(True) if "label: class-d" not in line)


def other_input_size(manifest):
    return manifest.replace("[1, 3, 224, 224]", "[1, 3, 256, 256]")


def unknown_key(manifest):
    return manifest.replace("budget:", "bugdet:")


def other_golden(cases):
    """The first golden case of another net: the same result with another probability."""
    return re.sub(r"probability: ([0-9.]+), result: (positive|negative)",
                  lambda m: f"probability: {(float(m[1]) + (m[2] == 'positive')) / 2:.4f}, result: {m[2]}", cases, count=1)


def same(text):
    return text


# name: (gate that refuses, what is done to the graph, to the manifest, to the golden cases)
BROKEN = {
    "custom-op": ("graph", custom_op, same, same),
    "truncated": ("graph", truncated, same, same),
    "opset-to-come": ("graph", opset_to_come, same, same),
    "external-weights": ("checksum", external_weights, same, same),
    "changed-byte": ("checksum", changed_byte, same, same),
    "double-input": ("signature", double_input, same, same),
    "batch-of-two": ("signature", batch_of_two, same, same),
    "sequence-output": ("graph", sequence_output, same, same),
    "fewer-labels": ("signature", unused, fewer_labels, fewer_cases),
    "other-input-size": ("signature", unused, other_input_size, same),
    "unknown-key": ("manifest", unused, unknown_key, same),
    "not-a-number": ("golden", not_a_number, same, same),
    "other-golden": ("golden", unused, same, other_golden),
}


def write(models: Path, version):
    """All of them, from the good package under models/, beside it; returns name -> gate."""
    good = models / GOOD / version
    gates = {}
    for name, (gate, on_graph, on_manifest, on_golden) in BROKEN.items():
        folder = models / f"broken-{name}" / version
        shutil.rmtree(folder.parent, ignore_errors=True)
        shutil.copytree(good, folder)
        graph, manifest, cases = folder / "model.onnx", folder / "manifest.yaml", folder / "golden" / "cases.yaml"
        before = hashlib.sha256(graph.read_bytes()).hexdigest()
        on_graph(graph)
        digest = before if name == "changed-byte" else hashlib.sha256(graph.read_bytes()).hexdigest()
        text = on_manifest(manifest.read_text())
        manifest.write_text(text.replace(before, digest).replace(f"name: {GOOD}\n", f"name: broken-{name}\n"))
        cases.write_text(on_golden(cases.read_text()))
        gates[f"broken-{name}"] = gate
    return gates
