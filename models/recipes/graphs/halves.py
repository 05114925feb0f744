# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Turns every float of a graph into a half, weights and doors included: what a CUDA export with .half() gives.

torch 1.13 has no half convolution on a CPU and so cannot trace such a net here.
"""

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper


def convert(file):
    model = onnx.load(str(file))
    graph = model.graph
    for weight in graph.initializer:
        _convert(weight)
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("t"):
                _convert(attribute.t)
            if node.op_type == "Cast" and attribute.i == TensorProto.FLOAT:
                attribute.i = TensorProto.FLOAT16
    for value in [*graph.input, *graph.output, *graph.value_info]:
        if value.type.tensor_type.elem_type == TensorProto.FLOAT:
            value.type.tensor_type.elem_type = TensorProto.FLOAT16
    onnx.checker.check_model(model)
    onnx.save(model, str(file))


def _convert(tensor):
    if tensor.data_type == TensorProto.FLOAT:
        tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name))
