// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preview;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.PixelData;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.pixel.Colouring;
import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.dicom.pixel.Frame.Window;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.dicom.pixel.Rgb;
import dev.gantry.dicom.spool.ObjectBytes;
import java.util.Optional;

/// A frame of a stored object as a PNG picture that a browser shows at once: no larger than a screen needs, eight bits.
///
/// A frame that is not compressed is read strip by strip, so that what is held in memory does not grow with it. Pure but
/// for the reading of the object's bytes; any thread.
public sealed interface Preview {
    /// Pixels of a frame that is read as a whole: in memory it has about 10 bytes for each.
    long MOST_GREY = 16L << 20;
    /// Likewise, with about 20 bytes for each.
    long MOST_COLOUR = 8L << 20;

    /// @param png     grey or RGB, 8 bits
    /// @param rows    of the frame itself, not of the PNG; boxes are in these
    /// @param columns likewise
    /// @param grey    what was done to the samples; empty for colour
    record Shown(byte[] png, int rows, int columns, Optional<Grey> grey) implements Preview {}

    /// @param low    least sample shown, in modality units
    /// @param high   greatest sample shown
    /// @param window what became black to white
    record Grey(double low, double high, Window window) {}

    /// @param detail why, without patient data
    record Unreadable(String detail) implements Preview {}

    /// One frame, and how it is wanted.
    ///
    /// @param frame  counted from 0
    /// @param window in modality units; empty: the object's own, else from the lowest to the highest sample
    /// @param most   pixels of the PNG's longer side
    record Wanted(int frame, Optional<Window> window, int most) {}

    /// @param place where the pixel data lies in `bytes`
    static Preview of(
            Pixels pixels, DataSet header, TransferSyntax syntax, PixelData place, ObjectBytes bytes, Wanted wanted) {
        var image = pixels.image(header, syntax, place, bytes);
        boolean grey = header.text(Tag.PHOTOMETRIC_INTERPRETATION).orElse("").startsWith("MONOCHROME");
        var strips = Strips.of(header, syntax, place, wanted.frame()).filter(_ -> grey);
        if (strips.isPresent()) {
            var tone = new Tone(image.views(wanted.frame()), wanted.window());
            return inStrips(pixels, syntax, bytes, strips.get(), tone, wanted.most());
        }
        if (pixels(header) > (grey ? MOST_GREY : MOST_COLOUR)) {
            return new Unreadable("%d x %d pixels %s are too many to be read at once; at most %d are".formatted(
                    header.integer(Tag.ROWS).orElse(0), header.integer(Tag.COLUMNS).orElse(0),
                    grey ? "that are compressed" : "in colour", grey ? MOST_GREY : MOST_COLOUR));
        }
        return switch (image.colour(wanted.frame())) {
            case Colouring.Coloured(var rgb) -> colour(rgb, wanted.most());
            case Colouring.Unreadable(var detail) -> new Unreadable(detail);
            case Colouring.Grey() -> whole(image.frame(wanted.frame()),
                    new Tone(image.views(wanted.frame()), wanted.window()), wanted.most());
        };
    }

    /// Of a frame.
    private static long pixels(DataSet header) {
        return header.integer(Tag.ROWS).orElse(0) * (long) header.integer(Tag.COLUMNS).orElse(0);
    }

    private static Preview whole(Decoding decoding, Tone tone, int most) {
        return switch (decoding) {
            case Decoding.Unreadable(var detail) -> new Unreadable(detail);
            case Decoding.Decoded(var frame) -> {
                var small = new Shrinking(frame.rows(), frame.columns(), most);
                small.add(frame.samples(), frame.padding());
                yield shown(small, tone, frame);
            }
        };
    }

    private static Preview inStrips(
            Pixels pixels, TransferSyntax syntax, ObjectBytes bytes, Strips strips, Tone tone, int most) {
        var small = new Shrinking(strips.rows(), strips.columns(), most);
        Frame last = null;
        for (int first = 0; first < strips.rows(); first += strips.height()) {
            var strip = strips.at(first);
            switch (pixels.image(strip.header(), syntax, strip.place(), bytes).frame(0)) {
                case Decoding.Unreadable(var detail) -> {
                    return new Unreadable(detail);
                }
                case Decoding.Decoded(var frame) -> {
                    small.add(frame.samples(), frame.padding());
                    last = frame;
                }
            }
        }
        return shown(small, tone, last);
    }

    private static Preview shown(Shrinking small, Tone tone, Frame like) {
        var means = small.means(like.inverted());
        var window = tone.window(like, small.low(), small.high());
        var greys = tone.greys(means, like.inverted(), window);
        return new Shown(Png.grey(small.outRows(), small.outColumns(), greys), small.rows(), small.columns(),
                Optional.of(new Grey(small.low(), small.high(), window)));
    }

    private static Preview colour(Rgb rgb, int most) {
        var planes = new byte[3][];
        var small = new Shrinking(rgb.rows(), rgb.columns(), most);
        float white = (1 << rgb.bits()) - 1;
        for (int c = 0; c < 3; c++) {
            small = new Shrinking(rgb.rows(), rgb.columns(), most);
            var row = new float[rgb.columns()];
            for (int i = c; i < rgb.samples().length;) {
                for (int x = 0; x < row.length; x++, i += 3) {
                    row[x] = (rgb.samples()[i] & 0xFFFF) * 255 / white;
                }
                small.add(row, Optional.empty());
            }
            planes[c] = Tone.bytes(small.means(false));
        }
        return new Shown(Png.colour(small.outRows(), small.outColumns(), planes), rgb.rows(), rgb.columns(),
                Optional.empty());
    }
}
