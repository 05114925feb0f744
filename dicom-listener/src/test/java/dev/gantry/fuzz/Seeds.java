// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.fuzz;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import dev.gantry.dicom.dimse.MessageBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Well-formed inputs that the fuzzer starts from.
final class Seeds {
    private static final String CT = "1.2.840.10008.5.1.4.1.1.2";
    private static final List<TransferSyntax> NATIVE = List.of(TransferSyntax.IMPLICIT_LITTLE_ENDIAN,
            TransferSyntax.EXPLICIT_LITTLE_ENDIAN, TransferSyntax.EXPLICIT_BIG_ENDIAN,
            TransferSyntax.DEFLATED_EXPLICIT_LITTLE_ENDIAN);

    private Seeds() {}

    static Stream<byte[]> of(String target) {
        return Stream.concat(Targets.kept(target).values().stream(), switch (target) {
            case "Pdu" -> Stream.of("abort", "associate-ac", "associate-rj", "associate-rq-everything", "associate-rq-odd",
                    "p-data", "release-rp", "release-rq").map(Seeds::pdu);
            case "DataSet" -> NATIVE.stream().map(syntax -> chosen(syntax, 7, objects().getFirst().encode(syntax)));
            case "Deflated" -> Stream.of(chosen(TransferSyntax.DEFLATED_EXPLICIT_LITTLE_ENDIAN, 7,
                    objects().getFirst().encode(TransferSyntax.DEFLATED_EXPLICIT_LITTLE_ENDIAN)));
            case "Part10" -> NATIVE.stream().map(Seeds::file);
            case "Message" -> MessageBody.seeds();
            case "Pixels" -> Stream.concat(objects().stream().map(object ->
                    chosen(TransferSyntax.EXPLICIT_LITTLE_ENDIAN, 0,
                            object.encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN))),
                    Stream.of(chosen(TransferSyntax.RLE_LOSSLESS, 0, packed())));
            default -> throw new IllegalArgumentException("no target " + target);
        });
    }

    private static byte[] pdu(String name) {
        try (var in = Seeds.class.getResourceAsStream("/pdu/" + name + ".hex")) {
            return HexFormat.of().parseHex(
                    new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("#.*|\\s", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] chosen(TransferSyntax syntax, int second, byte[] set) {
        return joined(new byte[] {(byte) syntax.ordinal(), (byte) second}, set);
    }

    private static byte[] file(TransferSyntax syntax) {
        return joined(Part10.header(CT, "1.2.3", syntax, "CT01"), objects().getFirst().encode(syntax));
    }

    private static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static List<DataSetBuilder> objects() {
        var objects = new ArrayList<DataSetBuilder>();
        objects.add(image("MONOCHROME2", 1, 16, 12)
                .put(Tag.SPECIFIC_CHARACTER_SET, "ISO 2022 IR 87")
                .put(Tag.PIXEL_SPACING, "0.5", "0.5")
                .sequence(0x0040_0275, new DataSet(new DataSetBuilder().put(Tag.MODALITY, "CT").build().elements())));
        objects.add(image("MONOCHROME1", 1, 8, 8).us(Tag.PIXEL_PADDING_VALUE, 3));
        objects.add(image("MONOCHROME2", 1, 1, 1));
        objects.add(image("MONOCHROME2", 1, 32, 32));
        objects.add(image("RGB", 3, 8, 8).us(Tag.PLANAR_CONFIGURATION, 1));
        objects.add(image("YBR_FULL_422", 3, 8, 8));
        objects.add(image("PALETTE COLOR", 1, 8, 8)
                .us(0x0028_1101, 4, 0, 8).us(0x0028_1102, 4, 0, 8).us(0x0028_1103, 4, 0, 8)
                .bulk(0x0028_1201, Vr.OW, new byte[8]).bulk(0x0028_1202, Vr.OW, new byte[8])
                .bulk(0x0028_1203, Vr.OW, new byte[8]));
        objects.add(image("MONOCHROME2", 1, 16, 16)
                .sequence(0x0028_3000, new DataSetBuilder().us(0x0028_3002, 4, 0, 16)
                        .bulk(0x0028_3006, Vr.OW, new byte[8]).build()));
        return objects;
    }

    /// 2 rows of 4 pixels.
    private static DataSetBuilder image(String photometric, int samples, int allocated, int stored) {
        return new DataSetBuilder()
                .us(Tag.SAMPLES_PER_PIXEL, samples)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, photometric)
                .us(Tag.ROWS, 2)
                .us(Tag.COLUMNS, 4)
                .us(Tag.BITS_ALLOCATED, allocated)
                .us(Tag.BITS_STORED, stored)
                .us(Tag.HIGH_BIT, stored - 1)
                .us(Tag.PIXEL_REPRESENTATION, 0)
                .bulk(Tag.PIXEL_DATA, Vr.OW, new byte[Math.max(2, 8 * samples * allocated / 8)]);
    }

    /// Two segments of 4 equal bytes (PS3.5 G), one frame without an offset table.
    private static byte[] packed() {
        var header = new DataSetBuilder().all(image("MONOCHROME2", 1, 16, 16).build());
        var set = header.encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
        var frame = new byte[64 + 4];
        frame[0] = 2;
        frame[4] = 64;
        frame[8] = 66;
        System.arraycopy(new byte[] {-7, 1, -7, 2}, 0, frame, 64, 4);
        return joined(java.util.Arrays.copyOf(set, set.length - 16 - 12),
                HexFormat.of().parseHex("e07f1000" + "4f420000" + "ffffffff" + "feff00e0" + "00000000" + "feff00e0"
                        + "44000000"), frame, HexFormat.of().parseHex("feffdde000000000"));
    }
}
