// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import dev.gantry.dicom.frame.PictureTools;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What DCMTK encodes as JPEG or JPEG-LS comes out as it went in, or as DCMTK and GDCM decode it.
class JpegPeersIT {
    private static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";
    private static final int ROWS = 61;
    private static final int COLUMNS = 47;
    private static final int FRAMES = 2;

    @TempDir
    Path folder;

    @BeforeEach
    void peers() {
        PictureTools.mustBeHere("dcmtk", "dcmcjpeg", "dcmdjpeg", "dcmcjpls", "dcmdjpls");
        PictureTools.mustBeHere("libgdcm-tools", "gdcmconv");
    }

    record Way(int samples, int bits, boolean signed, boolean lossless, List<String> options) {
        boolean jpegLs() {
            return options.getFirst().startsWith("+el") && options.getLast().startsWith("+i")
                    || options.getFirst().equals("+en");
        }
    }

    static Stream<Way> ways() {
        var ways = new ArrayList<Way>();
        for (var options : List.of("+e1", "+el +sv 1", "+el +sv 2", "+el +sv 3", "+el +sv 4", "+el +sv 5",
                "+el +sv 6", "+el +sv 7")) {
            var split = List.of(options.split(" "));
            for (int bits : new int[] {8, 10, 12, 16}) {
                ways.add(new Way(1, bits, false, true, split));
                ways.add(new Way(1, bits, true, true, split));
            }
            ways.add(new Way(3, 8, false, true, split));
        }
        for (var options : List.of("+eb +q 90", "+eb +q 40 -ho", "+ee +q 75")) {
            ways.add(new Way(1, 8, false, false, List.of(options.split(" "))));
        }
        for (var options : List.of("+ee +q 95", "+ee +q 40", "+el +sv 1 +pt 2", "+ee +q 100")) {
            ways.add(new Way(1, 12, false, false, List.of(options.split(" "))));
        }
        for (var options : List.of("+eb +q 85 +s2", "+eb +q 85 +s4", "+eb +q 85 +cr", "+eb +q 30 +n2",
                "+ee +q 60 +s2")) {
            ways.add(new Way(3, 8, false, false, List.of(options.split(" "))));
        }
        for (var interleaving : List.of("+in", "+il", "+is")) {
            ways.add(new Way(3, 8, false, true, List.of("+el", interleaving)));
            ways.add(new Way(3, 8, false, false, List.of("+en", "+md", "2", interleaving)));
        }
        for (int bits : new int[] {8, 10, 12, 16}) {
            ways.add(new Way(1, bits, false, true, List.of("+el", "+il")));
            ways.add(new Way(1, bits, true, true, List.of("+el", "+il")));
            ways.add(new Way(1, bits, false, false, List.of("+en", "+md", "5")));
        }
        return ways.stream();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void decodesEachWay(Way way) throws Exception {
        Files.write(folder.resolve("in.dcm"), object(way));
        var compress = new ArrayList<>(List.of(way.jpegLs() ? "dcmcjpls" : "dcmcjpeg"));
        compress.addAll(way.options());
        compress.addAll(List.of("in.dcm", "out.dcm"));
        PictureTools.run(folder, compress);
        PictureTools.run(folder, way.jpegLs()
                ? List.of("dcmdjpls", "out.dcm", "dcmtk.dcm")
                : List.of("dcmdjpeg", "+cn", "out.dcm", "dcmtk.dcm"));
        // GDCM does not write signed secondary captures, nor all colours
        boolean second = PictureTools.tried(folder, List.of("gdcmconv", "--raw", "out.dcm", "gdcm.dcm"));
        assertThat(second || way.signed() || way.samples() == 3).isTrue();

        for (int frame = 0; frame < FRAMES; frame++) {
            var ours = levels("out.dcm", frame);
            if (way.lossless()) {
                assertThat(ours).isEqualTo(levels("in.dcm", frame));
            }
            assertThat(ours).isEqualTo(levels("dcmtk.dcm", frame));
            // it takes planes of JPEG-LS for pixels
            if (second && !way.options().contains("+in")) {
                assertThat(ours).isEqualTo(levels("gdcm.dcm", frame));
            }
        }
    }

    /// Grey as it is, colour as RGB.
    private float[] levels(String file, int frame) throws Exception {
        var opened = (Part10.Opened) Part10.open(folder.resolve(file));
        var parsed = opened.parse();
        var image = new Pixels(Decoders.java()).image(
                parsed.header(), opened.transferSyntax().orElseThrow(), parsed.pixels().orElseThrow(), opened::read);
        assertThat(image.frame(frame)).isInstanceOf(Decoding.Decoded.class);
        return switch (image.colour(frame)) {
            case Colouring.Grey() -> ((Decoding.Decoded) image.frame(frame)).frame().samples();
            case Colouring.Unreadable(var why) -> throw new AssertionError(why);
            case Colouring.Coloured(var picture) -> {
                var levels = new float[picture.samples().length];
                for (int i = 0; i < levels.length; i++) {
                    levels[i] = picture.samples()[i] & 0xFFFF;
                }
                yield levels;
            }
        };
    }

    private static byte[] object(Way way) {
        int allocated = way.bits() > 8 ? 16 : 8;
        var syntax = TransferSyntax.EXPLICIT_LITTLE_ENDIAN;
        var set = new DataSetBuilder()
                .put(Tag.SOP_CLASS_UID, SECONDARY_CAPTURE)
                .put(Tag.SOP_INSTANCE_UID, "1.2.3.4")
                .put(Tag.STUDY_INSTANCE_UID, "1.2.3")
                .put(Tag.SERIES_INSTANCE_UID, "1.2.3.1")
                .put(Tag.MODALITY, "OT")
                .us(Tag.SAMPLES_PER_PIXEL, way.samples())
                .put(Tag.PHOTOMETRIC_INTERPRETATION, way.samples() == 3 ? "RGB" : "MONOCHROME2")
                .put(Tag.NUMBER_OF_FRAMES, Integer.toString(FRAMES))
                .us(Tag.ROWS, ROWS)
                .us(Tag.COLUMNS, COLUMNS)
                .us(Tag.BITS_ALLOCATED, allocated)
                .us(Tag.BITS_STORED, way.bits())
                .us(Tag.HIGH_BIT, way.bits() - 1)
                .us(Tag.PIXEL_REPRESENTATION, way.signed() ? 1 : 0);
        if (way.samples() == 3) {
            set.us(Tag.PLANAR_CONFIGURATION, 0);
        }
        set.bulk(Tag.PIXEL_DATA, allocated == 8 ? Vr.OB : Vr.OW, samples(way, allocated / 8));
        var file = new ByteArrayOutputStream();
        file.writeBytes(Part10.header(SECONDARY_CAPTURE, "1.2.3.4", syntax, "GANTRY"));
        file.writeBytes(set.encode(syntax));
        return file.toByteArray();
    }

    /// Waves, noise and both ends of the range, so that lossless differences wrap.
    private static byte[] samples(Way way, int bytes) {
        var values = new byte[FRAMES * ROWS * COLUMNS * way.samples() * bytes];
        int mask = (1 << way.bits()) - 1;
        for (int i = 0; i < values.length / bytes; i++) {
            int pixel = i / way.samples();
            double wave = Math.sin(pixel % COLUMNS / 5.0 + i % way.samples()) * Math.cos(pixel / COLUMNS / 7.0);
            int noise = i * 0x9E3779B9 >>> 16;
            int level = noise % 97 == 0 ? (noise & 1) * mask : (int) ((wave / 2.1 + 0.5) * mask) + noise % 5 & mask;
            values[i * bytes] = (byte) level;
            if (bytes == 2) {
                values[i * bytes + 1] = (byte) (level >> 8);
            }
        }
        return values;
    }
}
