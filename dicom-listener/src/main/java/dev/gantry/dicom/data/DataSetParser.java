// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import dev.gantry.dicom.data.ElementHeader.Encoding;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Parses one data set while it arrives (PS3.5 7), in pieces of any size down to one byte.
///
/// Values of at most 128 KiB are kept, 4 MiB and 100 000 elements in all; what is longer or beyond is passed
/// over and counted, so no claimed length allocates more. Pixel data (of the outermost level) is never kept:
/// its place is told by [PixelData]. No input makes it throw. Confined to one thread; nothing here blocks.
///
/// A deflated set (PS3.5 A.5) is inflated on the way; all offsets are then of the inflated set.
public final class DataSetParser {
    /// A set that inflates to more is refused; a piece of 16 KiB then costs at most 16 MiB of inflating.
    static final long MAX_INFLATED_BYTES = 1L << 30;

    private static final int CHUNK_BYTES = 32 * 1024;

    private final ElementStream stream;
    private final Optional<Inflation> inflation;
    private boolean finished;

    public DataSetParser(TransferSyntax syntax) {
        this(syntax, MAX_INFLATED_BYTES);
    }

    DataSetParser(TransferSyntax syntax, long maxInflatedBytes) {
        stream = new ElementStream(Encoding.of(syntax));
        inflation = syntax.deflated() ? Optional.of(new Inflation(maxInflatedBytes)) : Optional.empty();
    }

    /// Takes the next piece: the bytes between position and limit, which both stay as they are. The bytes are
    /// the caller's again when this returns. After a fault further pieces are ignored.
    public void feed(ByteBuffer fragment) {
        if (finished) {
            throw new IllegalStateException("the data set is finished");
        }
        var view = fragment.slice();
        inflation.ifPresentOrElse(it -> it.feed(view, stream), () -> stream.feed(view));
    }

    /// The elements up to group 0028, as soon as pixel data or any later group begins; all of them after
    /// [#finish].
    public Optional<DataSet> header() {
        return stream.header();
    }

    /// Where the pixel data lies, as soon as it begins. Its length is what it claims, not what has arrived.
    public Optional<PixelData> pixels() {
        return stream.pixels();
    }

    /// Values and items that were not kept because of the limits above, so far.
    public int leftOut() {
        return stream.leftOut();
    }

    /// No further byte comes. To be called once.
    public Parsed finish() {
        if (finished) {
            throw new IllegalStateException("the data set is finished");
        }
        finished = true;
        boolean cutOff = inflation.map(Inflation::finish).orElse(false);
        return switch (stream.finish()) {
            case Parsed.Whole(var header, var pixels) when cutOff ->
                new Parsed.Truncated(header, pixels, "the deflated data ended early");
            case Parsed parsed -> parsed;
        };
    }

    /// The inflating front of a deflated set.
    private static final class Inflation {
        private final Inflater inflater = new Inflater(true);
        private final byte[] chunk = new byte[CHUNK_BYTES];
        private final long maxBytes;
        private boolean ended;

        Inflation(long maxBytes) {
            this.maxBytes = maxBytes;
        }

        /// What follows the end of the deflated data is its padding to an even length (PS3.5 A.5).
        void feed(ByteBuffer in, ElementStream out) {
            if (ended || inflater.finished()) {
                return;
            }
            try {
                inflater.setInput(in);
                int n;
                while (!out.stopped() && (n = inflater.inflate(chunk)) > 0) {
                    out.feed(ByteBuffer.wrap(chunk, 0, n));
                    if (inflater.getBytesWritten() > maxBytes) {
                        out.stop(out.at(), "inflates to more than " + maxBytes + " bytes");
                    }
                }
                if (inflater.needsDictionary()) {
                    out.stop(out.at(), "deflated with a dictionary");
                }
            } catch (DataFormatException e) {
                out.stop(out.at(), "not deflated data: " + e.getMessage());
            }
            if (out.stopped()) {
                end();
            }
        }

        /// Whether the deflated data was cut off.
        boolean finish() {
            boolean cutOff = !ended && !inflater.finished();
            end();
            return cutOff;
        }

        private void end() {
            ended = true;
            inflater.end();
        }
    }
}
