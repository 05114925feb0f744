// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.PixelData;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.pixel.Decoding.Decoded;
import dev.gantry.dicom.pixel.Decoding.Unreadable;
import dev.gantry.dicom.pixel.Layout.Photometric;
import dev.gantry.dicom.spool.ObjectBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Makes frames of stored objects: uncompressed ones of any native transfer syntax, and RLE lossless.
///
/// - Grey samples of 1, 8, 16 or 32 bits, float or double, come in modality units (PS3.3 C.11.1): modality
///   table, else rescale slope and intercept, else as stored. Bits outside bits stored are masked off.
/// - RGB, YBR_FULL, YBR_FULL_422 and PALETTE COLOR come as luma (PS3.3 C.7.6.3.1.2), in the unit of samples
///   or palette.
/// - Pixel padding (PS3.3 C.7.5.1.1.2), and float samples that are no finite number, are filled with the
///   darkest of the other samples: the least, or for MONOCHROME1, where low is white, the greatest.
///
/// Any thread; the object's bytes are read on the caller's. Bad input ends in [Unreadable], never in an
/// exception, and nothing is allocated for pixels that the pixel data does not claim to have.
public final class Pixels {
    private Pixels() {}

    /// The first frame.
    public static Decoding decode(
            DataSet header, TransferSyntax syntax, Optional<PixelData> pixels, ObjectBytes bytes) {
        return decode(header, syntax, pixels, bytes, 0);
    }

    /// @param frame counted from 0
    public static Decoding decode(
            DataSet header, TransferSyntax syntax, Optional<PixelData> pixels, ObjectBytes bytes, int frame) {
        if (pixels.isEmpty()) {
            return new Unreadable("the object has no pixel data");
        }
        var place = pixels.get();
        var layout = Layout.of(header, syntax, place);
        var groups = new Groups(header, frame);
        var defect = encodingDefect(syntax, place)
                .or(() -> layout.defect(frame))
                .or(groups::defect);
        if (defect.isPresent()) {
            return new Unreadable(defect.get());
        }
        var mapping = mapping(header, groups, layout);
        if (mapping instanceof Mapping.Unusable(var why)) {
            return new Unreadable(why);
        }
        try {
            return syntax.encapsulated()
                    ? unpacked(header, groups, layout, mapping, place, bytes)
                    : uncompressed(header, groups, layout, mapping, place, bytes);
        } catch (IOException e) {
            return new Unreadable("the pixel data cannot be read: " + e.getMessage());
        }
    }

    private static Optional<String> encodingDefect(TransferSyntax syntax, PixelData place) {
        if (syntax.encapsulated() && syntax != TransferSyntax.RLE_LOSSLESS) {
            return Optional.of("transfer syntax " + syntax.uid() + " is not decoded");
        }
        return syntax.encapsulated() == (place.length() == PixelData.UNDEFINED)
                ? Optional.empty()
                : Optional.of("transfer syntax " + syntax.uid() + " with pixel data "
                        + (syntax.encapsulated() ? "that is not in fragments" : "in fragments"));
    }

    private static Mapping mapping(DataSet header, Groups groups, Layout layout) {
        return switch (layout.photometric().orElseThrow()) {
            case MONOCHROME1, MONOCHROME2 -> Mapping.modality(header, groups, layout);
            case PALETTE_COLOR -> Mapping.palette(header, layout);
            case RGB, YBR_FULL, YBR_FULL_422 -> Mapping.Linear.IDENTITY;
        };
    }

    private static Decoding uncompressed(
            DataSet header, Groups groups, Layout layout, Mapping mapping, PixelData place, ObjectBytes bytes)
            throws IOException {
        long firstBit = layout.frameBits() * groups.frame();
        long first = firstBit / 8;
        long end = (firstBit + layout.frameBits() + 7) / 8;
        if (end > place.length()) {
            return new Unreadable("pixel data has " + place.length() + " bytes, "
                    + size(layout, groups.frame())
                    + " needs " + end);
        }
        if (layout.swapped()) {
            first &= ~1L;
            end = Math.min(end + 1 & ~1L, place.length());
        }
        if (end - first > Integer.MAX_VALUE) {
            return new Unreadable("a frame of " + (end - first) + " bytes is too long");
        }
        var read = bytes.read(place.offset() + first, (int) (end - first));
        var raw = layout.swapped() ? swapped(read) : read;
        int before = (int) (firstBit / 8 - first);
        var frame = raw.slice(raw.position() + before, raw.remaining() - before);
        return frame(header, groups, layout, mapping, frame, (int) (firstBit % 8));
    }

    private static String size(Layout layout, int frame) {
        return (frame > 0 ? "frame " + frame + " of " : "") + layout.rows() + " x " + layout.columns() + " x "
                + (layout.samplesPerPixel() > 1 ? layout.samplesPerPixel() + " x " : "")
                + layout.bitsAllocated() + " bit";
    }

    /// PS3.5 A.3: in big endian 16-bit words the byte of the second sample comes first.
    private static ByteBuffer swapped(ByteBuffer raw) {
        var bytes = new byte[raw.remaining()];
        raw.slice().get(bytes);
        for (int i = 0; i + 1 < bytes.length; i += 2) {
            byte first = bytes[i];
            bytes[i] = bytes[i + 1];
            bytes[i + 1] = first;
        }
        return ByteBuffer.wrap(bytes);
    }

    private static Decoding unpacked(
            DataSet header, Groups groups, Layout layout, Mapping mapping, PixelData place, ObjectBytes bytes)
            throws IOException {
        long frameBytes = layout.frameBits() / 8;
        if (layout.bitsAllocated() == 1 || layout.format() != Layout.Format.INTEGER
                || layout.photometric().equals(Optional.of(Photometric.YBR_FULL_422))
                || 2 * frameBytes + Rle.HEADER_BYTES > Integer.MAX_VALUE) {
            return new Unreadable("RLE of " + size(layout, 0) + " is not decoded");
        }
        // Packed bytes need at most 129 for 128 (PS3.5 G.3.1): twice the frame is more than any encoder
        // makes.
        var fragment = Fragments.read(
                bytes, place.offset(), groups.frame(), (int) (2 * frameBytes + Rle.HEADER_BYTES));
        if (fragment.isEmpty()) {
            return new Unreadable("frame " + groups.frame() + " has no fragment, or an overlong one");
        }
        // PackBits makes at most 128 bytes of 2.
        if (frameBytes > 64L * fragment.get().remaining()) {
            return new Unreadable("a fragment of " + fragment.get().remaining() + " bytes cannot hold "
                    + size(layout, 0));
        }
        var raw = new byte[(int) frameBytes];
        var defect = Rle.unpack(fragment.get(), layout, raw);
        return defect.isPresent()
                ? new Unreadable(defect.get())
                : frame(header, groups, layout.unpacked(), mapping, ByteBuffer.wrap(raw), 0);
    }

    private static Decoding frame(
            DataSet header, Groups groups, Layout layout, Mapping mapping, ByteBuffer raw, int firstBit) {
        var photometric = layout.photometric().orElseThrow();
        var samples = layout.colour()
                ? Colours.grey(raw, layout)
                : new Greys(layout, mapping, padding(header, layout)).grey(raw, firstBit);
        return new Decoded(new Frame(
                layout.rows(),
                layout.columns(),
                samples,
                photometric == Photometric.MONOCHROME1,
                layout.colour() ? Optional.empty() : Presentation.window(groups),
                Presentation.spacing(header, groups)));
    }

    private static Padding padding(DataSet header, Layout layout) {
        return layout.photometric().equals(Optional.of(Photometric.PALETTE_COLOR))
                ? Padding.NONE
                : Padding.of(header, layout);
    }
}
