// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.PixelData;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.RawFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/// How samples lie in the pixel data (PS3.3 C.7.6.3, PS3.5 8). To be used only when it has no [#defect].
///
/// @param signed      two's complement
/// @param retired     a photometric interpretation that the standard has given up
/// @param planar      all of one colour, then all of the next
/// @param bigEndian   multi-byte samples have their high byte first
/// @param swapped     samples of one byte or bit lie in 16-bit words whose bytes are swapped (PS3.5 A.3)
record Layout(
        int rows,
        int columns,
        int frames,
        int samplesPerPixel,
        int bitsAllocated,
        int bitsStored,
        int highBit,
        OptionalInt representation,
        Optional<Photometric> photometric,
        Optional<String> retired,
        boolean compressed,
        Format format,
        boolean planar,
        boolean bigEndian,
        boolean swapped) {

    enum Format { INTEGER, FLOAT, DOUBLE }

    /// The photometric interpretations that are read here (PS3.3 C.7.6.3.1.2). Those behind YBR_FULL_422 only
    /// exist inside compressed streams.
    enum Photometric {
        MONOCHROME1, MONOCHROME2, PALETTE_COLOR, RGB, YBR_FULL, YBR_PARTIAL_422, YBR_FULL_422,
        YBR_PARTIAL_420, YBR_ICT, YBR_RCT;

        boolean colour() {
            return compareTo(RGB) >= 0;
        }

        /// Two pixels share their colour where it is not compressed.
        boolean shared() {
            return this == YBR_FULL_422 || this == YBR_PARTIAL_422;
        }

        /// Luma and colour in part of their range, as in video.
        boolean partial() {
            return this == YBR_PARTIAL_422 || this == YBR_PARTIAL_420;
        }
    }

    /// Those whose samples are not always what went in (PS3.5 10).
    static final Set<TransferSyntax> LOSSY = EnumSet.of(
            TransferSyntax.JPEG_BASELINE, TransferSyntax.JPEG_EXTENDED, TransferSyntax.JPEG_LS_NEAR_LOSSLESS,
            TransferSyntax.JPEG_2000, TransferSyntax.HTJ2K);

    private static final Set<String> RETIRED = Set.of("HSV", "ARGB", "CMYK");

    /// 512 MiB of float samples: nothing a model looks at is larger.
    private static final long MAX_SAMPLES = 1L << 27;

    static Layout of(DataSet header, TransferSyntax syntax, PixelData pixels) {
        int allocated = header.integer(Tag.BITS_ALLOCATED).orElse(0);
        int stored = header.integer(Tag.BITS_STORED).orElse(allocated);
        return new Layout(
                header.integer(Tag.ROWS).orElse(0),
                header.integer(Tag.COLUMNS).orElse(0),
                Math.max(1, header.integer(Tag.NUMBER_OF_FRAMES).orElse(1)),
                header.integer(Tag.SAMPLES_PER_PIXEL).orElse(1),
                allocated,
                stored,
                header.integer(Tag.HIGH_BIT).orElse(stored - 1),
                header.integer(Tag.PIXEL_REPRESENTATION),
                header.text(Tag.PHOTOMETRIC_INTERPRETATION).flatMap(Layout::photometric),
                header.text(Tag.PHOTOMETRIC_INTERPRETATION).filter(RETIRED::contains),
                syntax.encapsulated(),
                format(pixels.tag()),
                header.integer(Tag.PLANAR_CONFIGURATION).orElse(0) == 1,
                syntax.bigEndian(),
                syntax.bigEndian() && allocated <= 8 && pixels.vr() == Vr.OW);
    }

    private static Optional<Photometric> photometric(String term) {
        return Arrays.stream(Photometric.values())
                .filter(each -> each.name().replace("PALETTE_COLOR", "PALETTE COLOR").equals(term))
                .findFirst();
    }

    private static Format format(int tag) {
        return switch (tag) {
            case Tag.FLOAT_PIXEL_DATA -> Format.FLOAT;
            case Tag.DOUBLE_FLOAT_PIXEL_DATA -> Format.DOUBLE;
            default -> Format.INTEGER;
        };
    }

    /// How a frame of this size exceeds what is made of one here.
    static Optional<String> excess(long rows, long columns) {
        return rows * columns > MAX_SAMPLES
                ? Optional.of(rows + " x " + columns + " is more than " + MAX_SAMPLES + " samples")
                : Optional.empty();
    }

    /// Why no frame can be made of such pixel data, whatever its bytes.
    Optional<String> defect(int frame) {
        if (rows < 1 || columns < 1 || rows > 0xFFFF || columns > 0xFFFF) {
            return Optional.of("rows or columns are missing or zero");
        }
        var excess = excess(rows, columns);
        if (excess.isPresent()) {
            return excess;
        }
        if (frame < 0 || frame >= frames) {
            return Optional.of("it has " + frames + " frames, no frame " + frame);
        }
        if (retired.isPresent()) {
            return Optional.of("photometric interpretation " + retired.get() + " is retired and not read");
        }
        if (photometric.isEmpty()) {
            return Optional.of("the photometric interpretation is missing or none that is read");
        }
        int expected = colour() ? 3 : 1;
        if (samplesPerPixel != expected) {
            return Optional.of(photometric.get() + " with " + samplesPerPixel + " samples per pixel");
        }
        return bitsDefect();
    }

    private Optional<String> bitsDefect() {
        boolean allocatedFits = switch (format) {
            case INTEGER -> bitsAllocated == 1 || bitsAllocated == 8 || bitsAllocated == 16
                    || bitsAllocated == 32;
            case FLOAT -> bitsAllocated == 32;
            case DOUBLE -> bitsAllocated == 64;
        };
        if (!allocatedFits || colour() && (bitsAllocated == 1 || format != Format.INTEGER)) {
            return Optional.of(bitsAllocated + " bits allocated");
        }
        if (photometric.equals(Optional.of(Photometric.PALETTE_COLOR))
                && (format != Format.INTEGER || bitsAllocated > 16)) {
            return Optional.of("a palette with " + bitsAllocated + " bits allocated");
        }
        if (compressed && (bitsAllocated == 1 || format != Format.INTEGER)) {
            return Optional.of("compressed samples of " + bitsAllocated + " bits allocated");
        }
        if (!compressed && photometric.get().compareTo(Photometric.YBR_FULL_422) > 0) {
            return Optional.of(photometric.get() + " in uncompressed pixel data");
        }
        if (!compressed && photometric.get().shared() && (bitsAllocated != 8 || columns % 2 != 0)) {
            return Optional.of(photometric.get() + " with " + bitsAllocated + " bits allocated and " + columns
                    + " columns");
        }
        if (format != Format.INTEGER) {
            return Optional.empty();
        }
        if (bitsStored < 1 || bitsStored > bitsAllocated || highBit < bitsStored - 1
                || highBit >= bitsAllocated) {
            return Optional.of(bitsStored + " bits stored up to bit " + highBit + " of " + bitsAllocated);
        }
        return representation.isEmpty() && !colour()
                ? Optional.of("the pixel representation is missing")
                : Optional.empty();
    }

    boolean colour() {
        return photometric.map(Photometric::colour).orElse(false);
    }

    /// Two pixels share their colour samples here.
    boolean shared() {
        return !compressed && photometric.map(Photometric::shared).orElse(false);
    }

    /// Colour samples are always unsigned (PS3.3 C.7.6.3.1.2).
    boolean signed() {
        return !colour() && representation.orElse(0) == 1;
    }

    int pixelsPerFrame() {
        return rows * columns;
    }

    /// Bits of one frame; frames of single bits follow each other without a gap (PS3.5 8.1.1).
    long frameBits() {
        int samples = shared() ? 2 : samplesPerPixel;
        return (long) rows * columns * samples * bitsAllocated;
    }

    /// What a decoder is told of each frame.
    FrameShape shape() {
        return new FrameShape(rows, columns, samplesPerPixel, bitsAllocated, bitsStored, signed());
    }

    /// How the samples of a decoded frame lie, which may be narrower than the data set says.
    Layout of(FrameShape decoded) {
        int allocated = decoded.bitsAllocated();
        boolean fits = highBit < allocated;
        return new Layout(rows, columns, frames, samplesPerPixel, allocated,
                fits ? bitsStored : Math.min(bitsStored, allocated),
                fits ? highBit : allocated - 1,
                // samples narrower than stored ones have their sign in their own highest bit, or none
                fits || decoded.signed() ? representation : OptionalInt.of(0),
                photometric, retired, compressed, format, false, false, false);
    }

    /// Where a lossy stream has more bits than are stored, its samples overshoot their range: they get the
    /// nearest stored value then, not what their lower bits alone would mean, a dark spot in a bright place.
    /// Signed samples only when one of them is negative in all its bits: some encode them without the bits
    /// above their sign.
    void clip(RawFrame lossy) {
        var shape = lossy.shape();
        if (shape.bitsStored() <= bitsStored || highBit != bitsStored - 1 || shape.signed() != signed()) {
            return;
        }
        var samples = ByteBuffer.wrap(lossy.samples()).order(ByteOrder.LITTLE_ENDIAN);
        int bytes = shape.bitsAllocated() / 8;
        int most = signed() ? (1 << bitsStored - 1) - 1 : (int) (0xFFFF_FFFFL >>> 32 - bitsStored);
        int least = -most - 1;
        if (!signed()) {
            least = 0;
        } else if (shape.bitsStored() != shape.bitsAllocated()
                || IntStream.range(0, samples.capacity() / bytes).noneMatch(i -> sample(samples, i * bytes) < 0)) {
            return;
        }
        for (int at = 0; at < samples.capacity(); at += bytes) {
            int value = Math.clamp(sample(samples, at), least, most);
            switch (bytes) {
                case 1 -> samples.put(at, (byte) value);
                case 2 -> samples.putShort(at, (short) value);
                default -> samples.putInt(at, value);
            }
        }
    }

    /// In all its bits; those of 32 have 31 at most.
    private int sample(ByteBuffer samples, int at) {
        return switch (bitsAllocated) {
            case 8 -> signed() ? samples.get(at) : samples.get(at) & 0xFF;
            case 16 -> signed() ? samples.getShort(at) : samples.getShort(at) & 0xFFFF;
            default -> samples.getInt(at);
        };
    }

    /// The stored value in the bits of one sample (PS3.5 8.1.1); other bits may hold anything.
    int stored(int raw) {
        int shifted = raw << (31 - highBit);
        return signed() ? shifted >> (32 - bitsStored) : shifted >>> (32 - bitsStored);
    }
}
