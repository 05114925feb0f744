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


def volume(objects, wanted):
    """A series with even distances -> (tensor, across, down, through)."""
    layout, size = lengths(wanted)
    values, ordered, gap = stacked(objects)
    shares, through = depths(len(values), gap, size["D"], wanted)
    tones = channels(values, ordered[0], wanted, size["C"])
    row_mm, column_mm = spacing(ordered[0])
    step = [mm / of for mm, of in zip(wanted["spacing-mm"][1:], (row_mm, column_mm))] if "spacing-mm" in wanted else None
    small = np.stack([[cut_out(plane, size["H"], size["W"], step) if step else resized(plane, size["H"], size["W"], wanted)
                       for plane in slices] for slices in tones])
    planes = np.einsum("kd,cdhw->ckhw", shares, small.astype(np.float64))
    planes = normalized(planes * wanted.get("scale", 1), wanted.get("normalize"))
    if layout == "NDCHW":
        planes = planes.swapaxes(0, 1)
    places = []
    for axis, (length, mm) in enumerate(zip(values.shape[1:], (row_mm, column_mm))):
        outer = size["HW"[axis]]
        if step:
            places.append(Along((length - outer * step[axis]) / 2, step[axis], length, mm))
        else:
            inner = sizes(*values.shape[1:], size["H"], size["W"], wanted)[axis]
            places.append(along(length, mm, inner, outer, wanted))
    return np.ascontiguousarray(typed(planes[None], wanted)), places[1], places[0], through


def cut_out(plane, height, width, step):
    """The middle of a plane at another spacing; must lie inside of it."""
    rows, columns = plane.shape
    h, w = height * step[0], width * step[1]
    box = ((columns - w) / 2, (rows - h) / 2, (columns + w) / 2, (rows + h) / 2)
    return np.asarray(Image.fromarray(plane.astype(np.float32), "F").resize((width, height), Image.BILINEAR, box=box))


def depths(found, gap, length, wanted):
    """Which share each plane of the tensor takes of each slice, and where the planes lie."""
    if wanted.get("slices") == "even":
        count = min(found, wanted["limit"][0]) if length == "any" else length
        shares = np.zeros((count, found))
        shares[np.arange(count), ((np.arange(count) + 0.5) * found / count).astype(int)] = 1
        return shares, Along(0, found / count, found, gap)
    step = wanted["spacing-mm"][0] / gap if "spacing-mm" in wanted else found / length
    low = (found - length * step) / 2
    edges = low + step * np.arange(length + 1)
    if step > 1.0001:
        shares = np.diff(np.stack([sums(found, edge) for edge in np.clip(edges, 0, found)]), axis=0)
        shares /= shares.sum(1, keepdims=True)
    else:
        shares = np.stack([hats(found, (a + b) / 2) for a, b in zip(edges, edges[1:])])
    if wanted.get("orientation", "LPS")[2] == "I":
        return shares[::-1], Along(low + length * step, -step, found, gap)
    return shares, Along(low, step, found, gap)


def hats(found, at):
    """Linear between the middles of slices, constant beyond the first and the last."""
    return np.maximum(0, 1 - np.abs(np.arange(found) + 0.5 - np.clip(at, 0.5, found - 0.5)))


def sums(found, at):
    """The integral of hats() from 0 to a place."""
    t = np.clip(at - (np.arange(found) + 0.5), -1, 1)
    whole = np.where(t < 0, (t + 1) ** 2 / 2, 1 - (1 - t) ** 2 / 2)
    whole[0] = min(at, 0.5) + max(0, whole[0] - 0.5)
    whole[-1] = min(whole[-1], 0.5) + max(0, at - (found - 0.5))
    return whole


def gaussians(seed, count):
    """java.util.Random.nextGaussian: a linear congruential generator and the polar method, as its documentation says."""
    state, made = (seed ^ 0x5DEECE66D) & (1 << 48) - 1, []

    def bits(wanted):
        nonlocal state
        state = (state * 0x5DEECE66D + 0xB) & (1 << 48) - 1
        return state >> (48 - wanted)

    while len(made) < count:
        a, b = (2 * ((bits(26) << 27) + bits(27)) / (1 << 53) - 1 for _ in range(2))
        s = a * a + b * b
        if 0 < s < 1:
            factor = np.sqrt(-2 * np.log(s) / s)
            made += [a * factor, b * factor]
    return np.array(made[:count], np.float32)
