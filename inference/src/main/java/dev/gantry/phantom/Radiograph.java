// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.phantom;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import dev.gantry.model.AppliesTo;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/// A [Film] as a DICOM object (CR Image, PS3.3 A.2), marked as synthetic: quality control, and nobody's.
///
/// @param header all but the pixel data
/// @param pixels the value of (7FE0,0010): 16 bits each, little endian
public record Radiograph(DataSet header, byte[] pixels) {
    private static final String CR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.1";
    private static final int SERIES_DESCRIPTION = 0x0008_103E;
    private static final int MANUFACTURER_MODEL_NAME = 0x0008_1090;
    private static final int STUDY_ID = 0x0020_0010;
    private static final int REFERRING_PHYSICIAN = 0x0008_0090;
    private static final int BURNED_IN_ANNOTATION = 0x0028_0301;
    private static final int UID_BYTES = 15;
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMdd");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss");

    /// The same film and age give the same UIDs.
    ///
    /// @param exams what the header says of the exam: the first modality, body part and view
    /// @param age   of the patient that there is not, as in the VR AS: `003Y`
    /// @param taken local time
    public static Radiograph of(Film film, AppliesTo exams, String age, LocalDateTime taken) {
        var name = "gantry phantom/" + film.by() + "/" + film.kind() + "/" + film.seed() + "/" + age;
        var made = new DataSetBuilder()
                .put(Tag.SPECIFIC_CHARACTER_SET, "ISO_IR 100").put(Tag.IMAGE_TYPE, "ORIGINAL", "PRIMARY")
                .put(Tag.SOP_CLASS_UID, CR_IMAGE_STORAGE).put(Tag.SOP_INSTANCE_UID, uid(name, "instance"))
                .put(Tag.STUDY_INSTANCE_UID, uid(name, "study")).put(Tag.SERIES_INSTANCE_UID, uid(name, "series"));
        for (int date : new int[] {Tag.STUDY_DATE, Tag.SERIES_DATE, Tag.ACQUISITION_DATE, Tag.CONTENT_DATE}) {
            made.put(date, DATE.format(taken));
        }
        for (int time : new int[] {Tag.STUDY_TIME, Tag.SERIES_TIME, Tag.ACQUISITION_TIME, Tag.CONTENT_TIME}) {
            made.put(time, TIME.format(taken));
        }
        made.put(Tag.ACCESSION_NUMBER, "PHANTOM%06d".formatted(Math.floorMod(film.seed(), 1_000_000L)))
                .put(Tag.MODALITY, exams.modality().getFirst()).put(Tag.MANUFACTURER, "Gantry")
                .text(MANUFACTURER_MODEL_NAME, Vr.LO, film.by().toString())
                .text(REFERRING_PHYSICIAN, Vr.PN, "")
                .text(SERIES_DESCRIPTION, Vr.LO,
                        "Synthetic, " + film.kind() + ", seed " + film.seed() + ", shows no person")
                .put(Tag.PATIENT_NAME, "PHANTOM^SYNTHETIC").put(Tag.PATIENT_ID, "PHANTOM")
                .put(Tag.PATIENT_BIRTH_DATE, "").put(Tag.PATIENT_SEX, "O").put(Tag.PATIENT_AGE, age)
                .put(Tag.BODY_PART_EXAMINED, exams.bodyPart().getFirst())
                .put(Tag.VIEW_POSITION, exams.view().getFirst())
                .text(STUDY_ID, Vr.SH, "1").put(Tag.SERIES_NUMBER, "1").put(Tag.INSTANCE_NUMBER, "1");
        return new Radiograph(picture(made, film).build(), bytes(film));
    }

    private static DataSetBuilder picture(DataSetBuilder made, Film film) {
        int white = (1 << Film.BITS) - 1;
        return made.us(Tag.SAMPLES_PER_PIXEL, 1).put(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .us(Tag.ROWS, film.rows()).us(Tag.COLUMNS, film.columns())
                .us(Tag.BITS_ALLOCATED, Short.SIZE).us(Tag.BITS_STORED, Film.BITS).us(Tag.HIGH_BIT, Film.BITS - 1)
                .us(Tag.PIXEL_REPRESENTATION, 0)
                .text(BURNED_IN_ANNOTATION, Vr.CS, "NO").put(Tag.QUALITY_CONTROL_IMAGE, "YES")
                .put(Tag.WINDOW_CENTER, String.valueOf((white + 1) / 2))
                .put(Tag.WINDOW_WIDTH, String.valueOf(white + 1))
                .put(Tag.RESCALE_INTERCEPT, "0").put(Tag.RESCALE_SLOPE, "1");
    }

    private static byte[] bytes(Film film) {
        var bytes = ByteBuffer.allocate(film.samples().length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(film.samples());
        return bytes.array();
    }

    /// Writes it as a DICOM file (PS3.10).
    public void write(Path file) throws IOException {
        var syntax = TransferSyntax.EXPLICIT_LITTLE_ENDIAN;
        var instance = header.text(Tag.SOP_INSTANCE_UID).orElseThrow();
        var dataSet = new DataSetBuilder().all(header).bulk(Tag.PIXEL_DATA, Vr.OW, pixels).encode(syntax);
        try (var out = Files.newOutputStream(file)) {
            out.write(Part10.header(CR_IMAGE_STORAGE, instance, syntax, ""));
            out.write(dataSet);
        }
    }

    /// Under the root that needs no registration (PS3.5 B.2).
    private static String uid(String name, String what) {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest((name + "/" + what).getBytes(StandardCharsets.UTF_8));
            return "2.25." + new BigInteger(1, Arrays.copyOf(digest, UID_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }
}
