# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Makes prepared/*.txt: what other libraries make of known pictures, for PreparedTest.

Each file holds the `input` of a manifest, the picture (JSON) and the tensor that comes out. Nothing here is
taken from Gantry: Pillow, torch, torchvision, numpy and scipy compute. Run with Debian's packages of these, in
this folder:  /usr/bin/python3 make_prepared.py
"""
import json
import pathlib
import shutil

import numpy as np
import torch
import torch.nn.functional as F
import torchvision.transforms.functional as TF
from PIL import Image
from scipy.ndimage import map_coordinates

HERE = pathlib.Path("prepared")
shutil.rmtree(HERE, ignore_errors=True)
HERE.mkdir()


def samples(*shape):
    """The same numbers as PreparedTest makes: -1024 to 3071."""
    x, values = 42, []
    for _ in range(int(np.prod(shape))):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
        values.append((x >> 16) % 4096 - 1024)
    return np.array(values, np.float32).reshape(shape)


def save(name, manifest, picture, tensor):
    tensor = np.asarray(tensor)
    with open(HERE / f"{name}.txt", "w") as file:
        file.write(json.dumps(manifest) + "\n" + json.dumps(picture) + "\n")
        file.write(" ".join(map(str, tensor.shape)) + "\n")
        flat = tensor.reshape(-1)
        for at in range(0, flat.size, 16):
            file.write(" ".join(f"{value:.8g}" for value in flat[at:at + 16]) + "\n")


def manifest(shape, resize, **more):
    return {"tensor": "x", "shape": list(shape), "resize": resize, "samples": {"units": "modality"}, **more}


def image(rows, columns, **more):
    return {"rows": rows, "columns": columns, **more}


# -- the kernels, each by another library ---------------------------------------------------------------------

def pillow(picture, height, width, method=Image.BILINEAR):
    return np.asarray(Image.fromarray(picture, mode="F").resize((width, height), method))


def torch_bilinear(picture, height, width):
    there = torch.from_numpy(picture.astype(np.float64))[None, None]
    return F.interpolate(there, (height, width), mode="bilinear", align_corners=False)[0, 0].numpy()


def covered(line, outputs):
    """The mean of what each output covers, by the integral of a staircase (along the last axis)."""
    n = line.shape[-1]
    edges = np.linspace(0, n, outputs + 1)
    total = np.concatenate([np.zeros(line.shape[:-1] + (1,)), np.cumsum(line.astype(np.float64), -1)], -1)
    at = np.minimum(edges.astype(int), n - 1)
    integral = np.take(total, at, -1) + (edges - at) * np.take(line, at, -1)
    return np.diff(integral, axis=-1) / (n / outputs)


def area(picture, height, width):
    return covered(covered(picture, width).T, height).T


KERNELS = {
    "antialias": pillow,
    "half-pixel": torch_bilinear,
    "area": area,
    "bicubic": lambda picture, height, width: pillow(picture, height, width, Image.BICUBIC),
    "nearest": lambda picture, height, width: pillow(picture, height, width, Image.NEAREST),
}
SIZES = [(37, 53, 16, 16), (8, 9, 16, 24), (100, 7, 9, 20), (203, 181, 12, 14), (16, 16, 16, 16), (1, 1, 3, 4),
         (5, 64, 10, 64), (60, 90, 20, 30)]
for kernel, resized in KERNELS.items():
    for rows, columns, height, width in SIZES:
        save(f"stretch-{kernel}-{rows}x{columns}-{height}x{width}",
             manifest((1, 1, height, width), "stretch", resample=kernel), image(rows, columns),
             resized(samples(rows, columns), height, width)[None, None])
assert np.allclose(area(samples(60, 90), 20, 30),
                   F.interpolate(torch.from_numpy(samples(60, 90))[None, None], (20, 30), mode="area")[0, 0], atol=1e-3)


# -- sizes and borders ----------------------------------------------------------------------------------------

def ultralytics(picture, height, width, pad, resized):
    """The sizes of YOLOv5's and v8's letterbox."""
    ratio = min(height / picture.shape[0], width / picture.shape[1])
    new_width, new_height = round(picture.shape[1] * ratio), round(picture.shape[0] * ratio)
    top, left = round((height - new_height) / 2 - 0.1), round((width - new_width) / 2 - 0.1)
    out = np.full((height, width), pad, np.float64)
    out[top:top + new_height, left:left + new_width] = resized(picture, new_height, new_width)
    return out


def yolox(picture, height, width, pad, resized):
    """The sizes of YOLOX's preproc."""
    ratio = min(height / picture.shape[0], width / picture.shape[1])
    new_width, new_height = int(picture.shape[1] * ratio), int(picture.shape[0] * ratio)
    out = np.full((height, width), pad, np.float64)
    out[:new_height, :new_width] = resized(picture, new_height, new_width)
    return out


def grey(picture, low, high):
    return np.clip((picture.astype(np.float64) - low) / (high - low), 0, 1).astype(np.float32)


BOXES = [(37, 53, 16, 16), (53, 37, 16, 15), (10, 10, 16, 31), (61, 20, 12, 9), (7, 5, 32, 32)]
for rows, columns, height, width in BOXES:
    box = (1, 1, height, width)
    save(f"letterbox-{rows}x{columns}-{height}x{width}", manifest(box, "letterbox", pad=-9999), image(rows, columns),
         ultralytics(samples(rows, columns), height, width, -9999, pillow)[None, None])
    save(f"letterbox-yolox-{rows}x{columns}-{height}x{width}",
         {**manifest((1, 3, height, width), "letterbox"), "samples": {"low": -500, "high": 2500}, "scale": 255,
          "pad": 114, "align": "top-left", "resample": "half-pixel"}, image(rows, columns),
         np.stack([yolox(grey(samples(rows, columns), -500, 2500) * np.float32(255), height, width, 114,
                         torch_bilinear)] * 3)[None])
    big = max(height / rows, width / columns)
    covering = pillow(samples(rows, columns), max(height, round(rows * big)), max(width, round(columns * big)))
    save(f"crop-{rows}x{columns}-{height}x{width}", manifest(box, "crop"), image(rows, columns),
         np.asarray(TF.center_crop(Image.fromarray(covering), [height, width]))[None, None])
    padded = TF.center_crop(torch.from_numpy(np.pad(samples(rows, columns), 64, constant_values=7)), [height, width])
    if rows > height and columns > width:
        save(f"none-cut-{rows}x{columns}-{height}x{width}", manifest(box, "none", pad=7), image(rows, columns),
             TF.center_crop(torch.from_numpy(samples(rows, columns)), [height, width])[None, None])

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
for rows, columns in [(41, 67), (53, 30), (24, 24)]:
    picture = Image.fromarray(grey(samples(rows, columns), -1000, 2000))
    cut = np.asarray(TF.center_crop(TF.resize(picture, 20), [16, 15]))
    save(f"torchvision-{rows}x{columns}",
         {**manifest((1, 3, 16, 15), "crop"), "short-side": 20, "samples": {"low": -1000, "high": 2000},
          "normalize": {"mean": MEAN, "std": STD}}, image(rows, columns),
         TF.normalize(torch.from_numpy(np.stack([cut] * 3)), MEAN, STD)[None])

# MONAI's DivisiblePad: the smaller half before
for rows, columns in [(21, 30), (32, 33)]:
    height, width = -(-rows // 16) * 16, -(-columns // 16) * 16
    top, left = (height - rows) // 2, (width - columns) // 2
    out = np.pad(samples(rows, columns), ((top, height - rows - top), (left, width - columns - left)),
                 constant_values=-1024)
    save(f"any-multiple-{rows}x{columns}",
         manifest((1, 1, "any", "any"), "none", limit=[64, 64], pad=-1024, **{"multiple-of": 16}),
         image(rows, columns), out[None, None])
out = ultralytics(samples(50, 90), 48, 64, 3, pillow)[4:44]  # 64 / 90: 36 rows, up to a multiple of 8: 40
save("any-letterbox-50x90", manifest((1, 1, "any", "any"), "letterbox", limit=[128, 64], pad=3, **{"multiple-of": 8}),
     image(50, 90), out[None, None])


def at_spacing(picture, spacing, wanted, height, width, pad):
    """Points, around the middle; outside of the picture is the border."""
    step = [wanted[i] / spacing[i] for i in range(2)]
    y = picture.shape[0] / 2 + (np.arange(height) + 0.5 - height / 2) * step[0]
    x = picture.shape[1] / 2 + (np.arange(width) + 0.5 - width / 2) * step[1]
    grid = np.meshgrid(np.clip(y - 0.5, 0, picture.shape[0] - 1), np.clip(x - 0.5, 0, picture.shape[1] - 1),
                       indexing="ij")
    values = map_coordinates(picture.astype(np.float64), grid, order=1)
    outside = ((y < 0) | (y > picture.shape[0]))[:, None] | ((x < 0) | (x > picture.shape[1]))[None]
    return np.where(outside, pad, values)


for name, spacing, wanted, height, width in [("shrunk", [0.5, 0.25], [1.0, 0.7], 24, 18),
                                             ("grown", [1.0, 2.0], [0.6, 0.9], 40, 41)]:
    save(f"spacing-{name}", manifest((1, 1, height, width), "none", pad=-5, resample="half-pixel",
                                     **{"spacing-mm": wanted}),
         image(40, 36, spacing=spacing), at_spacing(samples(40, 36), spacing, wanted, height, width, -5)[None, None])

# -- samples, types and layouts -------------------------------------------------------------------------------

whole = samples(23, 31)
square = (1, 1, 16, 16)
windows = [{"center": 40, "width": 400}, {"low": -1000, "high": 400}, {"center": 500, "width": 2000}]
bounds = [(40 - 0.5 - 399 / 2, 40 - 0.5 + 399 / 2), (-1000, 400), (499.5 - 1999 / 2, 499.5 + 1999 / 2)]
shown = np.stack([pillow(grey(whole, *each), 16, 16) for each in bounds])
for kind, dtype in [("float", np.float32), ("float16", np.float16)]:
    save(f"windows-nchw-{kind}", {**manifest((1, 3, 16, 16), "stretch"), "samples": {"windows": windows}, "type": kind},
         image(23, 31), shown[None].astype(dtype).astype(np.float64))
save("windows-nhwc", {**manifest((1, 16, 16, 3), "stretch"), "samples": {"windows": windows}, "layout": "NHWC"},
     image(23, 31), shown.transpose(1, 2, 0)[None])
save("windows-hwc-turned-over", {**manifest((16, 16, 3), "stretch"), "samples": {"windows": windows}, "layout": "HWC"},
     image(23, 31, inverted=True), 1 - shown.transpose(1, 2, 0))
for over, values in [("per-image", (shown - shown.mean()) / shown.std()),
                     ("per-channel", (shown - shown.mean((1, 2), keepdims=True)) / shown.std((1, 2), keepdims=True))]:
    save(f"windows-{over}", {**manifest((1, 3, 16, 16), "stretch"), "samples": {"windows": windows},
                             "normalize": {over: True}}, image(23, 31), values[None])

octets = pillow(grey(whole, -1000, 3000), 16, 16) * np.float32(255)
save("uint8", {**manifest(square, "stretch"), "samples": {"low": -1000, "high": 3000}, "scale": 255, "type": "uint8"},
     image(23, 31), np.rint(octets)[None, None])
save("int8-quantized", {**manifest(square, "stretch"), "samples": {"low": -1000, "high": 3000}, "type": "int8",
                        "normalize": {"mean": [0.5], "std": [0.25]}, "quantize": {"scale": 0.013, "zero-point": -7}},
     image(23, 31), np.clip(np.rint((octets.astype(np.float64) / 255 - 0.5) / 0.25 / 0.013) - 7, -128, 127)[None, None])
for kind in ("int32", "int64"):
    save(kind, {**manifest(square, "stretch"), "type": kind}, image(23, 31), np.rint(pillow(whole, 16, 16))[None, None])

for inverted in (False, True):
    low, high = np.percentile(whole.astype(np.float64), [1.5, 97])
    if inverted:
        low, high = np.percentile(whole.astype(np.float64), [3, 98.5])
    values = grey(whole, low, high)
    save(f"percentiles{'-turned-over' * inverted}", {**manifest(square, "stretch"), "samples": {"percentiles": [1.5, 97]}},
         image(23, 31, inverted=inverted), pillow(1 - values if inverted else values, 16, 16)[None, None])

spread = pillow(((whole - whole.min()) / (whole.max() - whole.min())).astype(np.float32), 16, 16).astype(np.float64)
save("per-image", {**manifest(square, "stretch"), "samples": {"min-max": True}, "normalize": {"per-image": True}},
     image(23, 31), ((spread - spread.mean()) / spread.std())[None, None])
save("span", {**manifest(square, "stretch"), "samples": {"min-max": True}, "normalize": {"min-max": [-1, 1]}},
     image(23, 31), ((spread - spread.min()) / (spread.max() - spread.min()) * 2 - 1)[None, None])
boxed = ultralytics(((whole - whole.min()) / (whole.max() - whole.min())).astype(np.float32), 16, 16, np.nan, pillow)
inside = boxed[~np.isnan(boxed)]
save("per-image-picture", {**manifest(square, "letterbox"), "samples": {"min-max": True},
                           "normalize": {"per-image": "picture"}}, image(23, 31),
     ((np.nan_to_num(boxed) - inside.mean()) / inside.std())[None, None])
save("per-image-border", {**manifest(square, "letterbox"), "samples": {"min-max": True}, "pad": 0.25,
                          "normalize": {"per-image": True}}, image(23, 31),
     ((np.nan_to_num(boxed, nan=0.25) - np.nan_to_num(boxed, nan=0.25).mean())
      / np.nan_to_num(boxed, nan=0.25).std())[None, None])
dark = pillow(grey(whole, 1000, 3000), 31, 23)  # many zeros, of which some stay
dark = torch_bilinear(grey(whole, 1000, 3000), 23, 31)
nonzero = dark[dark != 0]
save("per-image-nonzero", {**manifest((1, 1, 23, 31), "stretch"), "samples": {"low": 1000, "high": 3000},
                           "normalize": {"per-image": "nonzero"}}, image(23, 31),
     np.where(dark == 0, 0, (dark - nonzero.mean()) / nonzero.std())[None, None])


# -- volumes --------------------------------------------------------------------------------------------------

def series(places, rows, columns, **more):
    return {"rows": rows, "columns": columns, "slices": [list(map(float, place)) for place in places],
            "orientation": [1, 0, 0, 0, 1, 0], "spacing": [1.0, 1.0], **more}


def stacked(count, gap):
    return [(0, 0, i * gap) for i in range(count)]


def trilinear(volume, size):
    return F.interpolate(torch.from_numpy(volume.astype(np.float64))[None, None], size, mode="trilinear",
                         align_corners=False).numpy()


for count, size in [(6, (12, 10, 9)), (13, (5, 20, 30)), (7, (7, 16, 16))]:
    save(f"volume-trilinear-{count}-{size[0]}", manifest((1, 1) + size, "stretch", pad=0, resample="half-pixel"),
         series(stacked(count, 2.5), 17, 19), trilinear(samples(count, 17, 19), size))


def interpolated(volume, z, wanted):
    """Along the first axis, at these places; constant before the first and after the last."""
    flat = volume.reshape(len(z), -1).astype(np.float64)
    return np.stack([np.interp(wanted, z, flat[:, i]) for i in range(flat.shape[1])], 1).reshape((-1,) + volume.shape[1:])


def averaged(volume, z, low, step, count):
    """The mean over each cell, by very many points."""
    points = 4000
    return np.stack([interpolated(volume, z, low + step * (k + (np.arange(points) + 0.5) / points)).mean(0)
                     for k in range(count)])


uneven = np.array([0, 1, 2.5, 3, 5, 9, 9.5, 12])
low, high = -0.5, 12 + 2.5 / 2
volume = samples(8, 9, 11)
step = (high - low) / 21
save("volume-uneven", manifest((1, 1, 21, 9, 11), "stretch", pad=0), series([(0, 0, z) for z in uneven], 9, 11),
     interpolated(volume, uneven, low + step * (np.arange(21) + 0.5))[None, None])
step = (high - low) / 4
save("volume-uneven-shrunk", manifest((1, 1, 4, 9, 11), "stretch", pad=0), series([(0, 0, z) for z in uneven], 9, 11),
     averaged(volume, uneven, low, step, 4)[None, None])
save("volume-shuffled-doubled",
     manifest((1, 1, 21, 9, 11), "stretch", pad=0),
     series([(0, 0, z) for z in uneven], 9, 11, order=[3, 0, 7, 6, 5, 1, 2, 4], double=2),
     interpolated(volume, uneven, low + (high - low) / 21 * (np.arange(21) + 0.5))[None, None])

# at a spacing of its own, cut and padded
even = np.arange(10) * 3.0
volume = samples(10, 24, 20)


def spaced(volume, gap, spacing, wanted, size, pad):
    step = [wanted[0] / gap, wanted[1] / spacing[0], wanted[2] / spacing[1]]
    at = [volume.shape[i] / 2 + (np.arange(size[i]) + 0.5 - size[i] / 2) * step[i] for i in range(3)]
    grid = np.meshgrid(*[np.clip(at[i] - 0.5, 0, volume.shape[i] - 1) for i in range(3)], indexing="ij")
    outside = np.zeros(size, bool)
    for i in range(3):
        shape = [1, 1, 1]
        shape[i] = size[i]
        outside |= ((at[i] < 0) | (at[i] > volume.shape[i])).reshape(shape)
    return np.where(outside, pad, map_coordinates(volume.astype(np.float64), grid, order=1))


save("volume-spacing", manifest((1, 1, 16, 18, 26), "none", pad=-1024, resample="half-pixel",
                                **{"spacing-mm": [2.0, 1.5, 0.5]}),
     series([(0, 0, z) for z in even], 24, 20, spacing=[0.9, 0.7]),
     spaced(volume, 3.0, (0.9, 0.7), (2.0, 1.5, 0.5), (16, 18, 26), -1024)[None, None])
save("volume-spacing-any", manifest((1, 1, "any", "any", "any"), "none", pad=-1024, resample="half-pixel",
                                    limit=[32, 64, 64], **{"spacing-mm": [2.0, 1.5, 0.5], "multiple-of": 4}),
     series([(0, 0, z) for z in even], 24, 20, spacing=[0.9, 0.7]),
     spaced(volume, 3.0, (0.9, 0.7), (2.0, 1.5, 0.5), (15, 16, 28), -1024)[None, None])

# orientation: LPS is as it is; RAS turns columns and rows; MONAI wants x y z
small = samples(6, 8, 7)
base = series(stacked(6, 2), 8, 7)
save("volume-lps", manifest((1, 1, 6, 8, 7), "stretch", orientation="LPS", pad=0), base, small[None, None])
save("volume-ras-monai", manifest((1, 1, 7, 8, 6), "stretch", orientation="RAS", layout="NCWHD", pad=0), base,
     small[:, ::-1, ::-1].transpose(2, 1, 0)[None, None])
save("volume-lpi", manifest((1, 1, 6, 8, 7), "stretch", orientation="LPI", pad=0), base, small[::-1][None, None])
# sagittal: columns to the back, rows to the feet; the normal goes to the right
sagittal = {**base, "orientation": [0, 1, 0, 0, 0, -1], "slices": [[-2.0 * i, 0, 0] for i in range(6)]}
save("volume-sagittal-to-lps", manifest((1, 1, 8, 7, 6), "stretch", orientation="LPS", pad=0), sagittal,
     small[::-1, ::-1].transpose(1, 2, 0)[None, None])
coronal = {**base, "orientation": [1, 0, 0, 0, 0, -1], "slices": [[0, 2.0 * i, 0] for i in range(6)]}
save("volume-coronal-to-ras-int8", {**manifest((1, 1, 8, 6, 7), "stretch", orientation="RAS", pad=0), "type": "int8",
                                    "samples": {"low": -1024, "high": 3071}, "scale": 100}, coronal,
     np.rint(grey(small, -1024, 3071).astype(np.float64)[::-1, ::-1, ::-1].transpose(1, 0, 2) * 100)[None, None])


# a tilted gantry: slices at even z, each moved against the one before
def tilted(volume, z, shift, wanted, pad):
    """Point by point: in each of the two neighbouring slices where the point lies in it."""
    count, rows, columns = volume.shape
    middle = (shift[0] + shift[-1]) / 2
    out = np.full((len(wanted), rows, columns), float(pad))
    for k, place in enumerate(wanted):
        i = int(np.clip(np.searchsorted(z, place, "right") - 1, 0, count - 2))
        share = np.clip((place - z[i]) / (z[i + 1] - z[i]), 0, 1)
        for y in range(rows):
            parts, weights = [], [1 - share, share]
            for j in (i, i + 1):
                source = y + 0.5 - (shift[j] - middle)
                parts.append(np.full(columns, np.nan) if source < 0 or source > rows else map_coordinates(
                    volume[j].astype(np.float64),
                    [np.full(columns, np.clip(source - 0.5, 0, rows - 1)), np.arange(columns)], order=1))
            used = [w * p for w, p in zip(weights, parts) if w > 0]
            row = np.sum(used, axis=0)
            out[k, y] = np.where(np.isnan(row), pad, row)
    return out


z = np.arange(5) * 4.0
angle = np.radians(18)
normal_gap, slide = 4 * np.cos(angle), -4 * np.sin(angle)
turned = {"rows": 14, "columns": 6, "spacing": [1.0, 1.0], "slices": [[0, 0, each] for each in z],
          "orientation": [1, 0, 0, 0, float(np.cos(angle)), float(-np.sin(angle))]}
wanted = -normal_gap / 2 + 5 * normal_gap / 9 * (np.arange(9) + 0.5)
save("volume-tilted", manifest((1, 1, 9, 14, 6), "stretch", pad=-77, resample="half-pixel"), turned,
     tilted(samples(5, 14, 6), np.arange(5) * normal_gap, np.arange(5) * slide, wanted, -77)[None, None])

# grey values of a series
brain = samples(6, 8, 7).astype(np.float64)
whole = (brain - brain.min()) / (brain.max() - brain.min())
save("volume-min-max", {**manifest((1, 1, 6, 8, 7), "stretch"), "samples": {"min-max": True},
                        "normalize": {"per-image": True}}, base, ((whole - whole.mean()) / whole.std())[None, None])
low, high = np.percentile(brain, [0.5, 99.5])
save("volume-percentiles", {**manifest((1, 2, 6, 8, 7), "stretch"), "samples": {"percentiles": [0.5, 99.5]}}, base,
     np.stack([np.clip((brain - low) / (high - low), 0, 1)] * 2)[None])

# -- sequences ------------------------------------------------------------------------------------------------

frames = samples(7, 12, 10)
base = series(stacked(7, 3), 12, 10)
small = np.stack([pillow(each, 6, 5) for each in frames])
for length, picks in [(4, [0, 2, 4, 6]), (7, range(7)), (9, [0, 1, 1, 2, 3, 4, 5, 5, 6])]:
    assert list(picks) == [int((i + 0.5) * 7 / length) for i in range(length)]
    save(f"sequence-even-{length}", manifest((1, length, 3, 6, 5), "stretch", layout="NDCHW", slices="even"), base,
         np.stack([small[list(picks)]] * 3, 1)[None])
save("sequence-any", manifest((1, "any", 1, 6, 5), "stretch", layout="NDCHW", slices="even", limit=[12]), base,
     small[:, None][None])
save("sequence-any-too-many", manifest(("any", 6, 5), "stretch", layout="DHW", slices="even", limit=[4]), base,
     small[[0, 2, 4, 6]])
save("sequence-middle", manifest((1, 4, 1, 6, 5), "stretch", layout="NDCHW", slices="middle", pad=0), base,
     small[1:5][None, :, None])
save("sequence-middle-padded", manifest((1, 10, 1, 6, 5), "stretch", layout="NDCHW", slices="middle", pad=-3), base,
     np.concatenate([np.full((1, 6, 5), -3), small, np.full((2, 6, 5), -3)])[None, :, None])
save("sequence-no-geometry", manifest((1, 7, 1, 6, 5), "stretch", layout="NDCHW", slices="even"),
     {"rows": 12, "columns": 10, "slices": [[]] * 7}, small[None, :, None])
