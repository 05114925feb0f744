# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""The tensor that a manifest's `input` asks for, made a second time: numpy and Pillow, no line shared with Gantry."""

import numpy as np
from PIL import Image


class Along:
    """Tensor coordinate -> pixel coordinate of the object; both count edges, the first pixel reaches from 0 to 1."""

    def __init__(self, start, per_step, length):
        self.start, self.per_step, self.length = start, per_step, length

    def at(self, coordinate):
        return np.clip(self.start + self.per_step * coordinate, 0, self.length)


def samples_of(made):
    """Values in modality units."""
    return made.pixel_array.astype(np.float64) * float(made.RescaleSlope) + float(made.RescaleIntercept)


def grey(values, made, how):
    """Values in modality units -> 0 black to 1 white."""
    if how.get("min-max"):
        low, high = values.min(), values.max()
        made_grey = (values - low) / (high - low)
    else:
        center = how.get("center", getattr(made, "WindowCenter", None))
        width = how.get("width", getattr(made, "WindowWidth", None))
        made_grey = np.clip((values - (float(center) - 0.5)) / (float(width) - 1) + 0.5, 0, 1)
    return 1 - made_grey if made.PhotometricInterpretation == "MONOCHROME1" else made_grey


def resized(plane, height, width, how):
    """Pillow's bilinear with its support grown for shrinking; borders black. Gives the two Along too."""
    rows, columns = plane.shape
    if how == "stretch":
        inner_h, inner_w = height, width
    else:
        pick = min if how == "letterbox" else max
        scale = pick(height / rows, width / columns)
        inner_h, inner_w = max(1, int(np.floor(rows * scale + 0.5))), max(1, int(np.floor(columns * scale + 0.5)))
    small = np.asarray(Image.fromarray(plane.astype(np.float32), "F").resize((inner_w, inner_h), Image.BILINEAR))
    top, left = (inner_h - height) // 2, (inner_w - width) // 2  # cut off, or below 0: border
    out = np.zeros((height, width), np.float32)
    y0, x0 = max(0, -top), max(0, -left)
    part = small[max(0, top):max(0, top) + height, max(0, left):max(0, left) + width]
    out[y0:y0 + part.shape[0], x0:x0 + part.shape[1]] = part
    down = Along(top * rows / inner_h, rows / inner_h, rows)
    across = Along(left * columns / inner_w, columns / inner_w, columns)
    return out, across, down


def normalized(planes, how):
    """Planes: C first. Mean and deviation per channel, of this very tensor, or nothing."""
    if not how:
        return planes
    if how.get("per-image"):
        return (planes - planes.mean(dtype=np.float64)) / max(planes.std(dtype=np.float64), 1e-6)
    shape = [-1] + [1] * (planes.ndim - 1)
    return (planes - np.reshape(how["mean"], shape)) / np.reshape(how["std"], shape)


def image(made, wanted):
    """One film -> (float32 N C H W, across, down)."""
    _, channels, height, width = wanted["shape"]
    plane, across, down = resized(
        grey(samples_of(made), made, wanted["samples"]), height, width, wanted["resize"])
    planes = normalized(np.repeat(plane[None], channels, 0), wanted.get("normalize"))
    return np.ascontiguousarray(planes[None], dtype=np.float32), across, down
