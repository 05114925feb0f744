// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg;

import dev.gantry.dicom.frame.UndecodableFrame;
import dev.gantry.dicom.jpeg.JpegScan.Channel;

/// A scan of the lossless processes (ISO/IEC 10918-1 Annex H): each sample is predicted from its neighbours and
/// corrected, all modulo 2^16.
final class LosslessScan {
    private final JpegPicture picture;
    private final JpegScan scan;
    private final EntropyBits bits;

    LosslessScan(JpegPicture picture, JpegScan scan, EntropyBits bits) {
        this.picture = picture;
        this.scan = scan;
        this.bits = bits;
    }

    void decode() throws UndecodableFrame {
        int columns = scan.channels().getFirst().component().columns();
        int rows = scan.channels().getFirst().component().rows();
        if (scan.restartInterval() % columns != 0) {
            throw new UndecodableFrame("the JPEG stream restarts within a row"); // forbidden, H.1.1
        }
        int rowsToRestart = scan.restartInterval() / columns;
        var differences = new int[scan.channels().size()][columns];
        for (int row = 0; row < rows; row++) {
            boolean restarts = rowsToRestart > 0 && row > 0 && row % rowsToRestart == 0;
            if (restarts) {
                bits.restart(row / rowsToRestart - 1 & 7);
            }
            read(differences, columns);
            for (int i = 0; i < differences.length; i++) {
                correct(scan.channels().get(i), differences[i], row, row == 0 || restarts);
            }
            bits.check();
        }
    }

    private void read(int[][] differences, int columns) throws UndecodableFrame {
        if (differences.length == 1) {
            var only = differences[0];
            var table = scan.channels().getFirst().dc();
            for (int column = 0; column < columns; column++) {
                only[column] = difference(table);
            }
            return;
        }
        for (int column = 0; column < columns; column++) {
            for (int i = 0; i < differences.length; i++) {
                differences[i][column] = difference(scan.channels().get(i).dc());
            }
        }
    }

    private int difference(HuffmanTable table) throws UndecodableFrame {
        int size = table.next(bits);
        if (size == 0) {
            return 0;
        }
        if (size < 16) {
            return bits.difference(size);
        }
        if (size == 16) {
            return 32768; // no further bits (H.1.2.2)
        }
        throw new UndecodableFrame("the JPEG stream has a difference of " + size + " bits");
    }

    /// @param first no row stands above that may be used
    private void correct(Channel channel, int[] difference, int row, boolean first) {
        var plane = channel.component().plane();
        int at = row * channel.component().stride();
        int above = at - channel.component().stride();
        int shift = scan.shift();
        int left = first ? 1 << picture.precision() - shift - 1 : (plane[above] & 0xFFFF) >>> shift;
        left = left + difference[0] & 0xFFFF;
        plane[at] = (short) (left << shift);
        if (first || scan.first() == 1) {
            for (int i = 1; i < difference.length; i++) {
                left = left + difference[i] & 0xFFFF;
                plane[at + i] = (short) (left << shift);
            }
            return;
        }
        for (int i = 1; i < difference.length; i++) {
            int up = (plane[above + i] & 0xFFFF) >>> shift;
            int corner = (plane[above + i - 1] & 0xFFFF) >>> shift;
            left = predicted(left, up, corner) + difference[i] & 0xFFFF;
            plane[at + i] = (short) (left << shift);
        }
    }

    /// ISO/IEC 10918-1 Table H.1.
    private int predicted(int left, int above, int corner) {
        return switch (scan.first()) {
            case 1 -> left;
            case 2 -> above;
            case 3 -> corner;
            case 4 -> left + above - corner;
            case 5 -> left + (above - corner >> 1);
            case 6 -> above + (left - corner >> 1);
            default -> left + above >> 1;
        };
    }
}
