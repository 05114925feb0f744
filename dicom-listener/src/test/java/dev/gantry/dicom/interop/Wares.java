// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Judge;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import dev.gantry.dicom.dimse.DimseTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/// What is sent: objects of our own making in many transfer syntaxes, and those of other projects.
final class Wares {
    private static final String CT = "1.2.840.10008.5.1.4.1.1.2";
    private static final int SIDE = 64;
    /// Beyond it a test only waits.
    private static final long LARGEST_BYTES = 1_300_000;
    /// Of the files of others: at most so many of one transfer syntax.
    private static final int OF_EACH = 4;

    /// Without the names of input and output. `dcmcjpeg +un` would not be needed: lossy ones get a UID of their own.
    private static final List<String> ENCODERS = List.of(
            "dcmcjpeg +eb", "dcmcjpeg +ee", "dcmcjpeg +el +sv 6", "dcmcjpeg +e1", "dcmcjpls +el", "dcmcjpls +en",
            "dcmcrle", "gdcmconv --j2k", "gdcmconv --j2k --lossy -r 10", "dcmconv +td", "dcmconv +tb", "dcmconv +ti",
            "dcmconv +te +g +e +p 512 128", "dcmconv +ti -e");

    private Wares() {}

    /// Nested sequences, text that is not ASCII, private elements, odd lengths made even.
    static List<Ware> own(Path folder) throws Exception {
        var wares = new ArrayList<Ware>();
        for (int i = 0; i < ENCODERS.size(); i++) {
            var encoder = ENCODERS.get(i);
            var plain = folder.resolve("plain-" + i + ".dcm");
            write(plain, "1.2.826.0.1.3680043.10.2." + (i + 1), encoder.contains("+eb") ? 8 : 12);
            var made = folder.resolve("own-" + i + ".dcm");
            var words = new ArrayList<>(List.of(encoder.split(" ")));
            words.addAll(List.of(plain.toString(), made.toString()));
            var run = Programs.run(words, Map.of());
            assertThat(run.exit()).as("%s: %s", encoder, run.output()).isZero();
            wares.add(Ware.of(made).orElseThrow());
        }
        return wares;
    }

    private static void write(Path file, String instance, int bits) throws IOException {
        var random = new Random(instance.hashCode());
        var pixels = new byte[SIDE * SIDE * (bits > 8 ? 2 : 1)];
        random.nextBytes(pixels);
        for (int i = 1; bits > 8 && i < pixels.length; i += 2) {
            pixels[i] &= (byte) ((1 << bits - 8) - 1); // nothing above the stored bits
        }
        var code = new DataSetBuilder().put(Tag.CODE_VALUE, "T-D1100").put(Tag.CODING_SCHEME_DESIGNATOR, "SRT")
                .put(Tag.CODE_MEANING, "Kopf und Hals").build();
        var object = new DataSetBuilder()
                .put(Tag.SPECIFIC_CHARACTER_SET, "ISO_IR 100")
                .put(Tag.SOP_CLASS_UID, CT).put(Tag.SOP_INSTANCE_UID, instance)
                .put(Tag.STUDY_INSTANCE_UID, "1.2.826.0.1.3680043.10.3.1")
                .put(Tag.SERIES_INSTANCE_UID, "1.2.826.0.1.3680043.10.3.2")
                .put(Tag.MODALITY, "CT").put(Tag.PATIENT_NAME, "Jürgensen^Nemo").put(Tag.PATIENT_ID, "N0")
                .sequence(Tag.PERFORMED_SERIES_SEQUENCE, nested(code, 3), nested(code, 1))
                .text(0x00090010, Vr.LO, "GANTRY TEST").text(0x00091001, Vr.LT, "odd")
                .bulk(0x00091002, Vr.OB, new byte[] {1, 2, 3, 4})
                .us(Tag.SAMPLES_PER_PIXEL, 1).put(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .us(Tag.ROWS, SIDE).us(Tag.COLUMNS, SIDE)
                .us(Tag.BITS_ALLOCATED, bits > 8 ? 16 : 8).us(Tag.BITS_STORED, bits).us(Tag.HIGH_BIT, bits - 1)
                .us(Tag.PIXEL_REPRESENTATION, 0)
                .bulk(Tag.PIXEL_DATA, bits > 8 ? Vr.OW : Vr.OB, pixels);
        try (var out = Files.newOutputStream(file)) {
            out.write(Part10.header(CT, instance, TransferSyntax.EXPLICIT_LITTLE_ENDIAN, ""));
            out.write(object.encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN));
        }
    }

    private static DataSet nested(DataSet code, int depth) {
        var set = new DataSetBuilder().put(Tag.SERIES_INSTANCE_UID, "1.2." + depth);
        return (depth == 0 ? set.sequence(Tag.PERFORMED_SERIES_SEQUENCE)
                : set.sequence(Tag.PERFORMED_SERIES_SEQUENCE, code, nested(code, depth - 1))).build();
    }

    /// Of Debian's python3-pydicom and, where they lie, of shared/dicom.
    ///
    /// @param all not only a few of each transfer syntax and class, and those that are about no patient too
    static List<Ware> ofOthers(boolean all) throws IOException {
        var wares = new ArrayList<Ware>();
        var taken = new HashSet<String>();
        var kinds = new HashMap<String, Integer>();
        var files = Stream.concat(Judge.debian().stream(), Judge.shared().stream()).toList();
        var names = new HashSet<String>();
        for (var file : files) {
            if (!all && (Files.size(file) > LARGEST_BYTES || !names.add(file.getFileName().toString()))) {
                continue;
            }
            Ware.of(file).filter(ware -> all || !taken.contains(ware.sopInstanceUid()))
                    .filter(ware -> all || DimseTables.storageClasses().containsKey(ware.sopClassUid()))
                    .filter(ware -> all || kinds.merge(ware.transferSyntaxUid(), 1, Integer::sum) <= OF_EACH
                            || kinds.merge(ware.sopClassUid(), 1, Integer::sum) == 1)
                    .ifPresent(ware -> {
                        taken.add(ware.sopInstanceUid());
                        wares.add(ware);
                    });
        }
        return wares;
    }

    /// In lots that hold no instance twice: who keeps objects by their SOP Instance UID has but one of each.
    static List<List<Ware>> lots(List<Ware> wares) {
        var lots = new ArrayList<List<Ware>>();
        var counts = new HashMap<String, Integer>();
        for (var ware : wares) {
            int lot = counts.merge(ware.sopInstanceUid(), 1, Integer::sum) - 1;
            if (lot == lots.size()) {
                lots.add(new ArrayList<>());
            }
            lots.get(lot).add(ware);
        }
        return lots;
    }
}
