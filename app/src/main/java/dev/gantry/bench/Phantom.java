// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A body with two lungs and a spine as a CT would see it, with noise: pictures that are nobody's, and that no
/// disk compresses away.
final class Phantom {
    static final int SIDE = 512;
    static final int SLICE_BYTES = SIDE * SIDE * 2;

    private static final int AIR = 24;
    private static final int LUNG = 224;
    private static final int TISSUE = 1064;
    private static final int BONE = 1724;

    private Phantom() {}

    /// One slice, 512 x 512 x 16 bit, little endian, stored values of 0 to 4095. The same for the same number.
    static byte[] slice(int number) {
        var samples = ByteBuffer.allocate(SLICE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        double swell = 1 + 0.1 * Math.sin(number / 40.0);
        long noise = 0x9E37_79B9_7F4A_7C15L * (number + 1);
        for (int row = 0; row < SIDE; row++) {
            double y = 2.0 * row / SIDE - 1;
            for (int column = 0; column < SIDE; column++) {
                double x = 2.0 * column / SIDE - 1;
                noise ^= noise << 13;
                noise ^= noise >>> 7;
                noise ^= noise << 17;
                int grain = (int) (noise & 31) + (int) (noise >>> 8 & 31) - 31;
                samples.putShort((short) Math.max(0, value(x, y, swell) + grain));
            }
        }
        return samples.array();
    }

    private static int value(double x, double y, double swell) {
        if (!inside(x, y, 0, 0, 0.85, 0.65)) {
            return AIR;
        }
        if (inside(x, y, 0, 0.42, 0.12, 0.12)) {
            return BONE;
        }
        boolean lung = inside(x, y, -0.38, -0.05, 0.28 * swell, 0.42 * swell)
                || inside(x, y, 0.38, -0.05, 0.28 * swell, 0.42 * swell);
        return lung ? LUNG : TISSUE;
    }

    private static boolean inside(double x, double y, double centreX, double centreY, double a, double b) {
        double dx = (x - centreX) / a;
        double dy = (y - centreY) / b;
        return dx * dx + dy * dy <= 1;
    }
}
