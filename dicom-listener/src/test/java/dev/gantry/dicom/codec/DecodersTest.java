// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameDecoder;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.RawFrame;
import dev.gantry.dicom.frame.UndecodableFrame;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DecodersTest {
    private static final FrameShape TWO = new FrameShape(1, 2, 1, 8, 8, false);
    private static final ByteBuffer STREAM = ByteBuffer.wrap(new byte[4]);

    @ParameterizedTest
    @EnumSource(names = {"RLE_LOSSLESS", "JPEG_BASELINE", "JPEG_EXTENDED", "JPEG_LOSSLESS", "JPEG_LOSSLESS_SV1",
        "JPEG_LS_LOSSLESS", "JPEG_LS_NEAR_LOSSLESS", "JPEG_2000", "JPEG_2000_LOSSLESS"})
    void decodesInJava(TransferSyntax syntax) {
        assertThat(Decoders.java().missing(syntax)).isEmpty();
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(Decoders.java().missing(TransferSyntax.HTJ2K)).contains(
                "High-Throughput JPEG 2000 (transfer syntax 1.2.840.10008.1.2.4.203) needs a native codec: "
                        + "install libopenjp2-7 and set dicom.native-codecs to process");
        assertThatThrownBy(() -> Decoders.java().decode(TransferSyntax.HTJ2K, STREAM, TWO))
                .isInstanceOf(UndecodableFrame.class).hasMessageContaining("libopenjp2-7");
        assertThat(Decoders.java().missing(TransferSyntax.EXPLICIT_LITTLE_ENDIAN).orElseThrow())
                .startsWith("no decoder for transfer syntax EXPLICIT LITTLE ENDIAN (1.2.840.10008.1.2.1)");
    }

    @Test
    void asksNativeCodecsFirst() throws UndecodableFrame {
        var decoders = Decoders.of(Map.of(TransferSyntax.JPEG_2000,
                (FrameDecoder) (_, _, expected) -> new RawFrame(expected, new byte[] {7, 8})));

        assertThat(decoders.decode(TransferSyntax.JPEG_2000, STREAM, TWO).samples()).containsExactly(7, 8);
    }

    /// DCMTK encodes those in a way of its own, which libcharls takes for damage.
    @Test
    void asksNoNativeCodecForJpegLsOfFewerThanEightBits() throws UndecodableFrame {
        var decoders = Decoders.of(Map.of(TransferSyntax.JPEG_LS_LOSSLESS,
                (FrameDecoder) (_, _, expected) -> new RawFrame(expected, new byte[] {7, 8})));

        assertThat(decoders.decode(TransferSyntax.JPEG_LS_LOSSLESS, STREAM, TWO).samples()).containsExactly(7, 8);
        assertThatThrownBy(() -> decoders.decode(TransferSyntax.JPEG_LS_LOSSLESS, STREAM,
                new FrameShape(1, 2, 1, 8, 7, false)))
                .hasMessageContaining("the JPEG-LS stream ends before its picture is complete");
    }

    @Test
    void refusesAnotherPictureThanAsked() {
        var other = new FrameShape(2, 1, 1, 8, 8, false);
        var decoders = Decoders.of(Map.of(
                TransferSyntax.HTJ2K, (FrameDecoder) (_, _, _) -> new RawFrame(other, new byte[2]),
                TransferSyntax.JPEG_2000, (FrameDecoder) (_, _, expected) -> new RawFrame(expected, new byte[3])));

        assertThatThrownBy(() -> decoders.decode(TransferSyntax.HTJ2K, STREAM, TWO))
                .hasMessage("the stream holds 2 x 1 x 1, the data set says 1 x 2 x 1");
        assertThatThrownBy(() -> decoders.decode(TransferSyntax.JPEG_2000, STREAM, TWO))
                .isInstanceOf(UndecodableFrame.class);
    }

    @Test
    void doesNotBelieveAHugeFrameOfFewBytes() {
        var huge = new FrameShape(40_000, 40_000, 1, 8, 8, false);

        assertThatThrownBy(() -> Decoders.java().decode(TransferSyntax.JPEG_2000, STREAM, huge))
                .hasMessage("a frame of 1600000000 bytes is not believed of 4 compressed ones");
    }

    @Test
    void unpacksRleOfSeveralSamples() throws UndecodableFrame {
        var stream = new byte[64 + 2 + 3 + 2 + 3 + 2 + 2];
        var header = ByteBuffer.wrap(stream).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        header.putInt(6);
        int[] starts = {64, 66, 69, 71, 74, 76};
        for (int start : starts) {
            header.putInt(start);
        }
        header.position(64);
        // high byte, then low byte of red, green and blue: runs of -1 are two equal bytes, 1 is two bytes
        header.put(new byte[] {-1, 1}).put(new byte[] {1, 2, 3}).put(new byte[] {-1, 4})
                .put(new byte[] {1, 5, 6}).put(new byte[] {-1, 7}).put(new byte[] {-1, 8});
        var shape = new FrameShape(1, 2, 3, 16, 16, false);

        assertThat(Decoders.java().decode(TransferSyntax.RLE_LOSSLESS, ByteBuffer.wrap(stream), shape).samples())
                .containsExactly(2, 1, 5, 4, 8, 7, 3, 1, 6, 4, 8, 7);
    }
}
