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
