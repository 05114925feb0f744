# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Makes the fixtures of this folder: what Pillow makes of known samples, and tiny ONNX graphs.

Run with Debian's python3-pil, python3-numpy and python3-onnx, in this folder:  /usr/bin/python3 make_fixtures.py
"""
import numpy as np
import onnx
from onnx import TensorProto, helper
from PIL import Image


def samples(rows, columns):
    """The same numbers as ResamplingTest makes."""
    x, values = 42, []
    for _ in range(rows * columns):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
        values.append((x >> 16) % 4096 - 1024)
    return np.array(values, np.float32).reshape(rows, columns)


def pillow(image, width, height):
    return np.asarray(Image.fromarray(image, mode="F").resize((width, height), Image.BILINEAR))


def save(name, image):
    with open(f"resize/{name}.txt", "w") as file:
        for row in image:
            file.write(" ".join(f"{value:.9g}" for value in row) + "\n")


def rounded(number):
    return int(np.floor(number + 0.5))


def letterbox(image, width, height):
    scale = min(height / image.shape[0], width / image.shape[1])
    small = pillow(image, rounded(image.shape[1] * scale), rounded(image.shape[0] * scale))
    out = np.full((height, width), -9999, np.float32)
    top, left = (height - small.shape[0] + 1) // 2, (width - small.shape[1] + 1) // 2
    out[top:top + small.shape[0], left:left + small.shape[1]] = small
    return out


def crop(image, width, height):
    scale = max(height / image.shape[0], width / image.shape[1])
    big = pillow(image, rounded(image.shape[1] * scale), rounded(image.shape[0] * scale))
    top, left = (big.shape[0] - height) // 2, (big.shape[1] - width) // 2
    return big[top:top + height, left:left + width]


for rows, columns, height, width in [(37, 53, 16, 16), (8, 9, 16, 24), (100, 7, 9, 20), (203, 181, 12, 14),
                                     (16, 16, 16, 16), (1, 1, 3, 4), (5, 64, 10, 64)]:
    save(f"stretch-{rows}x{columns}-{height}x{width}", pillow(samples(rows, columns), width, height))
for rows, columns, height, width in [(37, 53, 16, 16), (53, 37, 16, 15), (10, 10, 16, 31), (61, 20, 12, 9)]:
    save(f"letterbox-{rows}x{columns}-{height}x{width}", letterbox(samples(rows, columns), width, height))
    save(f"crop-{rows}x{columns}-{height}x{width}", crop(samples(rows, columns), width, height))

whole = samples(61, 47)
whole = (whole - whole.min()) / (whole.max() - whole.min())
whole = pillow(whole.astype(np.float32), 16, 16).astype(np.float64)
save("per-image-61x47-16x16", (whole - whole.mean()) / max(whole.std(), 1e-6))


def graph(name, nodes, outputs=1, constants=(), shape=(1, 1, 8, 8)):
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)
    logit = helper.make_tensor_value_info("logit", TensorProto.FLOAT, [1, outputs])
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
