# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Writes phantoms as DICOM CR objects.

studies.py tests FOLDER     the six objects of tests
studies.py hand FOLDER      of these the hand, which the demo shows
studies.py golden FOLDER    the four golden cases (cases.yaml is written by the model's recipe)
studies.py preview FOLDER   both as PNG, to look at
"""

import hashlib
import sys
from pathlib import Path

import numpy as np
import pydicom
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset

import phantom

CR = "1.2.840.10008.5.1.4.1.1.1"
EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"

# Picked by seed for a probability well off the threshold, see the model's card; name: (seed, opacity)
GOLDEN = {
    "phantom-opacity-1": (11, "patchy"),
    "phantom-opacity-2": (12, "lobar"),
    "phantom-no-opacity-1": (13, None),
    "phantom-no-opacity-2": (1, None),
}
TESTS = {
    "phantom-opacity-1": (14, "lobar"),
    "phantom-opacity-2": (2, "patchy"),
    "phantom-no-opacity-1": (3, None),
    "phantom-no-opacity-2": (4, None),
    "phantom-adult": (5, None),
    "phantom-hand": (6, None),
}


def uid(*words):
    """Always the same for the same words, under the root that needs no registration (PS3.5 B.2)."""
    return "2.25." + str(int.from_bytes(hashlib.sha256("/".join(words).encode()).digest()[:15], "big"))


def samples(name, seed, opacity):
    return phantom.hand(seed) if "hand" in name else phantom.chest(seed, opacity)


def radiograph(name, seed, pixels):
    hand, film = "hand" in name, f"{name} {seed}"
    made = Dataset()
    made.SpecificCharacterSet = "ISO_IR 100"
    made.ImageType = ["ORIGINAL", "PRIMARY"]
    made.SOPClassUID, made.SOPInstanceUID = CR, uid("gantry phantom", film, "instance")
    made.StudyDate = made.SeriesDate = made.AcquisitionDate = made.ContentDate = "20260102"
    made.StudyTime = made.SeriesTime = made.AcquisitionTime = made.ContentTime = f"0900{seed:02d}"
    made.AccessionNumber = f"PHANTOM{seed:04d}"
    made.Modality, made.Manufacturer, made.ManufacturerModelName = "CR", "Gantry", "Drawn phantom"
    made.PresentationIntentType = "FOR PRESENTATION"
    made.ReferringPhysicianName = ""
    made.StudyDescription = "Synthetic hand" if hand else "Synthetic chest"
    made.SeriesDescription = "Drawn, shows no person"
    made.PatientName, made.PatientID = "PHANTOM^SYNTHETIC", "PHANTOM"
    made.PatientBirthDate, made.PatientSex = "", "O"
    made.PatientAge = "045Y" if "adult" in name else "003Y"
    made.BodyPartExamined, made.ViewPosition = ("HAND", "PA") if hand else ("CHEST", "AP")
    made.StudyInstanceUID, made.SeriesInstanceUID = uid("gantry phantom", film, "study"), uid("gantry phantom", film, "series")
    made.StudyID, made.SeriesNumber, made.InstanceNumber = str(seed), 1, 1
    made.PatientOrientation = ["L", "F"]
    if hand:
        made.Laterality = "L"
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.Rows, made.Columns = pixels.shape
    made.ImagerPixelSpacing = [0.4, 0.4]
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 16, 12, 11, 0
    made.BurnedInAnnotation, made.QualityControlImage = "NO", "YES"
    low, high = int(pixels.min()), int(pixels.max())
    made.WindowCenter, made.WindowWidth = (low + high) // 2, high - low + 1
    made.RescaleIntercept, made.RescaleSlope, made.RescaleType = 0, 1, "US"
    made.LossyImageCompression = "00"
    made.PixelData = pixels.astype("<u2").tobytes()
    made["PixelData"].VR = "OW"
    return made


def write(folder, wanted):
    folder.mkdir(parents=True, exist_ok=True)
    for name, (seed, opacity) in wanted.items():
        made = radiograph(name, seed, samples(name, seed, opacity))
        made.file_meta = FileMetaDataset()
        made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID
        made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
        made.file_meta.TransferSyntaxUID = EXPLICIT_LITTLE
        made.file_meta.ImplementationClassUID = uid("gantry phantom", "implementation")
        made.file_meta.ImplementationVersionName = "GANTRY_PHANTOM"
        made.is_little_endian, made.is_implicit_VR = True, False
        pydicom.dcmwrite(folder / f"{name}.dcm", made, write_like_original=False)
        print(folder.name, f"{name}.dcm")


def preview(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for kind, name, (seed, opacity) in [(k, *item) for k, w in (("tests", TESTS), ("golden", GOLDEN)) for item in w.items()]:
        pixels = samples(name, seed, opacity).astype(np.float64)
        grey = (pixels - pixels.min()) / (pixels.max() - pixels.min()) * 255
        Image.fromarray(grey.astype(np.uint8)).save(folder / f"{kind}-{name}.png")


if __name__ == "__main__":
    action, target = sys.argv[1], Path(sys.argv[2])
    if action == "preview":
        preview(target)
    else:
        write(target, {"tests": TESTS, "golden": GOLDEN, "hand": {"phantom-hand": TESTS["phantom-hand"]}}[action])
