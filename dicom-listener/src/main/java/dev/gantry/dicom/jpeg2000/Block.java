// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg2000;

import java.util.ArrayList;
import java.util.List;

/// One code-block and what the packets so far told of it (ISO/IEC 15444-1 B.7, B.10).
final class Block {
    private static final int FIRST_LENGTH_BITS = 3;

    private final int x;
    private final int y;
    private final int width;
    private final int height;
    private final List<Segment> segments = new ArrayList<>();
    private boolean included;
    private int zeroPlanes;
    private int lengthBits = FIRST_LENGTH_BITS;
    private int passes;

    /// A run of passes that were terminated together; its bytes may come in several packets.
    static final class Segment {
        private final int most;
        private final List<int[]> parts = new ArrayList<>();
        private int passes;
        private int length;

        Segment(int most) {
            this.most = most;
        }

        int passes() {
            return passes;
        }

        boolean full() {
            return passes == most;
        }

        int room() {
            return most - passes;
        }

        void more(int morePasses) {
            passes += morePasses;
        }

        void part(int from, int bytes) {
            parts.add(new int[] {from, bytes});
            length += bytes;
        }

        byte[] bytes(byte[] stream) {
            var all = new byte[length];
            int at = 0;
            for (var part : parts) {
                System.arraycopy(stream, part[0], all, at, part[1]);
                at += part[1];
            }
            return all;
        }
    }

    /// @param x in the plane of the tile-component
    Block(int x, int y, int width, int height) {
        this.x = x;
        this.y = y;
        this.width = width;
        this.height = height;
    }

    int x() {
        return x;
    }

    int y() {
        return y;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    List<Segment> segments() {
        return segments;
    }

    boolean included() {
        return included;
    }

    void include(int missingPlanes) {
        included = true;
        zeroPlanes = missingPlanes;
    }

    int zeroPlanes() {
        return zeroPlanes;
    }

    int lengthBits() {
        return lengthBits;
    }

    void longer() {
        lengthBits++;
    }

    int passes() {
        return passes;
    }

    /// The segment that takes the next pass.
    Segment current(Coding coding) {
        if (segments.isEmpty() || segments.getLast().full()) {
            segments.add(new Segment(coding.passesFrom(passes)));
        }
        return segments.getLast();
    }

    void more(Segment segment, int morePasses) {
        segment.more(morePasses);
        passes += morePasses;
    }
}
