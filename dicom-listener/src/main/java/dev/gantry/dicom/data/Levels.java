// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import dev.gantry.dicom.data.DataSet.Element;
import dev.gantry.dicom.data.ElementHeader.Encoding;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The levels that are open, the innermost on top, and what has been kept in them. The stack is our own, so
/// that depth costs no thread stack; what is kept is bounded whatever arrives.
final class Levels {
    static final int MAX_DEPTH = 64;
    /// A look-up table may have 65536 entries of 16 bits (PS3.3 C.11.1.1.1).
    private static final int MAX_VALUE_BYTES = 128 * 1024;
    private static final int MAX_KEPT_BYTES = 4 * 1024 * 1024;
    private static final int MAX_ELEMENTS = 100_000;

    private final Deque<Level> open = new ArrayDeque<>();
    private final Level root;
    private int kept;
    private int keptBytes;
    private int leftOut;

    Levels(Encoding encoding) {
        root = Level.root(encoding);
        open.push(root);
    }

    Level inner() {
        return open.element();
    }

    boolean atRoot() {
        return inner() == root;
    }

    /// The elements of the outermost level so far.
    DataSet elements() {
        return set(root);
    }

    int leftOut() {
        return leftOut;
    }

    /// Whether a value of that length is to be kept: if so, it now has its place.
    boolean takes(long length) {
        if (length <= MAX_VALUE_BYTES && kept < MAX_ELEMENTS && keptBytes + length <= MAX_KEPT_BYTES) {
            kept++;
            keptBytes += (int) length;
            return true;
        }
        leftOut++;
        inner().incomplete |= length <= MAX_VALUE_BYTES;
        return false;
    }

    void add(Element element) {
        inner().elements.add(element);
        if (element.tag() == Tag.SPECIFIC_CHARACTER_SET) {
            inner().characterSet = ElementValue.texts(element, List.of());
        }
    }

    /// False when it would be too deep.
    boolean enter(Level level) {
        if (open.size() >= MAX_DEPTH) {
            return false;
        }
        open.push(level);
        return true;
    }

    /// A sequence has its place from its first byte on, so that it is there, if short, when its items do not
    /// all fit.
    boolean enterSequence(Level sequence) {
        sequence.listed = kept < MAX_ELEMENTS;
        if (sequence.listed) {
            kept++;
        } else {
            leftOut++;
            inner().incomplete = true;
        }
        return enter(sequence);
    }

    /// A level ends where its length says, or where the one around it ends though no delimitation came.
    void leaveEnded(long at) {
        while (!atRoot() && at >= inner().bound) {
            leave();
        }
    }

    void leave() {
        var ended = open.pop();
        switch (ended.kind) {
            case SET -> endItem(ended, inner());
            case SEQUENCE -> {
                if (ended.listed) {
                    boolean bigEndian = inner().encoding.order() == ByteOrder.BIG_ENDIAN;
                    add(new Element(ended.tag, Vr.SQ, new byte[0], bigEndian, ended.items));
                }
            }
            case FRAGMENTS -> { /* bulk is never kept */ }
        }
    }

    private void endItem(Level item, Level sequence) {
        sequence.incomplete |= item.incomplete || kept >= MAX_ELEMENTS;
        if (sequence.incomplete) {
            leftOut++;
        } else {
            kept++;
            sequence.items.add(set(item));
        }
    }

    private static DataSet set(Level level) {
        return new DataSet(level.elements, level.characterSet);
    }
}
