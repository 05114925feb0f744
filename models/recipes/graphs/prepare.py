# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""The tensor that a manifest's `input` asks for, made a second time: numpy and Pillow, no line shared with Gantry.

Knows the keys that table.py uses, not all that manifests may say.
"""

import numpy as np
from PIL import Image

TYPES = {"float": np.float32, "float16": np.float16, "uint8": np.uint8}


class Along:
    """Tensor coordinate -> pixel coordinate of the object; both count edges, the first pixel reaches from 0 to 1."""

    def __init__(self, start, per_step, length, mm):
        self.start, self.per_step, self.length, self.mm = start, per_step, length, mm

    def at(self, coordinate):
        return np.clip(self.start + self.per_step * coordinate, 0, self.length)


def samples_of(made):
    """Values in modality units."""
    return made.pixel_array.astype(np.float64) * float(made.RescaleSlope) + float(made.RescaleIntercept)


def grey(values, made, how):
    """Values in modality units -> 0 black to 1 white."""
    if how.get("min-max"):
        low, high = values.min(), values.max()
        out = (values - low) / (high - low)
    elif "low" in how:
        out = np.clip((values - how["low"]) / (how["high"] - how["low"]), 0, 1)
    else:
        center = how.get("center", getattr(made, "WindowCenter", None))
        width = how.get("width", getattr(made, "WindowWidth", None))
        out = np.clip((values - (float(center) - 0.5)) / (float(width) - 1) + 0.5, 0, 1)
    return 1 - out if made.PhotometricInterpretation == "MONOCHROME1" else out


def channels(values, made, wanted, count):
    """C planes or volumes of grey: one window each, or the same one again."""
    windows = wanted["samples"].get("windows")
    if windows:
        return np.stack([grey(values, made, window) for window in windows])
    return np.repeat(grey(values, made, wanted["samples"])[None], count, 0)


def sizes(rows, columns, height, width, wanted):
    """Height and width of the whole picture before borders and cuts. YOLOX's corner cuts to whole pixels."""
    how = wanted["resize"]
    if how == "none":
        return rows, columns
    if how == "stretch":
        return height, width
    scale = (min if how == "letterbox" else max)(height / rows, width / columns)
    whole = int if wanted.get("align") == "top-left" else round
    return max(1, whole(rows * scale)), max(1, whole(columns * scale))


def begins(inner, wanted, align):
    """How much is cut off before (torchvision's CenterCrop), or, below 0, the smaller half of the border."""
    if align == "top-left":
        return 0
    return round((inner - wanted) / 2) if inner > wanted else -((wanted - inner) // 2)


def resized(plane, height, width, wanted):
    """Pillow's bilinear with its support grown for shrinking."""
    inner_h, inner_w = sizes(*plane.shape, height, width, wanted)
    small = plane.astype(np.float32)
    if (inner_h, inner_w) != plane.shape:
        small = np.asarray(Image.fromarray(small, "F").resize((inner_w, inner_h), Image.BILINEAR))
    top, left = (begins(i, n, wanted.get("align")) for i, n in ((inner_h, height), (inner_w, width)))
    out = np.full((height, width), wanted.get("pad", 0) / wanted.get("scale", 1), np.float32)
    y0, x0 = max(0, -top), max(0, -left)
    part = small[max(0, top):max(0, top) + height, max(0, left):max(0, left) + width]
    out[y0:y0 + part.shape[0], x0:x0 + part.shape[1]] = part
    return out


def along(length, spacing, inner, outer, wanted):
    """Where one axis of resized() lies."""
    return Along(begins(inner, outer, wanted.get("align")) * length / inner, length / inner, length, spacing)


def normalized(planes, how):
    """Planes: C first. Mean and deviation per channel, of this very tensor, or nothing."""
    if not how:
        return planes
    if how.get("per-image"):
        return (planes - planes.mean(dtype=np.float64)) / max(planes.std(dtype=np.float64), 1e-6)
    shape = [-1] + [1] * (planes.ndim - 1)
    return (planes - np.reshape(how["mean"], shape)) / np.reshape(how["std"], shape)


def typed(values, wanted):
    kind = TYPES[wanted.get("type", "float")]
    return np.clip(np.rint(values), 0, 255).astype(np.uint8) if kind is np.uint8 else values.astype(kind)


def lengths(wanted):
    layout = wanted.get("layout", "NCHW" if len(wanted["shape"]) == 4 else "NCDHW")
    return layout, dict(zip(layout, wanted["shape"]))


def open_length(length, found, multiple):
    return -(-found // multiple) * multiple if length == "any" else length


def spacing(made):
    return [float(v) for v in made.get("PixelSpacing", made.get("ImagerPixelSpacing"))]


def image(made, wanted):
    """One film -> (tensor, across, down)."""
    layout, size = lengths(wanted)
    values, multiple = samples_of(made), wanted.get("multiple-of", 1)
    height, width = (open_length(size[axis], found, multiple) for axis, found in zip("HW", values.shape))
    planes = np.stack([resized(plane, height, width, wanted)
                       for plane in channels(values, made, wanted, size["C"])])
    planes = normalized(planes * wanted.get("scale", 1), wanted.get("normalize"))
    inner = sizes(*values.shape, height, width, wanted)
    down, across = (along(n, mm, i, w, wanted) for n, mm, i, w in zip(values.shape, spacing(made), inner, (height, width)))
    return np.ascontiguousarray(typed(planes[None], wanted)), across, down


def stacked(objects):
    """Slices along the normal of their planes: (values D H W, sorted data sets, distance)."""
    row, column = np.split(np.array(objects[0].ImageOrientationPatient, float), 2)
    normal = np.cross(row, column)
    ordered = sorted(objects, key=lambda made: float(np.dot(normal, np.array(made.ImagePositionPatient, float))))
    at = [float(np.dot(normal, np.array(made.ImagePositionPatient, float))) for made in ordered]
    return np.stack([samples_of(made) for made in ordered]), ordered, (at[-1] - at[0]) / (len(at) - 1)
