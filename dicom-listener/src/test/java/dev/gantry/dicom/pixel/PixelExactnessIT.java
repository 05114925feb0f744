// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gantry.config.DicomSettings;
import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.data.Judge;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.natives.NativeCodecs;
import dev.gantry.dicom.pixel.FrameTrial.Judged;
import dev.gantry.dicom.pixel.FrameTrial.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Every compressed object there is, and many of our own making, against the decoders of others; and the page that
/// says how it went.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PixelExactnessIT {
    private static final Path PAGE = Path.of("..", "docs", "pixel-exactness.md");
    private static final boolean WRITE = "write".equals(System.getProperty("exactness.page"));
    /// By order of the page.
    private static final TreeMap<Integer, String> SECTIONS = new TreeMap<>();

    private static NativeCodecs natives;
    private static PixelJudges judges;

    @TempDir
    private Path folder;

    @BeforeAll
    static void judgesMustBeHere() throws IOException {
        PixelJudges.mustBeHere();
        natives = NativeCodecs.open(DicomSettings.NativeCodecs.PROCESS);
        judges = new PixelJudges();
    }

    @AfterAll
    static void writePage() throws Exception {
        if (judges == null) {
            return;
        }
        if (WRITE && SECTIONS.size() == 5) {
            Files.writeString(PAGE, ExactnessPage.page(PixelJudges.versions(), List.copyOf(SECTIONS.values())));
        }
        natives.close();
        judges.close();
    }

    private static FrameTrial withNatives() {
        return new FrameTrial(Decoders.of(natives.decoders()), judges);
    }

    @Test
    @Order(1)
    void decodesObjectsOfOurOwnMakingAsTheyWere() throws Exception {
        var all = own(withNatives(), OwnObject.ENCODERS);

        report(1, "Objects of our own making", all);
        assertThat(all).extracting(Judged::syntax).contains(
                TransferSyntax.JPEG_BASELINE, TransferSyntax.JPEG_EXTENDED, TransferSyntax.JPEG_LOSSLESS,
                TransferSyntax.JPEG_LOSSLESS_SV1, TransferSyntax.JPEG_LS_LOSSLESS,
                TransferSyntax.JPEG_LS_NEAR_LOSSLESS, TransferSyntax.JPEG_2000_LOSSLESS, TransferSyntax.JPEG_2000,
                TransferSyntax.RLE_LOSSLESS);
    }

    @Test
    @Order(2)
    void decodesJpegLsAndJpeg2000InJavaAsWell() throws Exception {
        var all = own(new FrameTrial(Decoders.java(), judges), OwnObject.ENCODERS.stream()
                .filter(encoder -> encoder.contains("--j2k") || encoder.contains("--jpegls")
                        || encoder.contains("dcmcjpls"))
                .toList()).stream()
                // dcmtk alone reads what it encodes "cooked" from fewer than 8 bits
                .filter(judged -> !judged.file().matches("grey 6 of 8, dcmcjpls .*(\\+pc|\\+en).*"))
                .toList();

        report(2, "JPEG-LS and JPEG 2000 of our own making, decoded in Java", all);
        assertThat(all).isNotEmpty();
    }

    @Test
    @Order(3)
    void decodesTheObjectsOfPydicom() throws Exception {
        var files = Judge.debian();
        assumeThat(files).as("objects of python3-pydicom").isNotEmpty();

        report(3, "Objects of Debian's python3-pydicom", judged(withNatives(), files));
    }

    @Test
    @Order(4)
    void decodesTheSharedObjects() throws Exception {
        var files = Judge.shared();
        assumeThat(files).as("objects of shared/dicom").isNotEmpty();

        report(4, "Objects of shared/dicom", judged(withNatives(), files));
    }

    @Test
    @Order(5)
    void decodesAllRealJpegLsAndJpeg2000InJavaAsWell() throws Exception {
        var files = new ArrayList<>(Judge.debian());
        files.addAll(Judge.shared());
        assumeThat(files).as("real objects").isNotEmpty();
        var all = judged(new FrameTrial(Decoders.java(), judges), files.stream()
                .filter(PixelExactnessIT::nativeAndJava)
                .toList());

        report(5, "JPEG-LS and JPEG 2000 of both, decoded in Java", all);
    }

    private static boolean nativeAndJava(Path file) {
        try {
            return Part10.open(file) instanceof Part10.Opened opened && opened.transferSyntax()
                    .filter(EnumSet.of(TransferSyntax.JPEG_2000, TransferSyntax.JPEG_2000_LOSSLESS,
                            TransferSyntax.JPEG_LS_LOSSLESS, TransferSyntax.JPEG_LS_NEAR_LOSSLESS)::contains)
                    .isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Each object by each encoder that takes it.
    private List<Judged> own(FrameTrial trial, List<List<String>> encoders) throws Exception {
        var all = new ArrayList<Judged>();
        for (var object : OwnObject.ALL) {
            var plain = folder.resolve("plain.dcm");
            object.write(plain);
            for (var encoder : encoders) {
                var name = object.name() + ", " + String.join(" ", encoder);
                var compressed = judges.converted(plain, encoder.toArray(String[]::new));
                if (compressed.isPresent()) {
                    var kept = Files.copy(compressed.get(), folder.resolve("compressed.dcm"),
                            StandardCopyOption.REPLACE_EXISTING);
                    all.addAll(trial.judge(kept, name, Optional.of(plain)));
                }
            }
        }
        return all;
    }

    private static List<Judged> judged(FrameTrial trial, List<Path> files) throws Exception {
        var all = new ArrayList<Judged>();
        for (var file : files) {
            all.addAll(trial.judge(file, file.getFileName().toString()));
        }
        return all;
    }

    /// Prints what is not plainly exact, remembers the section, and holds the page to it.
    private static void report(int order, String title, List<Judged> all) throws Exception {
        var section = ExactnessPage.section(title, all);
        SECTIONS.put(order, section);
        System.out.print(section);
        all.stream().filter(judged -> judged.verdict() != Verdict.EXACT || !judged.detail().isEmpty())
                .forEach(judged -> System.out.println(judged.syntax() + " " + judged.verdict() + " " + judged.file()
                        + " frame " + judged.frame() + ": " + judged.detail()));
        assertThat(all).as(title).noneMatch(judged -> judged.verdict() == Verdict.WRONG);
        if (!WRITE) {
            var page = Files.readString(PAGE);
            if (page.contains(PixelJudges.versions())) {
                assertThat(page).as("docs/pixel-exactness.md; write it anew with " + ExactnessPage.COMMAND)
                        .contains(section);
            } else {
                System.out.println("other judges than those of docs/pixel-exactness.md: not compared with it");
            }
        }
    }
}
