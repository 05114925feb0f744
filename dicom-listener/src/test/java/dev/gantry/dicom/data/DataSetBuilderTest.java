// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DataSetBuilderTest {
    private static final TransferSyntax EXPLICIT = TransferSyntax.EXPLICIT_LITTLE_ENDIAN;

    private static String hex(DataSetBuilder set, TransferSyntax syntax) {
        return HexFormat.of().formatHex(set.encode(syntax));
    }

    @Test
    void writesAscendingTagsAndEvenValues() {
        var set = new DataSetBuilder()
                .us(Tag.ROWS, 0x0102)
                .put(Tag.SOP_INSTANCE_UID, "1.2.3")
                .put(Tag.IMAGE_TYPE, "A", "BC", "");

        assertThat(hex(set, EXPLICIT)).isEqualTo("08000800435306" + "00" + "415c42435c20"
                + "08001800554906" + "00" + "312e322e3300"
                + "28001000555302" + "00" + "0201");
        assertThat(hex(new DataSetBuilder().us(Tag.ROWS, 0x0102), TransferSyntax.EXPLICIT_BIG_ENDIAN))
                .isEqualTo("002800105553" + "0002" + "0102");
        assertThat(hex(new DataSetBuilder().us(Tag.ROWS, 0x0102), TransferSyntax.IMPLICIT_LITTLE_ENDIAN))
                .isEqualTo("28001000" + "02000000" + "0201");
    }

    @Test
    void swapsEachUnitForBigEndian() {
        var set = new DataSetBuilder()
                .numbers(0x0009_1001, Vr.FD, 1.5)
                .numbers(0x0009_1002, Vr.SL, -2)
                .numbers(0x0009_1003, Vr.AT, 0x0028_0010);

        assertThat(hex(set, TransferSyntax.EXPLICIT_BIG_ENDIAN)).isEqualTo(
                "000910014644" + "0008" + "3ff8000000000000"
                        + "00091002534c" + "0004" + "fffffffe"
                        + "000910034154" + "0004" + "00280010");
    }

    @Test
    void writesAValueTooLongForItsVrAsUn() {
        var set = new DataSetBuilder().text(0x0009_1001, Vr.ST, "x".repeat(70_000));

        // PS3.5 6.2.2
        assertThat(hex(set, EXPLICIT)).startsWith("09000110" + "554e0000" + "70110100" + "7878");
    }

    @Test
    void parsesBackToTheSameBytesInEachSyntax() {
        for (var syntax : new TransferSyntax[] {
            EXPLICIT, TransferSyntax.IMPLICIT_LITTLE_ENDIAN, TransferSyntax.EXPLICIT_BIG_ENDIAN}) {
            var set = DataSetParserTest.image().build();
            var parsed = DataSetParserTest.parse(syntax, DataSetWriter.encode(set, syntax));
            var again = new DataSetBuilder().all(parsed.header()).all(pixelsOnly(set)).build();

            assertThat(DataSetWriter.encode(again, EXPLICIT)).isEqualTo(DataSetWriter.encode(set, EXPLICIT));
        }
    }

    private static DataSet pixelsOnly(DataSet set) {
        return new DataSet(set.element(Tag.PIXEL_DATA).stream().toList());
    }

    @Test
    void refusesWhatCannotBeWritten() {
        var set = new DataSetBuilder();

        assertThatThrownBy(() -> set.us(Tag.ROWS, 65_536))
                .hasMessageContaining("(0028,0010) takes whole numbers");
        assertThatThrownBy(() -> set.put(Tag.ROWS, "2")).hasMessageContaining("holds no text");
        assertThatThrownBy(() -> set.put(Tag.PATIENT_NAME, "Ω"))
                .hasMessageContaining("cannot be written in ISO-8859-1");
        assertThatThrownBy(() -> set.bulk(0x0009_1001, Vr.SQ, new byte[2])).hasMessageContaining("items");
        assertThatThrownBy(() -> new DataSetBuilder()
                        .bulk(Tag.PIXEL_DATA, Vr.OB, new byte[2])
                        .encode(TransferSyntax.RLE_LOSSLESS))
                .hasMessageContaining("RLE_LOSSLESS");
    }

    @Test
    void countsAValueThatIsNoNumberAsAbsent() {
        var set = new DataSetBuilder()
                .text(Tag.WINDOW_CENTER, Vr.DS, "40", "NaN")
                .text(Tag.WINDOW_WIDTH, Vr.DS, "0x1p3")
                .text(Tag.RESCALE_SLOPE, Vr.DS, " +1.5E+0 ")
                .text(Tag.INSTANCE_NUMBER, Vr.IS, "1.5")
                .build();

        assertThat(set.decimals(Tag.WINDOW_CENTER)).isEmpty();
        assertThat(set.decimal(Tag.WINDOW_WIDTH)).isEmpty();
        assertThat(set.decimal(Tag.RESCALE_SLOPE)).hasValue(1.5);
        assertThat(set.integer(Tag.INSTANCE_NUMBER)).isEmpty();
    }
}
