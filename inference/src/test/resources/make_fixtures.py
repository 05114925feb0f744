# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Makes the tiny ONNX graphs of this folder.

Run with Debian's python3-onnx, in this folder:  /usr/bin/python3 make_fixtures.py
"""
import onnx
from onnx import TensorProto, helper


def graph(name, nodes, outputs=1, constants=(), shape=(1, 1, 8, 8)):
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)
    logit = helper.make_tensor_value_info("logit", TensorProto.FLOAT, [shape[0], outputs])
    made = helper.make_graph(nodes, name, [image], [logit], list(constants))
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, f"onnx/{name}.onnx")


def constant(name, values, shape, kind=TensorProto.FLOAT):
    return helper.make_tensor(name, kind, shape, values)


MEAN = [helper.make_node("GlobalAveragePool", ["image"], ["pooled"]), helper.make_node("Flatten", ["pooled"], ["mean"])]
HALF, EIGHT = constant("half", [0.5], []), constant("eight", [8.0], [])

# logit = 8 * (mean - 0.5)
graph("mean", MEAN + [helper.make_node("Sub", ["mean", "half"], ["centred"]),
                      helper.make_node("Mul", ["centred", "eight"], ["logit"])], constants=[HALF, EIGHT])
# the same of any number of images at once, and one that mixes them up
CENTRED = MEAN + [helper.make_node("Sub", ["mean", "half"], ["centred"])]
graph("many", CENTRED + [helper.make_node("Mul", ["centred", "eight"], ["logit"])],
      constants=[HALF, EIGHT], shape=("n", 1, 8, 8))
graph("mixing", CENTRED + [helper.make_node("CumSum", ["centred", "zero"], ["former"], exclusive=1),
                           helper.make_node("Mul", ["former", "three"], ["wrong"]),
                           helper.make_node("Sub", ["centred", "wrong"], ["mixed"]),
                           helper.make_node("Mul", ["mixed", "eight"], ["logit"])],
      constants=[HALF, EIGHT, constant("three", [3.0], []), constant("zero", [0], [], TensorProto.INT64)],
      shape=("n", 1, 8, 8))
# the same of four slices
graph("volume", MEAN + [helper.make_node("Sub", ["mean", "half"], ["centred"]),
                        helper.make_node("Mul", ["centred", "eight"], ["logit"])], constants=[HALF, EIGHT],
      shape=(1, 1, 4, 8, 8))
# the same with the sign turned: a wrong model of the right form
graph("wrong", MEAN + [helper.make_node("Sub", ["half", "mean"], ["centred"]),
                       helper.make_node("Mul", ["centred", "eight"], ["logit"])], constants=[HALF, EIGHT])
# logit = log(mean): no finite number for a black image
graph("log", MEAN + [helper.make_node("Log", ["mean"], ["logit"])])
# logits = (mean, 1 - mean, 0)
graph("three", MEAN + [helper.make_node("Mul", ["mean", "signs"], ["signed"]),
                       helper.make_node("Add", ["signed", "offsets"], ["logit"])], outputs=3,
      constants=[constant("signs", [1.0, -1.0, 0.0], [1, 3]), constant("offsets", [0.0, 1.0, 0.0], [1, 3])])

# logit = 8 * (mean - 0.5), after mean * 100 million turns of a loop: a black image is fast, a white one takes minutes
body = helper.make_graph(
    [helper.make_node("Identity", ["go"], ["on"]), helper.make_node("Add", ["value", "zero"], ["next"])],
    "turn",
    [helper.make_tensor_value_info("turn", TensorProto.INT64, []),
     helper.make_tensor_value_info("go", TensorProto.BOOL, []),
     helper.make_tensor_value_info("value", TensorProto.FLOAT, [1, 1])],
    [helper.make_tensor_value_info("on", TensorProto.BOOL, []),
     helper.make_tensor_value_info("next", TensorProto.FLOAT, [1, 1])],
    [constant("zero", [0.0], [])])
graph("loop", MEAN + [
    helper.make_node("Mul", ["mean", "many"], ["wanted"]),
    helper.make_node("Cast", ["wanted"], ["whole"], to=TensorProto.INT64),
    helper.make_node("Squeeze", ["whole"], ["turns"]),
    helper.make_node("Loop", ["turns", "", "mean"], ["same"], body=body),
    helper.make_node("Sub", ["same", "half"], ["centred"]),
    helper.make_node("Mul", ["centred", "eight"], ["logit"])],
    constants=[HALF, EIGHT, constant("many", [1e8], [])])

# a state: hn = h0 / 2 + mean, logit = hn
inputs = [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 1, 8, 8]),
          helper.make_tensor_value_info("h0", TensorProto.FLOAT, [1, 1])]
outputs = [helper.make_tensor_value_info("logit", TensorProto.FLOAT, [1, 1]),
           helper.make_tensor_value_info("hn", TensorProto.FLOAT, [1, 1])]
made = helper.make_graph(MEAN + [helper.make_node("Mul", ["h0", "half"], ["faded"]),
                                 helper.make_node("Add", ["faded", "mean"], ["hn"]),
                                 helper.make_node("Identity", ["hn"], ["logit"])], "recall", inputs, outputs, [HALF])
model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 13)])
model.ir_version = 8
onnx.checker.check_model(model)
onnx.save(model, "onnx/recall.onnx")
