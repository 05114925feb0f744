// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import dev.gantry.dicom.pdu.PduCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnfinishedValuesTest {
    private static final PData DATA = new PData(List.of(
            new Pdv(1, true, true, Unpooled.wrappedBuffer(new byte[] {1, 2, 3})),
            new Pdv(1, false, false, Unpooled.wrappedBuffer(new byte[] {4, 5, 6, 7, 8})),
            new Pdv(3, false, false, Unpooled.EMPTY_BUFFER),
            new Pdv(3, false, true, Unpooled.wrappedBuffer(new byte[] {9}))));

    /// What the values amount to, whatever pieces they came in: kind and context, its bytes, and where it ends.
    private static String story(Iterable<Pdv> values) {
        var story = new StringBuilder();
        var kind = "";
        for (var value : values) {
            var now = (value.command() ? "command" : "data set") + value.contextId();
            if (!now.equals(kind)) {
                story.append(' ').append(now).append(' ');
                kind = now;
            }
            story.append(ByteBufUtil.hexDump(value.bytes())).append(value.last() ? "." : "");
        }
        return story.toString();
    }

    private static ByteBuf body(PData data) {
        var pdu = Unpooled.buffer();
        PduCodec.encode(data, pdu);
        return pdu.skipBytes(PduCodec.HEADER_BYTES);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11, 100})
    void handsOnTheSameHoweverItIsCut(int piece) {
        var body = body(DATA);
        var unfinished = new UnfinishedValues(body.readableBytes());
        var values = new java.util.ArrayList<Pdv>();

        while (body.isReadable()) {
            assertThat(unfinished.ended()).isFalse();
            values.addAll(unfinished.take(body.readSlice(Math.min(piece, body.readableBytes()))).values());
        }

        assertThat(unfinished.ended()).isTrue();
        assertThat(unfinished.fault()).isEmpty();
        assertThat(story(values)).isEqualTo(story(DATA.values()));
    }

    @Test
    void leavesTheNextPduAlone() {
        var body = body(DATA);
        int bytes = body.readableBytes();
        body.writeInt(0x05000000);

        var unfinished = new UnfinishedValues(bytes);
        unfinished.take(body);

        assertThat(unfinished.ended()).isTrue();
        assertThat(body.readableBytes()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 13, 0xFFFF_FFFFL})
    void refusesAValueThatDoesNotFitItsPdu(long length) {
        var body = Unpooled.buffer().writeInt((int) length).writeByte(1).writeByte(2).writeZero(10);

        var unfinished = new UnfinishedValues(16);
        var data = unfinished.take(body);

        assertThat(data.values()).isEmpty();
        assertThat(unfinished.fault().orElseThrow().detail()).contains("presentation data value of " + length);
    }

    @Test
    void refusesAPduThatEndsInsideTheHeaderOfAValue() {
        var unfinished = new UnfinishedValues(4);

        unfinished.take(Unpooled.buffer().writeInt(2));

        assertThat(unfinished.fault()).isPresent();
    }

    @Test
    void writesThePayloadsWhereTheyLieAsItWouldWriteCopies() {
        var copied = Unpooled.buffer();
        PduCodec.encode(DATA, copied);
        var composed = Unpooled.compositeBuffer(Integer.MAX_VALUE);

        PduCodec.append(DATA, composed);

        assertThat(ByteBufUtil.hexDump(composed)).isEqualTo(ByteBufUtil.hexDump(copied));
    }
}
