# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""What the nets look at: drawn chest films, and drawn CT series of a trunk that belongs to no one."""

import sys
from pathlib import Path

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from scipy.ndimage import gaussian_filter

sys.path.insert(0, str(Path(__file__).parent.parent / "chest-phantom"))
import phantom  # noqa: E402
import studies  # noqa: E402

CT = "1.2.840.10008.5.1.4.1.1.2"

# name: (seed, opacity, rows and columns kept, spacing in mm, shown white when low)
FILMS = {
    "film-1": (21, "patchy", (512, 512), 0.4, False),
    "film-2": (22, None, (420, 512), 0.35, False),
    "film-3": (23, "lobar", (512, 400), 0.5, True),
}
# name: (seed, slices, rows, columns, spacing between slices, rows and columns in mm, from the feet up)
SERIES = {
    "series-1": (31, 24, 96, 96, (4.0, 3.5, 3.5), True),
    "series-2": (32, 30, 80, 112, (3.0, 4.0, 3.0), False),
}


def films():
    """name -> data set, ready to be written."""
    made = {}
    for name, (seed, opacity, (rows, columns), spacing, inverted) in FILMS.items():
        samples = phantom.chest(seed, opacity)
        top, left = (samples.shape[0] - rows) // 2, (samples.shape[1] - columns) // 2
        samples = np.ascontiguousarray(samples[top:top + rows, left:left + columns])
        film = studies.radiograph(f"graphs {name}", seed, 4095 - samples if inverted else samples)
        film.ImagerPixelSpacing = [spacing, spacing]
        film.PhotometricInterpretation = "MONOCHROME1" if inverted else "MONOCHROME2"
        film.PatientOrientation = ["L", "F"]
        made[name] = _with_header(film)
    return made


def trunk(seed, slices, rows, columns, spacing):
    """Hounsfield units of an oval body with two lungs, a spine, a heart and a few round lesions, head first."""
    random = np.random.default_rng(seed)
    size = np.array([slices, rows, columns]) * spacing
    z, y, x = [(np.arange(n) + 0.5) * step - total / 2 for n, step, total in zip((slices, rows, columns), spacing, size)]
    z, y, x = np.meshgrid(z, y, x, indexing="ij")

    def egg(at, radii):
        return sum(((axis - centre) / radius) ** 2 for axis, centre, radius in zip((z, y, x), at, radii)) < 1

    volume = np.full(z.shape, -1000.0)
    volume[egg((0, 0, 0), (400, 0.38 * size[1], 0.42 * size[2]))] = 40
    for side in (-1, 1):
        lung = egg((0, -5, side * 0.2 * size[2]), (0.47 * size[0], 0.27 * size[1], 0.155 * size[2]))
        volume[lung] = -850 + 30 * random.standard_normal(z.shape)[lung]
    volume[egg((8, -20, 15), (35, 38, 42))] = 55
    volume[egg((0, 0.27 * size[1], 0), (400, 17, 20))] = 350
    for _ in range(4):
        at = random.uniform(-0.3, 0.3, 3) * size * (1, 0.5, 1)
        volume[egg(at, random.uniform(8, 20, 3))] = random.uniform(0, 120)
    soft = gaussian_filter(volume, 0.6)
    return np.clip(np.rint(soft + 12 * random.standard_normal(z.shape)), -1024, 3071).astype(np.int16)


def series():
    """name -> (data sets in an order that is not that of the slices, volume in Hounsfield units, head first)."""
    made = {}
    for name, (seed, slices, rows, columns, spacing, feet_first) in SERIES.items():
        volume = trunk(seed, slices, rows, columns, np.array(spacing))
        objects = [_slice(name, seed, volume, number, spacing, feet_first) for number in range(slices)]
        order = np.random.default_rng(seed).permutation(slices)
        made[name] = [objects[i] for i in order]
    return made


def _slice(name, seed, volume, number, spacing, feet_first):
    """Slice `number` counted from the head; z of the patient grows towards the head (PS3.3 C.7.6.2.1.1)."""
    slices, rows, columns = volume.shape
    across, down = spacing[2], spacing[1]
    made = Dataset()
    made.SpecificCharacterSet, made.ImageType = "ISO_IR 100", ["ORIGINAL", "PRIMARY", "AXIAL"]
    made.SOPClassUID, made.SOPInstanceUID = CT, studies.uid("gantry graphs", name, str(number))
    made.StudyDate = made.SeriesDate = made.AcquisitionDate = made.ContentDate = "20260102"
    made.StudyTime = made.SeriesTime = made.AcquisitionTime = made.ContentTime = f"1000{seed:02d}"
    made.AccessionNumber, made.Modality = f"PHANTOM{seed:04d}", "CT"
    made.Manufacturer, made.ManufacturerModelName = "Gantry", "Drawn phantom"
    made.StudyDescription, made.SeriesDescription = "Synthetic trunk", "Drawn, shows no person"
    made.ReferringPhysicianName = ""
    made.PatientName, made.PatientID, made.PatientBirthDate, made.PatientSex = "PHANTOM^SYNTHETIC", "PHANTOM", "", "O"
    made.PatientAge, made.BodyPartExamined, made.PatientPosition = "045Y", "CHEST", "FFS" if feet_first else "HFS"
    made.StudyInstanceUID, made.SeriesInstanceUID = studies.uid("gantry graphs", name), studies.uid("gantry graphs", name, "s")
    made.FrameOfReferenceUID = studies.uid("gantry graphs", name, "frame")
    made.StudyID, made.SeriesNumber = str(seed), 1
    made.InstanceNumber = slices - number if feet_first else number + 1
    made.ImagePositionPatient = [-columns * across / 2, -rows * down / 2, (slices - 1 - number) * spacing[0]]
    made.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    made.SliceThickness, made.PixelSpacing = spacing[0], [down, across]
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.Rows, made.Columns = rows, columns
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 16, 16, 15, 1
    made.BurnedInAnnotation, made.QualityControlImage = "NO", "YES"
    made.WindowCenter, made.WindowWidth = 40, 400
    made.RescaleIntercept, made.RescaleSlope, made.RescaleType = -1024, 1, "HU"
    made.PixelData = (volume[number].astype(np.int32) + 1024).astype("<i2").tobytes()
    made["PixelData"].VR = "OW"
    return _with_header(made)


def _with_header(made):
    made.file_meta = FileMetaDataset()
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    made.file_meta.TransferSyntaxUID = studies.EXPLICIT_LITTLE
    made.file_meta.ImplementationClassUID = studies.uid("gantry phantom", "implementation")
    made.file_meta.ImplementationVersionName = "GANTRY_PHANTOM"
    made.is_little_endian, made.is_implicit_VR = True, False
    return made


def write(made, file):
    pydicom.dcmwrite(file, made, write_like_original=False)
