// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.PixelData;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import java.util.Optional;
import java.util.OptionalInt;

/// How samples lie in the pixel data (PS3.3 C.7.6.3, PS3.5 8). To be used only when it has no [#defect].
///
/// @param signed      two's complement
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
        Format format,
        boolean planar,
        boolean bigEndian,
        boolean swapped) {

    enum Format { INTEGER, FLOAT, DOUBLE }

    /// The photometric interpretations that become grey here (PS3.3 C.7.6.3.1.2).
    enum Photometric { MONOCHROME1, MONOCHROME2, PALETTE_COLOR, RGB, YBR_FULL, YBR_FULL_422 }

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
                format(pixels.tag()),
                header.integer(Tag.PLANAR_CONFIGURATION).orElse(0) == 1,
                syntax.bigEndian(),
                syntax.bigEndian() && allocated <= 8 && pixels.vr() == Vr.OW);
    }

    private static Optional<Photometric> photometric(String term) {
        return switch (term) {
            case "MONOCHROME1" -> Optional.of(Photometric.MONOCHROME1);
            case "MONOCHROME2" -> Optional.of(Photometric.MONOCHROME2);
            case "PALETTE COLOR" -> Optional.of(Photometric.PALETTE_COLOR);
            case "RGB" -> Optional.of(Photometric.RGB);
            case "YBR_FULL" -> Optional.of(Photometric.YBR_FULL);
            case "YBR_FULL_422" -> Optional.of(Photometric.YBR_FULL_422);
            default -> Optional.empty();
        };
    }

    private static Format format(int tag) {
        return switch (tag) {
            case Tag.FLOAT_PIXEL_DATA -> Format.FLOAT;
            case Tag.DOUBLE_FLOAT_PIXEL_DATA -> Format.DOUBLE;
            default -> Format.INTEGER;
        };
    }

    /// Why no frame can be made of such pixel data, whatever its bytes.
    Optional<String> defect(int frame) {
        if (rows < 1 || columns < 1 || rows > 0xFFFF || columns > 0xFFFF) {
            return Optional.of("rows or columns are missing or zero");
        }
        if ((long) rows * columns > MAX_SAMPLES) {
            return Optional.of(rows + " x " + columns + " is more than " + MAX_SAMPLES + " samples");
        }
        if (frame < 0 || frame >= frames) {
            return Optional.of("it has " + frames + " frames, no frame " + frame);
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
        if (photometric.equals(Optional.of(Photometric.YBR_FULL_422))
                && (bitsAllocated != 8 || columns % 2 != 0)) {
            return Optional.of("YBR_FULL_422 with " + bitsAllocated + " bits allocated and " + columns
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
        return photometric.map(p -> switch (p) {
            case MONOCHROME1, MONOCHROME2, PALETTE_COLOR -> false;
            case RGB, YBR_FULL, YBR_FULL_422 -> true;
        }).orElse(false);
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
        int samples = photometric.equals(Optional.of(Photometric.YBR_FULL_422)) ? 2 : samplesPerPixel;
        return (long) rows * columns * samples * bitsAllocated;
    }

    /// The same samples as RLE leaves them: by colour, low byte first.
    Layout unpacked() {
        return new Layout(rows, columns, frames, samplesPerPixel, bitsAllocated, bitsStored, highBit,
                representation, photometric, format, true, false, false);
    }

    /// The stored value in the bits of one sample (PS3.5 8.1.1); other bits may hold anything.
    int stored(int raw) {
        int shifted = raw << (31 - highBit);
        return signed() ? shifted >> (32 - bitsStored) : shifted >>> (32 - bitsStored);
    }
}
