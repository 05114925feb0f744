// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preview;

import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Parsed;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.preview.Preview.Shown;
import dev.gantry.preview.Preview.Wanted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Prints how long a preview of a film takes, from the file in the spool to the PNG;
/// `mvn -pl app -am test -Dtest=PreviewBench -Dsurefire.failIfNoSpecifiedTests=false -Dgantry.tier=4`.
class PreviewBench {
    private static final int SIDE = 2048;
    private static final int ROUNDS = 201;
    private static final String DX = "1.2.840.10008.5.1.4.1.1.1.1";

    @TempDir
    Path folder;

    /// 12 bits: a body before a dark ground, with the grain of a detector.
    private Path film() throws IOException {
        var random = new Random(1);
        var samples = ByteBuffer.allocate(2 * SIDE * SIDE).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < SIDE * SIDE; i++) {
            double x = 2.0 * (i % SIDE) / SIDE - 1;
            double y = 2.0 * (i / SIDE) / SIDE - 1;
            double body = Math.hypot(x / 0.8, y) < 1 ? 1800 + 900 * Math.sin(5 * x) * Math.cos(3 * y) : 60;
            samples.putShort((short) Math.clamp(body + 25 * random.nextGaussian(), 0, 4095));
        }
        var object = new DataSetBuilder()
                .put(Tag.SOP_CLASS_UID, DX).put(Tag.SOP_INSTANCE_UID, "2.25.1")
                .us(Tag.SAMPLES_PER_PIXEL, 1).put(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .us(Tag.ROWS, SIDE).us(Tag.COLUMNS, SIDE).us(Tag.BITS_ALLOCATED, 16).us(Tag.BITS_STORED, 12)
                .us(Tag.HIGH_BIT, 11).us(Tag.PIXEL_REPRESENTATION, 0)
                .put(Tag.WINDOW_CENTER, "1500").put(Tag.WINDOW_WIDTH, "3000")
                .bulk(Tag.PIXEL_DATA, Vr.OW, samples.array());
        var file = folder.resolve("film.dcm");
        try (var out = Files.newOutputStream(file)) {
            out.write(Part10.header(DX, "2.25.1", TransferSyntax.EXPLICIT_LITTLE_ENDIAN, ""));
            out.write(object.encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN));
        }
        return file;
    }

    private static Shown preview(Path film) throws IOException {
        var file = (Part10.Opened) Part10.open(film);
        var whole = (Parsed.Whole) file.upToPixels();
        return (Shown) Preview.of(Pixels.java(), whole.header(), TransferSyntax.EXPLICIT_LITTLE_ENDIAN,
                whole.pixels().orElseThrow(), file::read, new Wanted(0, Optional.empty(), 1024));
    }

    @Test
    void ofAFilm() throws IOException {
        var film = film();
        for (int round = 0; round < 3; round++) { // the first is for the compiler
            var took = new long[ROUNDS];
            int bytes = 0;
            for (int i = 0; i < ROUNDS; i++) {
                long since = System.nanoTime();
                bytes = preview(film).png().length;
                took[i] = System.nanoTime() - since;
            }
            Arrays.sort(took);
            System.out.printf("preview of %d x %d: p50=%.1f ms p90=%.1f ms, %d kB%n", SIDE, SIDE,
                    took[ROUNDS / 2] / 1e6, took[ROUNDS * 9 / 10] / 1e6, bytes >> 10);
        }
    }
}
