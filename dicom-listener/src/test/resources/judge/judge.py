# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""What pydicom makes of DICOM files, as a judge that shares no code with Gantry.

judge.py headers TAG,TAG,...   prints FILE, tag, kind and values of each element it finds
judge.py pixels FOLDER         writes the first and the last frame as little endian float32, prints their shape

Files come on standard input, one a line; answers leave tab-separated on standard output.
"""
import base64
import sys
import warnings

warnings.simplefilter("ignore")
import numpy as np  # noqa: E402
import pydicom  # noqa: E402
from pydicom.pixel_data_handlers.util import apply_color_lut, apply_modality_lut  # noqa: E402

pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
NUMBERS = {"US", "SS", "UL", "SL", "FL", "FD", "IS", "DS", "US or SS"}
TEXTS = {"AE", "AS", "CS", "DA", "DT", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT"}


def answer(*columns):
    print(*columns, sep="\t", flush=True)


def values(element):
    value = element.value
    if value is None or (isinstance(value, (str, bytes)) and len(value) == 0):
        return []
    return list(value) if isinstance(value, (list, tuple, pydicom.multival.MultiValue)) else [value]


def headers(path, tags):
    ds = pydicom.dcmread(path, force=True)
    meta = getattr(ds, "file_meta", None)
    answer(path, "syntax", str(getattr(meta, "TransferSyntaxUID", "")) if meta is not None else "")
    for tag in tags:
        source = meta if tag >> 16 == 2 else ds
        if source is None or tag not in source:
            answer(path, "%08X" % tag, "absent", "")
            continue
        element = source[tag]
        if element.VR in NUMBERS:
            kind, found = "numbers", [repr(float(v)) for v in values(element) if v != ""]
        elif element.VR in TEXTS:
            kind, found = "texts", [str(v) for v in values(element)]
        else:
            kind, found = "other", [element.VR]
        answer(path, "%08X" % tag, kind, base64.b64encode("\\".join(found).encode()).decode())


def stored(ds, raw):
    if raw.dtype.kind == "f" or ds.BitsAllocated == 1:
        return raw
    low = ds.HighBit + 1 - ds.BitsStored
    bits = (raw.astype(np.int64) >> low) & ((1 << ds.BitsStored) - 1)
    if ds.PixelRepresentation == 1 and ds.SamplesPerPixel == 1:
        bits = np.where(bits >= 1 << (ds.BitsStored - 1), bits - (1 << ds.BitsStored), bits)
    return bits


def padded(ds, values_stored, values_out):
    if "PixelPaddingValue" not in ds or values_stored.dtype.kind == "f":
        return values_out
    def fitted(number):
        number = int(number) & 0xFFFF
        return number - 0x10000 if ds.PixelRepresentation == 1 and number >= 0x8000 else number
    one = fitted(ds.PixelPaddingValue)
    other = fitted(ds.get("PixelPaddingRangeLimit", one))
    out = (values_stored >= min(one, other)) & (values_stored <= max(one, other))
    if out.all():
        return np.zeros_like(values_out)
    if out.any():
        rest = values_out[~out]
        values_out[out] = rest.max() if ds.PhotometricInterpretation == "MONOCHROME1" else rest.min()
    return values_out


def grey(ds, frames, n):
    raw = frames[n] if int(ds.get("NumberOfFrames", 1) or 1) > 1 else frames
    kind = ds.PhotometricInterpretation
    if kind.startswith("MONOCHROME"):
        levels = stored(ds, raw)
        shared = ds.get("SharedFunctionalGroupsSequence", [])
        own = ds.get("PerFrameFunctionalGroupsSequence", [])
        for groups in ([own[n]] if own else []) + list(shared):
            if "PixelValueTransformationSequence" in groups:
                rescale = groups.PixelValueTransformationSequence[0]
                out = levels.astype(np.float64) * float(rescale.RescaleSlope) + float(rescale.RescaleIntercept)
                return padded(ds, levels, out.astype(np.float32))
        return padded(ds, levels, np.array(apply_modality_lut(levels, ds)).astype(np.float32))
    if kind == "PALETTE COLOR":
        raw, kind = apply_color_lut(raw, ds), "RGB"
    if kind in ("YBR_FULL", "YBR_FULL_422"):
        return raw[..., 0].astype(np.float32)
    if kind == "RGB":
        red, green, blue = (raw[..., i].astype(np.float64) for i in range(3))
        return (0.299 * red + 0.587 * green + 0.114 * blue).astype(np.float32)
    raise ValueError("no grey of " + kind)


def straighten(ds):
    """pydicom reads big endian words of 8-bit samples, and palettes, as if they were little endian (PS3.5 A.3)."""
    if ds.file_meta.TransferSyntaxUID != pydicom.uid.ExplicitVRBigEndian:
        return
    if ds.BitsAllocated == 8 and ds["PixelData"].VR == "OW":
        ds.PixelData = np.frombuffer(ds.PixelData, "u2").byteswap().tobytes()
    for colour in ("Red", "Green", "Blue"):
        name = colour + "PaletteColorLookupTableData"
        if name in ds:
            setattr(ds, name, np.frombuffer(getattr(ds, name), "u2").byteswap().tobytes())


def pixels(path, folder, number):
    ds = pydicom.dcmread(path, force=True)
    if not hasattr(ds.file_meta, "TransferSyntaxUID"):
        ds.file_meta.TransferSyntaxUID = (
            pydicom.uid.ImplicitVRLittleEndian if ds.is_implicit_VR
            else pydicom.uid.ExplicitVRLittleEndian if ds.is_little_endian
            else pydicom.uid.ExplicitVRBigEndian)
    syntax = ds.file_meta.TransferSyntaxUID
    if syntax.is_compressed and not syntax.is_deflated and syntax != pydicom.uid.RLELossless:
        answer(path, "unreadable", "transfer syntax " + syntax)
        return
    straighten(ds)
    frames = ds.pixel_array
    for n in sorted({0, int(ds.get("NumberOfFrames", 1) or 1) - 1}):
        out = grey(ds, frames, n)
        name = "%d-%d.f32" % (number, n)
        out.astype("<f4").tofile(folder + "/" + name)
        answer(path, "frame", n, out.shape[0], out.shape[1], name)


def main():
    for number, line in enumerate(sys.stdin):
        path = line.rstrip("\n")
        try:
            if sys.argv[1] == "headers":
                headers(path, [int(tag, 16) for tag in sys.argv[2].split(",")])
            else:
                pixels(path, sys.argv[2], number)
        except Exception as e:  # whatever the judge cannot read it does not judge
            answer(path, "unreadable", type(e).__name__ + ": " + str(e).replace("\t", " ").replace("\n", " "))


main()
