// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.Mode;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the room page shows of odd objects, and to many at once.
class RoomPageIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String US_MULTI_FRAME = "1.2.840.10008.5.1.4.1.1.3.1";

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private RoomStage stage;
    private String cookie;

    @BeforeEach
    void open() throws Exception {
        stage = new RoomStage(folder, Mode.LIVE);
        var login = client.send(HttpRequest.newBuilder(URI.create(stage.url() + "api/login")).timeout(LIMIT)
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(
                        "{\"kiosk\":\"%s\"}".formatted(stage.kiosk().replace("#kiosk=", "")))).build(), BodyHandlers.ofString());
        cookie = login.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    @AfterEach
    void close() {
        stage.close();
        client.shutdownNow();
    }

    private <T> HttpResponse<T> get(String path, HttpResponse.BodyHandler<T> how) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(stage.url() + path)).timeout(LIMIT).header("Cookie", cookie)
                .build(), how);
    }

    private DataSetBuilder image(String name, String photometric, int samples, int rows, int columns) {
        return new DataSetBuilder()
                .put(Tag.SOP_CLASS_UID, US_MULTI_FRAME).put(Tag.SOP_INSTANCE_UID, "2.25." + (100 + name.hashCode() % 100))
                .put(Tag.STUDY_INSTANCE_UID, "2.25.7").put(Tag.MODALITY, "US").put(Tag.PATIENT_NAME, "NOBODY^TEST")
                .us(Tag.SAMPLES_PER_PIXEL, samples).put(Tag.PHOTOMETRIC_INTERPRETATION, photometric)
                .us(Tag.PLANAR_CONFIGURATION, 0).us(Tag.ROWS, rows).us(Tag.COLUMNS, columns)
                .us(Tag.BITS_ALLOCATED, 8).us(Tag.BITS_STORED, 8).us(Tag.HIGH_BIT, 7).us(Tag.PIXEL_REPRESENTATION, 0);
    }

    /// The path of the picture, once the page knows it.
    private String sent(String name, DataSetBuilder object) throws Exception {
        var bytes = object.build();
        var file = folder.resolve(name + ".dcm");
        try (var out = Files.newOutputStream(file)) {
            out.write(Part10.header(US_MULTI_FRAME, bytes.text(Tag.SOP_INSTANCE_UID).orElseThrow(),
                    TransferSyntax.EXPLICIT_LITTLE_ENDIAN, ""));
            out.write(object.encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN));
        }
        var path = "api/previews/" + RoomStage.instance(stage.arrived("US1", file).header()) + ".png";
        long end = System.nanoTime() + LIMIT.toNanos();
        while (get(path, BodyHandlers.ofString()).statusCode() == 404 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        return path;
    }

    private int[] pixel(String path) throws Exception {
        var answer = get(path, BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(200);
        var raster = ImageIO.read(new ByteArrayInputStream(answer.body())).getRaster();
        return raster.getPixel(0, 0, new int[raster.getNumBands()]);
    }

    @Test
    void showsEachFrameOfAColourUltrasound() throws Exception {
        var pixels = new byte[60 * 4 * 4 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i / 48 * 4 + i % 3);
        }
        var path = sent("us", image("us", "RGB", 3, 4, 4).put(Tag.NUMBER_OF_FRAMES, "60").bulk(Tag.PIXEL_DATA, Vr.OB, pixels));

        assertThat(pixel(path)).containsExactly(0, 1, 2);
        assertThat(pixel(path + "?frame=60")).containsExactly(236, 237, 238);
        assertThat(get(path + "?frame=61", BodyHandlers.ofString()).body()).contains("frame must be a number from 1 to 60");
    }

    @Test
    void showsAFilmThatIsInvertedAndAPictureOfOnePixel() throws Exception {
        var film = sent("film", image("film", "MONOCHROME1", 1, 1, 2).bulk(Tag.PIXEL_DATA, Vr.OB, new byte[] {0, 100}));
        assertThat(pixel(film)).containsExactly(255);

        var dot = sent("dot", image("dot", "MONOCHROME2", 1, 1, 1).bulk(Tag.PIXEL_DATA, Vr.OB, new byte[] {50, 0}));
        assertThat(get(dot, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    @Test
    void saysWhyAPictureCannotBeShown() throws Exception {
        var cut = sent("cut", image("cut", "MONOCHROME2", 1, 100, 100).bulk(Tag.PIXEL_DATA, Vr.OB, new byte[10]));
        var answer = get(cut, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("the picture cannot be shown: ");

        assertThat(get("api/previews/nobody.png", BodyHandlers.ofString()).statusCode()).isEqualTo(404);
        assertThat(get("api/previews/..%2f..%2fspool.png", BodyHandlers.ofString()).statusCode()).isEqualTo(404);
        assertThat(get("api/heatmaps/x-y.png", BodyHandlers.ofString()).statusCode()).isEqualTo(404);
    }

    @Test
    void saysNoLongerWhosePictureItIsOnceTheScreenIsShutOut() throws Exception {
        sent("whose", image("whose", "MONOCHROME2", 1, 1, 2).bulk(Tag.PIXEL_DATA, Vr.OB, new byte[] {0, 100}));
        var stream = get("api/room/stream", BodyHandlers.ofLines());
        var lines = stream.body().iterator();
        assertThat(next(lines, "event: snapshot")).contains("\"identity\":\"T. N.\"");

        stage.removeKiosk();
        stage.arrived("US1", folder.resolve("whose.dcm"));

        for (var event = next(lines, "event: "); !event.isEmpty(); event = next(lines, "event: ")) {
            assertThat(event).doesNotContain("identity");
        }
    }

    /// What follows the next line that begins so; empty when it was cut off.
    private static String next(Iterator<String> lines, String beginning) {
        try {
            while (lines.hasNext()) {
                if (lines.next().startsWith(beginning)) {
                    return lines.next();
                }
            }
        } catch (UncheckedIOException _) {
            return "";
        }
        return "";
    }

    @Test
    void letsInNoMorePagesThanItCanServeAndThoseAgainThatCameAfterOthersLeft() throws Exception {
        var open = new ArrayList<HttpResponse<InputStream>>();
        for (int i = 0; i < Viewers.MOST; i++) {
            open.add(get("api/room/stream", BodyHandlers.ofInputStream()));
        }
        assertThat(get("api/room/stream", BodyHandlers.ofString()).statusCode()).isEqualTo(503);

        open.removeFirst().body().close();
        long end = System.nanoTime() + LIMIT.toNanos();
        int status = 503;
        while (status == 503 && System.nanoTime() < end) {
            var again = get("api/room/stream", BodyHandlers.ofInputStream());
            status = again.statusCode();
            again.body().close();
        }
        assertThat(status).isEqualTo(200);
        for (var one : open) {
            one.body().close();
        }
    }
}
