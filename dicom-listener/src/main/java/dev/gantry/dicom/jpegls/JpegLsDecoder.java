// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpegls;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameDecoder;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.RawFrame;
import dev.gantry.dicom.frame.UndecodableFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/// JPEG-LS (PS3.5 8.2.3, ISO/IEC 14495-1), lossless and near-lossless, of 2 to 16 bits in any interleaving; of fewer
/// than 8 also as DCMTK encodes them.
///
/// A scan must end where its samples do: nothing else tells damage from a picture.
public final class JpegLsDecoder implements FrameDecoder {
    @Override
    public RawFrame decode(TransferSyntax syntax, ByteBuffer frame, FrameShape expected)
            throws UndecodableFrame {
        var stream = new byte[frame.remaining()];
        frame.get(frame.position(), stream);
        return new Reading(stream, expected).frame();
    }

    /// One stream.
    private static final class Reading {
        private static final int SOI = 0xD8;
        private static final int EOI = 0xD9;
        private static final int SOS = 0xDA;
        private static final int DRI = 0xDD;
        private static final int APP8 = 0xE8;
        private static final int SOF = 0xF7;
        private static final int LSE = 0xF8;

        private final byte[] stream;
        private final FrameShape expected;
        private final int[] said = new int[5];
        private int at;
        private int precision;
        private int[] ids = {};
        private byte[] samples = {};

        Reading(byte[] stream, FrameShape expected) {
            this.stream = stream;
            this.expected = expected;
        }

        RawFrame frame() throws UndecodableFrame {
            require(marker() == SOI, "no beginning");
            var done = new HashSet<Integer>();
            while (samples.length == 0 || done.size() < ids.length) {
                int marker = marker();
                require(marker != EOI, "no scan of some component");
                int end = segmentEnd();
                switch (marker) {
                    case SOF -> header(end);
                    case LSE -> presets(end);
                    case SOS -> {
                        require(samples.length > 0, "a scan before its frame header");
                        scan(end, done);
                        continue;
                    }
                    case DRI -> throw new UndecodableFrame("restart intervals of JPEG-LS are not decoded");
                    case APP8 -> require(!transformed(end), "a colour transform that is not decoded");
                    default -> require(marker >= 0xE0 && marker != 0xFF, "a marker of another process");
                }
                at = end;
            }
            var shape = new FrameShape(expected.rows(), expected.columns(), ids.length,
                    precision > 8 ? 16 : 8, precision, expected.signed());
            return new RawFrame(shape, samples);
        }

        private static void require(boolean holds, String otherwise) throws UndecodableFrame {
            if (!holds) {
                throw new UndecodableFrame("the JPEG-LS stream has " + otherwise);
            }
        }

        private int marker() throws UndecodableFrame {
            while (at + 1 < stream.length) {
                int code = stream[at + 1] & 0xFF;
                if ((stream[at] & 0xFF) == 0xFF && code >= 0x80 && code != 0xFF) {
                    at += 2;
                    return code;
                }
                at++;
            }
            throw new UndecodableFrame("the JPEG-LS stream ends before its picture is complete");
        }

        private int u8(int index) {
            return stream[index] & 0xFF;
        }

        private int u16(int index) {
            return u8(index) << 8 | u8(index + 1);
        }

        private int segmentEnd() throws UndecodableFrame {
            int end = at + 2 <= stream.length ? at + u16(at) : Integer.MAX_VALUE;
            require(end <= stream.length && end >= at + 2, "a segment longer than itself");
            at += 2;
            return end;
        }

        /// Colour transforms of an early encoder.
        private boolean transformed(int end) {
            return end - at >= 5 && stream[at] == 'm' && stream[at + 1] == 'r' && stream[at + 2] == 'f'
                    && stream[at + 3] == 'x' && stream[at + 4] != 0;
        }

        private void header(int end) throws UndecodableFrame {
            require(samples.length == 0 && end - at >= 6 && end - at == 6 + 3 * u8(at + 5), "a broken frame header");
            precision = u8(at);
            int rows = u16(at + 1);
            int columns = u16(at + 3);
            ids = new int[u8(at + 5)];
            if (rows != expected.rows() || columns != expected.columns()
                    || ids.length != expected.samplesPerPixel()) {
                throw new UndecodableFrame("the JPEG-LS stream holds " + rows + " x " + columns + " x "
                        + ids.length + ", the data set says " + expected.rows() + " x " + expected.columns()
                        + " x " + expected.samplesPerPixel());
            }
            require(precision >= 2 && precision <= Math.min(16, expected.bitsAllocated()),
                    precision + " bits per sample, the data set allocates " + expected.bitsAllocated());
            for (int i = 0; i < ids.length; i++) {
                ids[i] = u8(at + 6 + 3 * i);
                require(u8(at + 7 + 3 * i) == 0x11, "subsampled components");
            }
            samples = new byte[rows * columns * ids.length * (precision > 8 ? 2 : 1)];
        }

        private void presets(int end) throws UndecodableFrame {
            require(end - at == 11 && u8(at) == 1, "tables that are not decoded");
            for (int i = 0; i < said.length; i++) {
                said[i] = u16(at + 1 + 2 * i);
            }
        }

        private void scan(int end, HashSet<Integer> done) throws UndecodableFrame {
            int count = end > at ? u8(at) : 0;
            require(count >= 1 && count <= ids.length && end - at == 4 + 2 * count, "a broken scan header");
            var targets = new int[count];
            for (int i = 0; i < count; i++) {
                targets[i] = index(u8(at + 1 + 2 * i), done);
                require(u8(at + 2 + 2 * i) == 0, "a mapping table");
            }
            int interleaving = u8(end - 2);
            require(interleaving <= 2 && (interleaving > 0 || count == 1) && u8(end - 1) == 0,
                    "an interleaving of " + interleaving);
            var presets = JpegLsPreset.possible(precision, u8(end - 3), said);
            read(presets, preset -> new JpegLsScan(
                    preset, new JpegLsBits(stream, end), expected.columns(), count, interleaving == 2), targets);
        }

        /// Where the thresholds may be two, only one of them leads to the end of the scan; or both do, to one picture.
        private void read(List<JpegLsPreset> presets, Function<JpegLsPreset, JpegLsScan> scans, int[] targets)
                throws UndecodableFrame {
            var before = presets.size() == 1 ? samples : samples.clone();
            var pictures = new HashSet<ByteBuffer>();
            var refusals = new ArrayList<UndecodableFrame>();
            for (var preset : presets) {
                var picture = pictures.isEmpty() && refusals.isEmpty() ? samples : before.clone();
                try {
                    int ended = picture(scans.apply(preset), picture, targets);
                    pictures.add(ByteBuffer.wrap(picture));
                    samples = picture;
                    at = ended;
                } catch (UndecodableFrame e) {
                    refusals.add(e);
                }
            }
            if (pictures.isEmpty()) {
                throw refusals.getFirst();
            }
            require(pictures.size() == 1, "fewer than 8 bits per sample, and two pictures that they may mean");
        }

        /// @return where the next marker stands
        private int picture(JpegLsScan scan, byte[] picture, int[] targets) throws UndecodableFrame {
            for (int row = 0; row < expected.rows(); row++) {
                write(scan.next(), picture, row, targets);
            }
            return scan.end();
        }

        private int index(int id, HashSet<Integer> done) throws UndecodableFrame {
            for (int i = 0; i < ids.length; i++) {
                if (ids[i] == id && done.add(i)) {
                    return i;
                }
            }
            throw new UndecodableFrame("the JPEG-LS stream has a scan of an unknown component, or of one twice");
        }

        private void write(int[][] lines, byte[] picture, int row, int[] targets) {
            int bytes = precision > 8 ? 2 : 1;
            int step = ids.length * bytes;
            for (int c = 0; c < targets.length; c++) {
                int to = row * expected.columns() * step + targets[c] * bytes;
                for (int x = 1; x <= expected.columns(); x++, to += step) {
                    picture[to] = (byte) lines[c][x];
                    if (bytes == 2) {
                        picture[to + 1] = (byte) (lines[c][x] >> 8);
                    }
                }
            }
        }
    }
}
