// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetParser;
import dev.gantry.dicom.data.Parsed;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.MessageBody;
import dev.gantry.dicom.frame.FrameDecoder;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.UndecodableFrame;
import dev.gantry.dicom.pdu.Decoded;
import dev.gantry.dicom.pdu.Pdu;
import dev.gantry.dicom.pdu.PduCodec;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.dicom.spool.ObjectBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Everything that reads bytes of strangers.
final class Targets {
    private static final long KB = 1024;
    private static final long MB = 1024 * KB;
    private static final TransferSyntax[] SYNTAXES = TransferSyntax.values();
    private static final Path FILE = file();

    /// A PDV of 6 bytes costs its record and a view, some 200 bytes.
    static final Target PDU = new Target(Targets::pdus, 256 * KB, 128);
    /// An element of 8 bytes costs some 200 in each of two readings; one value of 64 KB may be announced and not come.
    static final Target DATA_SET = new Target(Targets::dataSet, 2 * MB, 128);
    /// 16 bytes may be 16 KB of elements, up to the parser's limits of 4 MiB of values and 100 000 elements; three times.
    static final Target DEFLATED = new Target(Targets::deflated, 128 * MB, 2 * KB);
    /// Two buffers of 256 KB, and what is read of the pixel data.
    static final Target PART_10 = new Target(Targets::part10, 4 * MB, 128);
    static final Target MESSAGE = new Target(new MessageBody()::run, MB, 128);
    /// A byte of 8 one-bit samples becomes 32 bytes of floats; packed by RLE, 2 bytes become 128 samples.
    static final Target PIXELS = new Target(Targets::pixels, 8 * MB, 2 * KB);

    /// By the name of the folder with the kept inputs.
    static final Map<String, Target> ALL = Map.of(
            "Pdu", PDU, "DataSet", DATA_SET, "Deflated", DEFLATED, "Part10", PART_10, "Message", MESSAGE, "Pixels", PIXELS);

    private Targets() {}

    /// Reads PDU after PDU; what was read is the same after writing and reading it again.
    private static void pdus(byte[] input) {
        var codec = new PduCodec(16_384);
        var in = Unpooled.wrappedBuffer(input);
        while (codec.decode(in) instanceof Decoded.Complete(var pdu, int used)) {
            assertThat(used).isBetween(PduCodec.HEADER_BYTES, in.readableBytes());
            in.skipBytes(used);
            if (used < 0xFFFF) { // longer ones may have items that do not fit into one when put together
                assertThat(reread(codec, pdu)).isEqualTo(pdu);
            }
        }
        if (codec.decode(in) instanceof Decoded.Malformed(_, var detail)) {
            assertThat(detail).matches("[ -~]{1,200}");
        }
    }

    private static Pdu reread(PduCodec codec, Pdu pdu) {
        ByteBuf out = Unpooled.buffer();
        PduCodec.encode(pdu, out);
        return ((Decoded.Complete) codec.decode(out)).pdu();
    }

    /// The first byte chooses the transfer syntax, the second how the rest is cut into pieces: which must make no
    /// difference.
    private static void dataSet(byte[] input) {
        if (input.length < 2 || syntax(input[0]).deflated()) {
            return;
        }
        var whole = parse(syntax(input[0]), input, Integer.MAX_VALUE);
        var pieces = parse(syntax(input[0]), input, 1 + (input[1] & 0xFF));
        assertThat(pieces.getClass()).isEqualTo(whole.getClass());
        assertThat(pieces.pixels()).isEqualTo(whole.pixels());
        assertThat(values(pieces.header())).isEqualTo(values(whole.header()));
    }

    /// As above, without a choice of syntax; but how much zlib gives before the place where its stream is damaged depends
    /// on the pieces. Then as a file.
    private static void deflated(byte[] input) throws IOException {
        if (input.length < 2) {
            return;
        }
        var syntax = TransferSyntax.DEFLATED_EXPLICIT_LITTLE_ENDIAN;
        var whole = parse(syntax, input, Integer.MAX_VALUE);
        var pieces = parse(syntax, input, 1 + (input[1] & 0xFF));
        assertThat(pieces.getClass()).isEqualTo(whole.getClass());
        int values = values(whole.header());
        if (whole instanceof Parsed.Whole) {
            assertThat(pieces.pixels()).isEqualTo(whole.pixels());
            assertThat(values(pieces.header())).isEqualTo(values);
        }
        if (whole.pixels().isPresent()) {
            var place = whole.pixels().get();
            in(input, file -> read(new Part10.Opened(file, whole.header(), syntax.uid(), 2, input.length - 2),
                    place.offset(), place.length()));
        }
    }

    private static Parsed parse(TransferSyntax syntax, byte[] input, int piece) {
        var parser = new DataSetParser(syntax);
        for (int at = 2; at < input.length;) {
            int length = Math.min(piece, input.length - at);
            parser.feed(ByteBuffer.wrap(input, at, length));
            parser.header();
            at += length;
        }
        return parser.finish();
    }

    /// Interprets every value in every way there is; gives their number.
    private static int values(DataSet set) {
        int values = 0;
        for (var element : set.elements()) {
            values += 1 + set.texts(element.tag()).size() + set.decimals(element.tag()).size()
                    + (set.integer(element.tag()).isPresent() ? 1 : 0);
            for (var item : set.items(element.tag())) {
                values += values(item);
            }
        }
        return values;
    }

    private static void part10(byte[] input) throws IOException {
        in(input, file -> {
            if (Part10.open(file) instanceof Part10.Opened opened
                    && !opened.transferSyntax().map(TransferSyntax::deflated).orElse(false)) {
                opened.header();
                opened.parse().pixels().ifPresent(place -> read(opened, place.offset(), place.length()));
            }
        });
    }

    private interface Reader {
        void read(Path file) throws IOException;
    }

    private static void in(byte[] input, Reader reader) throws IOException {
        Files.write(FILE, input);
        reader.read(FILE);
    }

    /// One for all inputs, in memory where there is such a place: making and deleting one for each is most of the work.
    private static Path file() {
        try {
            var memory = Path.of("/dev/shm");
            var file = Files.isWritable(memory) ? Files.createTempFile(memory, "gantry-fuzz", ".dcm")
                    : Files.createTempFile("gantry-fuzz", ".dcm");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A file that ends before its pixel data does is an [IOException]: declared.
    private static void read(Part10.Opened opened, long offset, long length) {
        try {
            opened.read(offset, (int) Math.min(Math.max(0, length), MB));
        } catch (IOException _) {
            // as declared
        }
    }

    /// A whole object: the first byte chooses the transfer syntax, the second the frame.
    private static void pixels(byte[] input) {
        if (input.length < 2) {
            return;
        }
        var syntax = syntax(input[0]);
        if (syntax.deflated()) {
            return; // its parsing is the business of another target; its pixels are those of the other native ones
        }
        var parsed = parse(syntax, input, Integer.MAX_VALUE);
        Pixels.java().frame(parsed.header(), syntax, parsed.pixels(), from(input, 2), input[1] & 3);
    }

    private static ObjectBytes from(byte[] input, int start) {
        return (offset, length) -> {
            if (offset < 0 || length < 0 || offset > input.length - start - length) {
                throw new EOFException("the object ends");
            }
            return ByteBuffer.wrap(input, start + (int) offset, length).slice();
        };
    }

    /// One frame for a decoder: eight bytes of shape, then the bit stream.
    ///
    /// What it may allocate: the samples that the shape expects, once as the decoder's and once as its scratch, and what the
    /// target allows besides.
    static Target frames(FrameDecoder decoder, TransferSyntax syntax) {
        return new Target(input -> frame(decoder, syntax, input), 64 * MB, KB);
    }

    private static void frame(FrameDecoder decoder, TransferSyntax syntax, byte[] input) {
        if (input.length < 8) {
            return;
        }
        int allocated = 8 << (input[5] & 1);
        var shape = new FrameShape(1 + (input[0] & 0xFF) + ((input[1] & 7) << 8), 1 + (input[2] & 0xFF)
                + ((input[3] & 7) << 8), (input[4] & 1) == 0 ? 1 : 3, allocated, 1 + (input[6] & 0xFF) % allocated,
                (input[7] & 1) == 1);
        try {
            var raw = decoder.decode(syntax, ByteBuffer.wrap(input, 8, input.length - 8), shape);
            assertThat((long) raw.samples().length).isEqualTo(raw.shape().bytes());
            assertThat(raw.shape().rows()).isEqualTo(shape.rows());
            assertThat(raw.shape().columns()).isEqualTo(shape.columns());
        } catch (UndecodableFrame undecodable) {
            assertThat(undecodable.getMessage()).isNotBlank();
        }
    }

    private static TransferSyntax syntax(byte choice) {
        return SYNTAXES[(choice & 0xFF) % SYNTAXES.length];
    }

    /// The kept inputs of a target, by file name.
    static Map<String, byte[]> kept(String target) {
        var folder = Path.of("src", "test", "resources", "dev", "gantry", "fuzz", target + "FuzzTestInputs", "fuzz");
        try (var files = Files.list(folder)) {
            var kept = new java.util.TreeMap<String, byte[]>();
            for (var file : files.toList()) {
                kept.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
            return kept;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
