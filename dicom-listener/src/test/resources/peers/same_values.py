# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Reads two file names a line; prints, a line each, which of the pairs hold different values, and where.

Group lengths, padding behind the data set and the VR of a value are no values.
"""
import sys
import warnings

import pydicom

warnings.simplefilter("ignore")


def values(data_set):
    return {
        element.tag: [values(item) for item in element.value] if element.VR == "SQ"
        else None if element.value == "" else element.value
        for element in data_set
        if element.tag.element != 0 and element.tag != 0xFFFCFFFC
    }


for line in sys.stdin:
    one, other = line.rstrip("\n").split("\t")
    mine, theirs = (values(pydicom.dcmread(file, force=True)) for file in (one, other))
    wrong = [str(t) for t in sorted(set(mine) | set(theirs)) if t not in mine or t not in theirs or mine[t] != theirs[t]]
    if wrong:
        print(one.rsplit("/", 1)[-1], *wrong, sep="\t")
