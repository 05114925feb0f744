// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import dev.gantry.dicom.data.DataSet.Element;
import dev.gantry.dicom.data.ElementHeader.Encoding;
import java.util.ArrayList;
import java.util.List;

/// One data set, sequence or row of fragments that the parser is inside of. Mutable; belongs to one parser.
final class Level {
    enum Kind { SET, SEQUENCE, FRAGMENTS }

    static final long OPEN = Long.MAX_VALUE;

    final Kind kind;
    /// Of the sequence or fragments; of the surrounding sequence for an item.
    final int tag;
    /// The length was undefined: a delimitation ends it.
    final boolean undefined;
    /// No byte at or after this offset belongs to it: its own end or the nearest one around it.
    final long bound;
    final List<Element> elements = new ArrayList<>();
    final List<DataSet> items = new ArrayList<>();
    Encoding encoding;
    List<String> characterSet;
    /// No element has been read yet.
    boolean fresh = true;
    /// A sequence that becomes an element of the set around it.
    boolean listed;
    /// Something inside was left out for want of room: an item is then dropped whole, and so are those after
    /// it.
    boolean incomplete;

    private Level(Kind kind, int tag, boolean undefined, long bound, Encoding encoding,
            List<String> characterSet) {
        this.kind = kind;
        this.tag = tag;
        this.undefined = undefined;
        this.bound = bound;
        this.encoding = encoding;
        this.characterSet = characterSet;
    }

    static Level root(Encoding encoding) {
        return new Level(Kind.SET, 0, true, OPEN, encoding, List.of());
    }

    /// A level inside this one that starts at byte `at`.
    Level inside(Kind kind, int tag, long length, long at, Encoding encoding) {
        boolean undefined = length == ElementHeader.UNDEFINED;
        return new Level(kind, tag, undefined, undefined ? bound : at + length, encoding, characterSet);
    }

    /// Whether a value of `length` bytes at `at` ends inside.
    boolean holds(long at, long length) {
        return length <= bound - at;
    }
}
