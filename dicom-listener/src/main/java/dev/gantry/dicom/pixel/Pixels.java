// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.PixelData;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.pixel.Decoding.Unreadable;
import dev.gantry.dicom.spool.ObjectBytes;
import java.util.Optional;

/// Makes frames of stored objects, of every transfer syntax that [Decoders] decodes and of all that are not
/// compressed.
///
/// - Grey samples of 1, 8, 16 or 32 bits, float or double, come in modality units (PS3.3 C.11.1): modality
///   table, else rescale slope and intercept, else as stored. Bits outside bits stored are masked off.
/// - RGB, YBR and PALETTE COLOR come as luma (PS3.3 C.7.6.3.1.2), in the unit of samples or palette; as RGB from
///   [Image#colour].
/// - Pixel padding (PS3.3 C.7.5.1.1.2), and float samples that are no finite number, are filled with the
///   darkest of the other samples: the least, or for MONOCHROME1, where low is white, the greatest.
///
/// Any thread; the object's bytes are read on the caller's. Bad input ends in [Unreadable], never in an
/// exception, and nothing is allocated for pixels that the pixel data does not claim to have.
public final class Pixels {
    private static final Pixels JAVA = new Pixels(Decoders.java());
    /// What a decoder holds, the frame as float, and as much for whatever else is under way.
    private static final long HEAP_BYTES_FOR_A_SAMPLE = 16;

    private final Decoders decoders;

    public Pixels(Decoders decoders) {
        this.decoders = decoders;
    }

    /// Without native codecs.
    public static Pixels java() {
        return JAVA;
    }

    /// Why no frame is made of such an object for a model: it has more samples than 2^27, or than fit sixteen times into
    /// the heap as bytes. In words, with both figures.
    public static Optional<String> tooLarge(DataSet header) {
        return tooLarge(header, Runtime.getRuntime().maxMemory());
    }

    static Optional<String> tooLarge(DataSet header, long heapBytes) {
        long rows = header.integer(Tag.ROWS).orElse(0);
        long columns = header.integer(Tag.COLUMNS).orElse(0);
        long samples = rows * columns * header.integer(Tag.SAMPLES_PER_PIXEL).orElse(1);
        long most = heapBytes / HEAP_BYTES_FOR_A_SAMPLE;
        return Layout.excess(rows, columns).or(() -> Optional.of("%d x %d has %d samples; with a heap of %d MiB at most %d"
                        .formatted(rows, columns, samples, heapBytes >> 20, most))
                .filter(_ -> samples > most));
    }

    /// The first frame.
    public Decoding first(DataSet header, TransferSyntax syntax, Optional<PixelData> pixels, ObjectBytes bytes) {
        return frame(header, syntax, pixels, bytes, 0);
    }

    /// @param frame counted from 0
    public Decoding frame(
            DataSet header, TransferSyntax syntax, Optional<PixelData> pixels, ObjectBytes bytes, int frame) {
        return pixels.isEmpty()
                ? new Unreadable("the object has no pixel data")
                : image(header, syntax, pixels.get(), bytes).frame(frame);
    }

    /// All frames, for those who want several.
    public Image image(DataSet header, TransferSyntax syntax, PixelData pixels, ObjectBytes bytes) {
        return new Image(decoders, header, syntax, pixels, bytes);
    }
}
