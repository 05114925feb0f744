// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Outgoing;
import dev.gantry.dicom.dimse.Sender;
import dev.gantry.dicom.dimse.Sent;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Coded pictures end in what their pixels show, and pictures that nobody here can decode end unreadable.
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
class CodingsIT {
    private static final Path STUDIES = Path.of("src/test/studies");
    private static final String JPEG_XL = "1.2.840.10008.1.2.4.110";
    /// Pixel data in an OB element of undefined length: (7FE0,0010) as explicit little endian has it.
    private static final byte[] ENCAPSULATED = HexFormat.of().parseHex("e07f10004f420000ffffffff");
    private static final byte[] EMPTY_OFFSETS = HexFormat.of().parseHex("feff00e000000000");
    private static final byte[] END = HexFormat.of().parseHex("feffdde000000000");

    @TempDir
    static Path folder;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Vertx vertx = Vertx.vertx();
    private Hospital hospital;
    private Site site;

    @BeforeAll
    void open() throws Exception {
        var broker = new Broker(folder); // skips the tests where there is none
        opened.push(broker::close);
        hospital = new Hospital(broker.url());
        opened.push(hospital::close);
        site = new Site(folder, broker.url(), "exam: {silence: 300ms}");
        opened.push(site::close);
    }

    @AfterAll
    void close() throws Exception {
        for (var part : opened) {
            part.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private Path coded(String study, String tool, String debianPackage, String... options) throws Exception {
        var command = new ArrayList<>(List.of(Peers.program(tool, debianPackage).toString()));
        command.addAll(List.of(options));
        var file = folder.resolve(study + "-" + tool + ".dcm");
        command.addAll(List.of(STUDIES.resolve(study + ".dcm").toString(), file.toString()));
        var printed = Site.run(command);
        assertThat(printed.exitCode()).as(printed.text()).isZero();
        return file;
    }

    /// The last word on it: on a busy machine a provisional one may come first.
    private Hospital.Message outcome(String instance) throws Exception {
        var pseudonym = site.pseudonyms().instance(instance);
        Predicate<Hospital.Message> wanted = message -> !message.text("state").equals("provisional")
                && message.payload().path("exam").path("instance").asString("").equals(pseudonym);
        return hospital.await(outcomes -> outcomes.stream().anyMatch(wanted)).stream().filter(wanted).findFirst()
                .orElseThrow(() -> new AssertionError("nothing was said of " + instance));
    }

    private void answers(String result, Path file, TransferSyntax coding, String... proposing) throws Exception {
        var opening = (Part10.Opened) Part10.open(file);
        assertThat(opening.transferSyntaxUid()).isEqualTo(coding.uid());
        var printed = site.storescu(List.of(proposing), List.of(file));
        assertThat(printed.exitCode()).as(printed.text()).isZero();

        assertThat(outcome(opening.header().text(Tag.SOP_INSTANCE_UID).orElseThrow()).text("result"))
                .as(coding.text()).isEqualTo(result);
    }

    @Test
    void answersForJpegLs() throws Exception {
        answers("positive", coded("phantom-opacity-1", "dcmcjpls", "dcmtk"), TransferSyntax.JPEG_LS_LOSSLESS, "-xt");
    }

    @Test
    void answersForJpeg2000() throws Exception {
        answers("positive", coded("phantom-opacity-2", "gdcmconv", "libgdcm-tools", "--j2k"),
                TransferSyntax.JPEG_2000_LOSSLESS, "-xv");
    }

    @Test
    void answersForLosslessJpeg() throws Exception {
        answers("negative", coded("phantom-no-opacity-1", "dcmcjpeg", "dcmtk"),
                TransferSyntax.JPEG_LOSSLESS_SV1, "-xs");
    }

    @Test
    void answersForLossyJpeg() throws Exception {
        answers("negative", coded("phantom-no-opacity-2", "dcmcjpeg", "dcmtk", "+eb", "+q", "98", "+un"),
                TransferSyntax.JPEG_BASELINE, "-xy");
    }

    /// A picture of the model's kind whose pixel data follow.
    private static DataSetBuilder header(CrObject like, int samples, String photometric, int rows, int columns) {
        return new DataSetBuilder()
                .put(Tag.SOP_CLASS_UID, CrObject.CR_IMAGE_STORAGE)
                .put(Tag.SOP_INSTANCE_UID, like.instanceUid())
                .put(Tag.MODALITY, "CR")
                .put(Tag.PATIENT_AGE, "003Y")
                .put(Tag.BODY_PART_EXAMINED, "CHEST")
                .put(Tag.VIEW_POSITION, "AP")
                .put(Tag.STUDY_INSTANCE_UID, like.studyUid())
                .us(Tag.SAMPLES_PER_PIXEL, samples)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, photometric)
                .us(Tag.PLANAR_CONFIGURATION, 0)
                .us(Tag.ROWS, rows)
                .us(Tag.COLUMNS, columns)
                .us(Tag.BITS_ALLOCATED, 8)
                .us(Tag.BITS_STORED, 8)
                .us(Tag.HIGH_BIT, 7)
                .us(Tag.PIXEL_REPRESENTATION, 0);
    }

    /// Sends it in a context that offers this coding alone.
    private void send(CrObject object, String coding, byte[]... parts) throws Exception {
        var bytes = new ByteArrayOutputStream();
        for (var part : parts) {
            bytes.write(part);
        }
        var outgoing = new Outgoing(CrObject.CR_IMAGE_STORAGE, object.instanceUid(), coding,
                new Outgoing.Source.Bytes(ByteBuffer.wrap(bytes.toByteArray())));
        var peer = new Peer("127.0.0.1", site.port(), new Titles(new AeTitle("GANTRY"), new AeTitle("CR1")),
                Duration.ofSeconds(10));
        var sent = new Sender(vertx).send(peer, List.of(outgoing), _ -> {}).toCompletionStage().toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        assertThat(sent).singleElement().extracting(Sent::result).isInstanceOfSatisfying(Sent.Result.Answered.class,
                answer -> assertThat(answer.status()).isZero());
    }

    /// No encoder of it is in Debian: the codestream is that of an object at hand.
    @Test
    void answersForHighThroughputJpeg2000() throws Exception {
        var file = Files.readAllBytes(Peers.shared("dicom/multiframe-colour-htj2k/HTJ2KLossless_08_RGB.dcm"));
        int at = 0;
        while (!Arrays.equals(file, at, at + ENCAPSULATED.length, ENCAPSULATED, 0, ENCAPSULATED.length)) {
            at++;
        }
        var object = CrObject.named("htj2k");

        send(object, TransferSyntax.HTJ2K_LOSSLESS.uid(),
                header(object, 3, "RGB", 480, 640).encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN),
                Arrays.copyOfRange(file, at, file.length));

        var outcome = outcome(object.instanceUid()); // an ultrasound picture: what was decoded does not look like a chest
        assertThat(outcome.text("reason")).isEqualTo("input_gate");
        assertThat(outcome.text("detail")).contains("does not look like");
    }

    @Test
    void saysUnreadableForASenderThatHasOnlyWhatNobodyHereDecodes() throws Exception {
        var object = CrObject.named("jpeg-xl");
        var fragment = HexFormat.of().parseHex("feff00e004000000" + "ff0a0000");

        send(object, JPEG_XL, header(object, 1, "MONOCHROME2", 8, 8).encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN),
                ENCAPSULATED, EMPTY_OFFSETS, fragment, END);

        assertThat(outcome(object.instanceUid())).satisfies(message -> {
            assertThat(message.text("result")).isEqualTo("not_analysed");
            assertThat(message.text("reason")).isEqualTo("unreadable");
            assertThat(message.text("detail")).contains(JPEG_XL);
        });
    }
}
