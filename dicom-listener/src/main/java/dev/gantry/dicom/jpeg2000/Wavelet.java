// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg2000;

/// The inverse wavelet transforms of JPEG 2000 (ISO/IEC 15444-1 Annex F), on the plane of one tile-component in
/// which each resolution fills the upper left corner of the next.
///
/// Lines are lifted sixteen at a time, side by side, whether they are rows or columns. The reversible transform
/// computes in whole numbers, which floats of less than 24 bits are.
final class Wavelet {
    private static final int LANES = 16;
    private static final float ALPHA = -1.586134342f;
    private static final float BETA = -0.052980118f;
    private static final float GAMMA = 0.882911075f;
    private static final float DELTA = 0.443506852f;
    private static final float K = 1.230174105f;
    /// Not quite: half of 13318 / 8192, as OpenJPEG has it. With 16 bits the true value is two levels away
    /// from what most of the world sees (docs/decisions/0012).
    private static final float ONE_OVER_K = 0.812866211f;

    private final float[] plane;
    private final int stride;
    private final boolean reversible;
    private final float[] line;

    /// @param most the longer side of the plane
    Wavelet(float[] plane, int stride, boolean reversible, int most) {
        this.plane = plane;
        this.stride = stride;
        this.reversible = reversible;
        this.line = new float[most * LANES];
    }

    /// Makes a resolution of the one below it and its three bands, which lie in place.
    ///
    /// @param oddX whether its first column is odd in its own coordinates; it then belongs to a high-pass band
    void up(int width, int height, boolean oddX, boolean oddY) {
        for (int row = 0; row < height; row += LANES) {
            lines(row * stride, 1, stride, width, Math.min(LANES, height - row), oddX);
        }
        for (int column = 0; column < width; column += LANES) {
            lines(column, stride, 1, height, Math.min(LANES, width - column), oddY);
        }
    }

    /// @param step  from one sample of a line to the next
    /// @param apart from one line to the next
    private void lines(int from, int step, int apart, int length, int count, boolean odd) {
        int low = odd ? length / 2 : (length + 1) / 2;
        int first = odd ? 1 : 0;
        for (int i = 0; i < length; i++) {
            int to = (i < low ? 2 * i + first : 2 * (i - low) + 1 - first) * LANES;
            int at = from + i * step;
            for (int lane = 0; lane < count; lane++, at += apart) {
                line[to + lane] = plane[at];
            }
        }
        lift(length, first);
        for (int i = 0; i < length; i++) {
            int at = from + i * step;
            for (int lane = 0; lane < count; lane++, at += apart) {
                plane[at] = line[i * LANES + lane];
            }
        }
    }

    /// @param even the first sample that belongs to the low-pass band
    private void lift(int length, int even) {
        int odd = 1 - even;
        if (length == 1) {
            if (even == 1) {
                halve();
            }
            return;
        }
        if (reversible) {
            for (int i = even; i < length; i += 2) {
                lowFloor(i * LANES, before(i), after(i, length));
            }
            for (int i = odd; i < length; i += 2) {
                highFloor(i * LANES, before(i), after(i, length));
            }
            return;
        }
        for (int i = 0; i < length; i++) {
            scale(i * LANES, (i & 1) == even ? K : ONE_OVER_K);
        }
        step(even, length, DELTA);
        step(odd, length, GAMMA);
        step(even, length, BETA);
        step(odd, length, ALPHA);
    }

    /// Lines go on mirrored at their ends (F.3.7).
    private static int before(int i) {
        return (i == 0 ? 1 : i - 1) * LANES;
    }

    private static int after(int i, int length) {
        return (i == length - 1 ? i - 1 : i + 1) * LANES;
    }

    private void halve() {
        for (int lane = 0; lane < LANES; lane++) {
            line[lane] = reversible ? (int) line[lane] >> 1 : line[lane] / 2;
        }
    }

    private void lowFloor(int at, int before, int after) {
        for (int lane = 0; lane < LANES; lane++) {
            line[at + lane] -= (int) (line[before + lane] + line[after + lane] + 2) >> 2;
        }
    }

    private void highFloor(int at, int before, int after) {
        for (int lane = 0; lane < LANES; lane++) {
            line[at + lane] += (int) (line[before + lane] + line[after + lane]) >> 1;
        }
    }

    private void scale(int at, float factor) {
        for (int lane = 0; lane < LANES; lane++) {
            line[at + lane] *= factor;
        }
    }

    private void step(int first, int length, float factor) {
        for (int i = first; i < length; i += 2) {
            int at = i * LANES;
            int before = before(i);
            int after = after(i, length);
            for (int lane = 0; lane < LANES; lane++) {
                line[at + lane] -= factor * (line[before + lane] + line[after + lane]);
            }
        }
    }
}
