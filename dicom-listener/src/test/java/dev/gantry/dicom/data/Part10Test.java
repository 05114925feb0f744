// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.dicom.data.Part10.NotDicom;
import dev.gantry.dicom.data.Part10.Opened;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Part10Test {
    @TempDir
    Path folder;

    private static byte[] header(TransferSyntax syntax) {
        return Part10.header("1.2.840.10008.5.1.4.1.1.1", "1.2.3", syntax, "CR2");
    }

    private Path file(byte[]... parts) throws IOException {
        var file = Files.createTempFile(folder, "object", "");
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return Files.write(file, out.toByteArray());
    }

    private static Opened opened(Path file) throws IOException {
        return (Opened) Part10.open(file);
    }

    @ParameterizedTest
    @EnumSource(names = {
        "IMPLICIT_LITTLE_ENDIAN", "EXPLICIT_LITTLE_ENDIAN", "EXPLICIT_BIG_ENDIAN",
                "DEFLATED_EXPLICIT_LITTLE_ENDIAN"})
    void readsBackWhatItWrote(TransferSyntax syntax) throws IOException {
        var opened = opened(file(header(syntax), DataSetParserTest.image().encode(syntax)));

        assertThat(opened.transferSyntax()).contains(syntax);
        assertThat(opened.dataSetOffset()).isEqualTo(header(syntax).length);
        assertThat(opened.meta().text(Tag.MEDIA_STORAGE_SOP_INSTANCE_UID)).contains("1.2.3");
        assertThat(opened.meta().text(Tag.SOURCE_AE_TITLE)).contains("CR2");
        assertThat(opened.meta().text(Tag.IMPLEMENTATION_CLASS_UID))
                .contains(Part10.IMPLEMENTATION_CLASS_UID);
        assertThat(opened.header().integer(Tag.ROWS)).hasValue(2);
        var pixels = opened.parse().pixels().orElseThrow();
        var bytes = opened.read(pixels.offset(), (int) pixels.length());
        assertThat(bytes.remaining()).isEqualTo(12);
        assertThat(bytes.get(0) + bytes.get(1)).isEqualTo(1);
        assertThatThrownBy(() -> opened.read(pixels.offset(), 13)).isInstanceOf(IOException.class);
    }

    @Test
    void saysHowLongTheMetaGroupIs() throws IOException {
        var bytes = header(TransferSyntax.IMPLICIT_LITTLE_ENDIAN);
        var group = DataSetParserTest.parse(TransferSyntax.EXPLICIT_LITTLE_ENDIAN,
                Arrays.copyOfRange(bytes, 132, bytes.length)).header();

        assertThat(group.text(Tag.IMPLEMENTATION_VERSION_NAME)).contains("GANTRY_0_1");
        assertThat(opened(file(bytes)).meta().integer(Tag.FILE_META_GROUP_LENGTH))
                .hasValue(bytes.length - 132 - 12);
    }

    @ParameterizedTest
    @EnumSource(names = {"IMPLICIT_LITTLE_ENDIAN", "EXPLICIT_LITTLE_ENDIAN", "EXPLICIT_BIG_ENDIAN"})
    void guessesTheSyntaxOfABareDataSet(TransferSyntax syntax) throws IOException {
        var opened = opened(file(DataSetParserTest.image().encode(syntax)));

        assertThat(opened.transferSyntax()).contains(syntax);
        assertThat(opened.header().integer(Tag.COLUMNS)).hasValue(3);
    }

    @Test
    void readsMetaInformationWithoutPreamble() throws IOException {
        var header = header(TransferSyntax.EXPLICIT_BIG_ENDIAN);
        var bare = Arrays.copyOfRange(header, 132, header.length);
        var opened = opened(file(bare, DataSetParserTest.image().encode(TransferSyntax.EXPLICIT_BIG_ENDIAN)));

        assertThat(opened.transferSyntax()).contains(TransferSyntax.EXPLICIT_BIG_ENDIAN);
        assertThat(opened.header().integer(Tag.COLUMNS)).hasValue(3);
    }

    @Test
    void readsADataSetRightBehindThePrefix() throws IOException {
        var prefix = new byte[132];
        System.arraycopy("DICM".getBytes(StandardCharsets.US_ASCII), 0, prefix, 128, 4);
        var opened = opened(file(prefix, DataSetParserTest.image()
                .encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN)));

        assertThat(opened.transferSyntax()).contains(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
        assertThat(opened.header().integer(Tag.COLUMNS)).hasValue(3);
    }

    @Test
    void keepsTheNameOfASyntaxItDoesNotKnow() throws IOException {
        var meta = new DataSetBuilder().put(Tag.TRANSFER_SYNTAX_UID, "1.2.3.4")
                .encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
        var opened = opened(file(meta, DataSetParserTest.image()
                .encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN)));

        assertThat(opened.transferSyntax()).isEmpty();
        assertThat(opened.transferSyntaxUid()).isEqualTo("1.2.3.4");
        assertThat(opened.parse().header().integer(Tag.ROWS)).hasValue(2);
    }

    @Test
    void takesOtherFilesForNoDicom() throws IOException {
        assertThat(Part10.open(file("# Read me\n\nThis is a text.".getBytes(StandardCharsets.US_ASCII))))
                .isInstanceOf(NotDicom.class);
        assertThat(Part10.open(file(new byte[0]))).isInstanceOf(NotDicom.class);
        assertThat(Part10.open(file(new byte[1000]))).isInstanceOf(NotDicom.class);
        assertThat(Part10.open(file(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13})))
                .isInstanceOf(NotDicom.class);
    }

    @Test
    void readsInsideADeflatedSetUpToItsEnd() throws IOException {
        var syntax = TransferSyntax.DEFLATED_EXPLICIT_LITTLE_ENDIAN;
        var values = new byte[300_000];
        new Random(1).nextBytes(values);
        var set = new DataSetBuilder().bulk(Tag.PIXEL_DATA, Vr.OW, values);
        var deflated = set.encode(syntax);

        var read = Deflated.read(new ByteArrayInputStream(deflated), 12 + 1000, 200_000);

        assertThat(read.remaining()).isEqualTo(200_000);
        assertThat(Arrays.copyOf(read.array(), 200_000)).isEqualTo(Arrays.copyOfRange(values, 1000, 201_000));
        assertThatThrownBy(() -> Deflated.read(new ByteArrayInputStream(deflated), 12, 300_001))
                .hasMessageContaining("ends early");
        assertThatThrownBy(() -> Deflated.read(new ByteArrayInputStream(values), 12, 10))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Deflated.read(new ByteArrayInputStream(deflated), 1L << 30, 10))
                .hasMessageContaining("not read");
    }
}
