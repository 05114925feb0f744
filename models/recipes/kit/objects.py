# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Drawn or derived samples as DICOM objects. The same words give the same UIDs."""

import hashlib

import numpy as np
from pydicom import dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset

CLASSES = {"CR": "1.2.840.10008.5.1.4.1.1.1", "CT": "1.2.840.10008.5.1.4.1.1.2", "MR": "1.2.840.10008.5.1.4.1.1.4"}
CAPTURE, CAPTURE_FRAMES = "1.2.840.10008.5.1.4.1.1.7", "1.2.840.10008.5.1.4.1.1.7.2"
EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"


def uid(*words):
    """Under the root that needs no registration (PS3.5 B.2)."""
    return "2.25." + str(int.from_bytes(hashlib.sha256("/".join(words).encode()).digest()[:15], "big"))


def written(file, name, samples, modality, part, kind=("ORIGINAL", "PRIMARY"), more=()):
    """One object: samples of rows x columns, or of frames x rows x columns; whole numbers from 0 to 4095."""
    made = Dataset()
    made.SpecificCharacterSet, made.ImageType = "ISO_IR 100", list(kind)
    made.SOPClassUID = CAPTURE_FRAMES if samples.ndim == 3 else CLASSES.get(modality, CAPTURE)
    made.SOPInstanceUID = uid("gantry drawn", name, "instance")
    made.StudyDate = made.SeriesDate = made.AcquisitionDate = made.ContentDate = "20260102"
    made.StudyTime = made.SeriesTime = made.AcquisitionTime = made.ContentTime = "090000"
    made.AccessionNumber, made.ReferringPhysicianName = "", ""
    made.Modality, made.Manufacturer, made.ManufacturerModelName = modality, "Gantry", "Drawn phantom"
    made.SeriesDescription, made.BodyPartExamined = "Drawn, shows no person", part
    made.PatientName, made.PatientID, made.PatientBirthDate, made.PatientSex = "PHANTOM^SYNTHETIC", "PHANTOM", "", "O"
    made.PatientAge = "050Y"
    made.StudyInstanceUID, made.SeriesInstanceUID = uid("gantry drawn", name, "study"), uid("gantry drawn", name, "series")
    made.StudyID, made.SeriesNumber, made.InstanceNumber = "1", 1, 1
    if samples.ndim == 3:
        made.NumberOfFrames, made.ConversionType = len(samples), "SYN"
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.Rows, made.Columns = samples.shape[-2:]
    wide = int(samples.max()) > 255
    made.BitsAllocated, made.BitsStored, made.HighBit = (16, 12, 11) if wide else (8, 8, 7)
    made.PixelRepresentation, made.BurnedInAnnotation = 0, "NO"
    for keyword, value in more:
        setattr(made, keyword, value)
    made.PixelData = np.ascontiguousarray(samples).astype("<u2" if wide else "u1").tobytes()
    made["PixelData"].VR = "OW" if wide else "OB"
    made.file_meta = FileMetaDataset()
    made.file_meta.MediaStorageSOPClassUID, made.file_meta.MediaStorageSOPInstanceUID = made.SOPClassUID, made.SOPInstanceUID
    made.file_meta.TransferSyntaxUID = EXPLICIT_LITTLE
    made.file_meta.ImplementationClassUID = uid("gantry drawn", "implementation")
    made.file_meta.ImplementationVersionName = "GANTRY_PHANTOM"
    made.is_little_endian, made.is_implicit_VR = True, False
    file.parent.mkdir(parents=True, exist_ok=True)
    dcmwrite(file, made, write_like_original=False)
