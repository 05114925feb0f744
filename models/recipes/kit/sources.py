# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""The data sets: what a recipe needs, from whom, and where on this machine it lies."""

import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Source:
    """A data set as the recipes take it."""

    file: str  # its name in the folder that is given
    title: str
    where: str  # whom to fetch it from
    licence: str
    form: str  # what the file holds, for who makes it from the original

    def attribution(self):
        return f"{self.title}, {self.where}, {self.licence}"


BODY_REGION = Source(
    file="body-region-64.tgz",
    title="MedNIST, 64 x 64 (put together by B. J. Erickson, Mayo Clinic, from TCIA, the RSNA bone age set and NIH ChestX-ray)",
    where="github.com/Project-MONAI/MONAI-extra-test-data",
    licence="CC BY-SA 4.0",
    form="MedNIST.tar.gz with every tenth picture kept: a folder of JPEG files for each of the six kinds",
)
ADRENAL = Source(
    file="adrenal-volumes-64.npz",
    title="AdrenalMNIST3D, 64 x 64 x 64, of MedMNIST v2 (Yang et al. 2023, Scientific Data 10:41)",
    where="Zenodo, doi:10.5281/zenodo.10519652",
    licence="CC BY 4.0",
    form="adrenalmnist3d_64.npz as it is, renamed",
)
BRAIN_OUTLINES = Source(
    file="brain-mr-segmentation-256.tgz",
    title="Brain MR with tumour outlines (workspace mestrado-wwvn1, version 1)",
    where="Roboflow Universe, universe.roboflow.com/mestrado-wwvn1",
    licence="CC BY 4.0",
    form="train, valid and test with images/*.jpg of 256 x 256 and labels/*.txt of YOLO outlines",
)
BRAIN_BOXES = Source(
    file="brain-mr-tumour-boxes-320.tgz",
    title="Brain tumor dataset (Jun Cheng), 3,064 contrast-enhanced T1 slices",
    where="figshare, doi:10.6084/m9.figshare.1512427",
    licence="CC BY 4.0",
    form="folders 0 pituitary tumour, 1 meningioma, 2 glioma with <number>.jpg of 320 x 320 and <number>.txt, a YOLO box",
)
CHEST = Source(
    file="chest-xray-pneumonia-224.tgz",
    title="Labeled Optical Coherence Tomography (OCT) and Chest X-Ray Images for Classification (Kermany, Zhang, Goldbaum 2018)",
    where="Mendeley Data, doi:10.17632/rscbjbr9sj.2",
    licence="CC BY 4.0",
    form="dataset/{train,test}/{NORMAL,PNEUMONIA}/*.jpeg, shrunk to 224 x 224",
)
BY_RECIPE = {
    "adrenal-mass-attention": ADRENAL,
    "adrenal-mass-sequence": ADRENAL,
    "adrenal-mass-volume": ADRENAL,
    "body-region": BODY_REGION,
    "brain-mr-mass": BRAIN_BOXES,
    "brain-mr-segmentation": BRAIN_OUTLINES,
    "chest-phantom": CHEST,
    "chest-pneumonia": CHEST,
    "resnet18-chest": CHEST,
}


def missing(source, given):
    return (
        f"{given}: {source.file} is not there; nothing was changed.\n"
        f"  fetch:   {source.title}\n"
        f"  from:    {source.where}\n"
        f"  licence: {source.licence}\n"
        f"  form:    {source.form}\n"
        f"  then:    build.sh {source.file}  (or the folder that holds it)"
    )


def located(source, given):
    """The file itself, of the file's path or of the folder that holds it. Ends the process when it is not there."""
    given = Path(given)
    file = given / source.file if given.is_dir() else given
    if not file.is_file():
        sys.exit(missing(source, given))
    return file


def unpacked(file, work):
    """The folder with the archive's files; unpacked once."""
    place = work / "data"
    done = place / ".whole"
    if not done.exists():
        print(f"unpacking {file.name}", flush=True)
        with tarfile.open(file) as archive:
            members = [m for m in archive if m.isfile() and not m.name.startswith("/") and ".." not in m.name]
            archive.extractall(place, members)
        done.touch()
    return place


if __name__ == "__main__":
    print(located(BY_RECIPE[sys.argv[1]], sys.argv[2]))
