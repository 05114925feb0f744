// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg;

import dev.gantry.dicom.frame.UndecodableFrame;
import dev.gantry.dicom.jpeg.JpegPicture.Component;
import dev.gantry.dicom.jpeg.JpegScan.Channel;
import java.util.Arrays;

/// A scan of the sequential DCT processes (ISO/IEC 10918-1 Annex F).
final class DctScan {
    /// Where the coefficients of the zig-zag sequence stand in a block (ISO/IEC 10918-1 Figure A.6).
    static final int[] ZIG_ZAG = zigZag();

    private final JpegPicture picture;
    private final JpegScan scan;
    private final EntropyBits bits;
    private final InverseDct transform;
    private final int[] lastDc;
    private final int[] block = new int[64];
    private int untilRestart;
    private int restarts;

    DctScan(JpegPicture picture, JpegScan scan, EntropyBits bits) {
        this.picture = picture;
        this.scan = scan;
        this.bits = bits;
        this.transform = new InverseDct(picture.precision());
        this.lastDc = new int[scan.channels().size()];
        this.untilRestart = scan.restartInterval();
    }

    private static int[] zigZag() {
        var order = new int[64];
        int row = 0;
        int column = 0;
        for (int i = 0; i < order.length; i++) {
            order[i] = 8 * row + column;
            boolean up = (row + column) % 2 == 0;
            if (up ? column == 7 : row == 7) {
                row += up ? 1 : 0;
                column += up ? 0 : 1;
            } else if (up ? row == 0 : column == 0) {
                row += up ? 0 : 1;
                column += up ? 1 : 0;
            } else {
                row += up ? -1 : 1;
                column += up ? 1 : -1;
            }
        }
        return order;
    }

    void decode() throws UndecodableFrame {
        if (scan.alone()) {
            alone(scan.channels().getFirst());
        } else {
            interleaved();
        }
        bits.check();
    }

    /// One block is one MCU (ISO/IEC 10918-1 A.2.2).
    private void alone(Channel channel) throws UndecodableFrame {
        var component = channel.component();
        int wide = JpegPicture.ceil(component.columns(), JpegPicture.BLOCK);
        int high = JpegPicture.ceil(component.rows(), JpegPicture.BLOCK);
        for (int row = 0; row < high; row++) {
            for (int column = 0; column < wide; column++) {
                restartWhenDue();
                block(channel, 0, row, column);
            }
            bits.check();
        }
    }

    private void interleaved() throws UndecodableFrame {
        int wide = JpegPicture.ceil(picture.columns(), JpegPicture.BLOCK * picture.mostHorizontal());
        int high = JpegPicture.ceil(picture.rows(), JpegPicture.BLOCK * picture.mostVertical());
        for (int row = 0; row < high; row++) {
            for (int column = 0; column < wide; column++) {
                restartWhenDue();
                for (int i = 0; i < scan.channels().size(); i++) {
                    var channel = scan.channels().get(i);
                    var part = channel.component();
                    for (int y = row * part.vertical(); y < (row + 1) * part.vertical(); y++) {
                        for (int x = column * part.horizontal(); x < (column + 1) * part.horizontal(); x++) {
                            block(channel, i, y, x);
                        }
                    }
                }
            }
            bits.check();
        }
    }

    private void restartWhenDue() throws UndecodableFrame {
        if (scan.restartInterval() > 0 && untilRestart-- == 0) {
            bits.restart(restarts++ & 7);
            untilRestart = scan.restartInterval() - 1;
            Arrays.fill(lastDc, 0);
        }
    }

    /// ISO/IEC 10918-1 F.2.2.
    private void block(Channel channel, int index, int row, int column) throws UndecodableFrame {
        var quantization = channel.quantization();
        int size = channel.dc().next(bits);
        if (size > 16) {
            throw new UndecodableFrame("the JPEG stream has a difference of " + size + " bits");
        }
        lastDc[index] += size == 0 ? 0 : bits.difference(size);
        int highest = 0;
        for (int k = 1; k < 64; k++) {
            int symbol = channel.ac().next(bits);
            int length = symbol & 15;
            if (length == 0) {
                if (symbol != 0xF0) {
                    break;
                }
                k += 15;
                continue;
            }
            k += symbol >>> 4;
            if (k > 63) {
                throw new UndecodableFrame("a block of the JPEG stream has more than 64 coefficients");
            }
            block[ZIG_ZAG[k]] = bits.difference(length) * quantization[k];
            highest = k;
        }
        place(channel.component(), row, column, lastDc[index] * quantization[0], highest > 0);
    }

    private void place(Component component, int row, int column, int dc, boolean more) {
        int at = row * JpegPicture.BLOCK * component.stride() + column * JpegPicture.BLOCK;
        if (more) {
            block[0] = dc;
            transform.samples(block, component.plane(), at, component.stride());
            Arrays.fill(block, 0);
        } else {
            transform.flat(dc, component.plane(), at, component.stride());
        }
    }
}
