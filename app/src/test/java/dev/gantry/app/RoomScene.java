// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.app.Hospital.Message;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Parsed;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// What the tests of the room page share: settings of a live site, and drawn pictures that pass for a patient's.
final class RoomScene {
    static final String SETTINGS = """
            mode: live
            web: {port: 0}
            room: {identity: accession, receiver: ris}
            alerts:
              receivers: [{name: ris, roles: [radiologist, technologist]}]
              severities: [urgent]
              escalation:
                - {after: 1s, step: degraded}
            """;

    private RoomScene() {}

    /// A drawn picture of the demo as an exam of its own, without its mark of a test and its date: old pictures alert nobody.
    static Path real(Path folder, String phantom, String accession) throws IOException {
        return real(folder, Path.of("src/demo/studies/" + phantom + ".dcm"), accession);
    }

    static Path real(Path folder, Path drawn, String accession) throws IOException {
        var file = (Part10.Opened) Part10.open(drawn);
        var parsed = (Parsed.Whole) file.parse();
        var place = parsed.pixels().orElseThrow();
        var pixels = new byte[(int) place.length()];
        file.read(place.offset(), pixels.length).get(pixels);
        var dataSet = new DataSetBuilder().all(parsed.header())
                .put(Tag.SOP_INSTANCE_UID, CrObject.uid("instance", accession))
                .put(Tag.STUDY_INSTANCE_UID, CrObject.uid("study", accession))
                .put(Tag.QUALITY_CONTROL_IMAGE, "NO")
                .put(Tag.ACCESSION_NUMBER, accession)
                .put(Tag.ACQUISITION_DATE, "").put(Tag.CONTENT_DATE, "").put(Tag.ACQUISITION_DATE_TIME, "")
                .bulk(Tag.PIXEL_DATA, Vr.OW, pixels).build();
        try (var out = Files.newOutputStream(folder.resolve(accession + ".dcm"))) {
            out.write(Part10.header(dataSet.text(Tag.SOP_CLASS_UID).orElseThrow(), CrObject.uid("instance", accession),
                    TransferSyntax.EXPLICIT_LITTLE_ENDIAN, ""));
            out.write(new DataSetBuilder().all(dataSet).encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN));
        }
        return folder.resolve(accession + ".dcm");
    }

    /// The newest model that says which pixels are a tumour, as the only one, and answering though nobody chose it.
    static Path segmentation(Path folder) throws IOException {
        var packages = Site.MODELS.resolve("brain-mr-segmentation");
        assumeTrue(Files.isDirectory(packages), "no package of brain-mr-segmentation lies in models/");
        try (var versions = Files.list(packages)) {
            var newest = versions.max(Comparator.naturalOrder()).orElseThrow();
            var copy = folder.resolve("models/brain-mr-segmentation").resolve(newest.getFileName());
            Files.createDirectories(copy.resolve("golden"));
            for (var inside : List.of(newest, newest.resolve("golden"))) {
                try (var files = Files.list(inside)) {
                    for (var file : files.filter(Files::isRegularFile).toList()) {
                        Files.copy(file, copy.resolve(newest.relativize(file)));
                    }
                }
            }
            var manifest = copy.resolve("manifest.yaml");
            Files.writeString(manifest, Files.readString(manifest).replace("answers: when-chosen", "answers: always"));
            return copy;
        }
    }

    static boolean status(Message message) {
        return message.topic().endsWith("/status");
    }

    static boolean unanswered(Message message) {
        return status(message) && message.payload().path("reasons").toString().contains("unanswered");
    }

    static Message awaited(Hospital hospital, Predicate<Message> wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (hospital.messages().stream().noneMatch(wanted) && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return hospital.messages().stream().filter(wanted).findFirst().orElseThrow(() ->
                new AssertionError("it did not come; what came: " + hospital.messages()));
    }
}
