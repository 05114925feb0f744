#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Turns the chest set's official test split into DICOM CR objects, as a scanner would send them.

    make_cr.py DATA OUT [--every N]

DATA is the set's .tgz or its unpacked folder; OUT gets one .dcm per image and labels.csv with the columns
file, label (1 = pneumonia), sop-instance-uid, study-instance-uid. --every N takes each N-th image of each class.

The set keeps no age per picture: it holds children of one to five years, so each object says 003Y.
"""
import argparse
import csv
import hashlib
import io
import pathlib
import sys
import tarfile

import numpy
import pydicom
from PIL import Image
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

CR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.1"


def pictures(data):
    """Yields (class, name, JPEG bytes) of the test split in a stable order."""
    if data.is_dir():
        for path in sorted(data.rglob("*.jpeg")):
            if path.parent.parent.name == "test":
                yield path.parent.name, path.name, path.read_bytes()
        return
    with tarfile.open(data) as archive:
        members = sorted((m for m in archive if m.isfile()), key=lambda m: m.name)
        for member in members:
            path = pathlib.PurePosixPath(member.name)
            if path.suffix == ".jpeg" and path.parent.parent.name == "test":
                yield path.parent.name, path.name, archive.extractfile(member).read()


def uid(*words):
    """A UID of the 2.25 root that depends on the words alone."""
    digest = hashlib.sha256("/".join(words).encode()).digest()
    return "2.25." + str(int.from_bytes(digest[:16], "big"))


def cr_object(group, name, jpeg):
    samples = numpy.asarray(Image.open(io.BytesIO(jpeg)).convert("L"))
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CR_IMAGE_STORAGE
    meta.MediaStorageSOPInstanceUID = uid("instance", group, name)
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    cr = FileDataset(None, {}, file_meta=meta, preamble=b"\0" * 128)
    cr.is_little_endian, cr.is_implicit_VR = True, False
    cr.SOPClassUID = CR_IMAGE_STORAGE
    cr.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    cr.StudyInstanceUID = uid("study", group, name)
    cr.SeriesInstanceUID = uid("series", group, name)
    cr.StudyDate = cr.AcquisitionDate = "20260101"
    cr.StudyTime = cr.AcquisitionTime = "120000"
    cr.AccessionNumber = cr.ReferringPhysicianName = cr.StudyID = ""
    cr.PatientName, cr.PatientID = "TEST^SPLIT", uid("patient", group, name)[-12:]
    cr.PatientBirthDate, cr.PatientSex, cr.PatientAge = "", "", "003Y"
    cr.Modality, cr.BodyPartExamined, cr.ViewPosition = "CR", "CHEST", "AP"
    cr.Manufacturer = ""
    cr.SeriesNumber = cr.InstanceNumber = 1
    cr.SamplesPerPixel, cr.PhotometricInterpretation = 1, "MONOCHROME2"
    cr.Rows, cr.Columns = samples.shape
    cr.BitsAllocated = cr.BitsStored = 8
    cr.HighBit, cr.PixelRepresentation = 7, 0
    cr.PixelData = samples.tobytes() + b"\0" * (samples.size % 2)
    return cr


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("data", type=pathlib.Path)
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("--every", type=int, default=1)
    options = arguments.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    seen = {}
    with open(options.out / "labels.csv", "w", newline="", encoding="ascii") as table:
        rows = csv.writer(table)
        rows.writerow(["file", "label", "sop-instance-uid", "study-instance-uid"])
        for group, name, jpeg in pictures(options.data):
            number = seen[group] = seen.get(group, -1) + 1
            if number % options.every:
                continue
            cr = cr_object(group, name, jpeg)
            file = f"{group.lower()}-{number:04d}.dcm"
            pydicom.dcmwrite(options.out / file, cr, write_like_original=False)
            rows.writerow([file, int(group == "PNEUMONIA"), cr.SOPInstanceUID, cr.StudyInstanceUID])
    if not seen:
        sys.exit(f"no test split of the chest set in {options.data}")


if __name__ == "__main__":
    main()
