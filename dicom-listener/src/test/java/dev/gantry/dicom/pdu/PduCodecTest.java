// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.pdu.Decoded.Complete;
import dev.gantry.dicom.pdu.Decoded.Malformed;
import dev.gantry.dicom.pdu.Decoded.NeedMore;
import dev.gantry.dicom.pdu.Pdu.Abort;
import dev.gantry.dicom.pdu.Pdu.AssociateAc;
import dev.gantry.dicom.pdu.Pdu.AssociateRj;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.UserItem.AsyncWindow;
import dev.gantry.dicom.pdu.UserItem.CommonExtended;
import dev.gantry.dicom.pdu.UserItem.Identity;
import dev.gantry.dicom.pdu.UserItem.Role;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PduCodecTest {
    static final PduCodec CODEC = new PduCodec(16_384);

    /// One field per line, a note after the hash.
    static ByteBuf fixture(String name) throws IOException {
        try (var in = PduCodecTest.class.getResourceAsStream("/pdu/" + name + ".hex")) {
            var digits = new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("#.*|\\s", "");
            return Unpooled.wrappedBuffer(HexFormat.of().parseHex(digits));
        }
    }

    private static Pdu decoded(ByteBuf bytes) {
        assertThat(CODEC.decode(bytes)).isInstanceOf(Complete.class);
        return ((Complete) CODEC.decode(bytes)).pdu();
    }

    @ParameterizedTest
    @ValueSource(strings = {"associate-rq-verification", "associate-rq-everything", "associate-rj", "p-data",
        "release-rq", "release-rp", "abort"})
    void writesWhatItRead(String name) throws IOException {
        var bytes = fixture(name);
        var out = Unpooled.buffer();

        PduCodec.encode(decoded(bytes), out);

        assertThat(HexFormat.of().formatHex(out.array(), 0, out.readableBytes()))
                .isEqualTo(HexFormat.of().formatHex(bytes.array()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"associate-rq-everything", "associate-rq-odd", "associate-ac", "p-data", "abort"})
    void readsWhatItWrote(String name) throws IOException {
        var pdu = decoded(fixture(name));
        var out = Unpooled.buffer();

        PduCodec.encode(pdu, out);

        assertThat(decoded(out)).isEqualTo(pdu);
    }

    @ParameterizedTest
    @ValueSource(strings = {"associate-rq-verification", "associate-rq-everything", "associate-rq-odd",
            "associate-ac",
        "associate-rj", "p-data", "release-rq", "release-rp", "abort"})
    void asksForMoreAtEveryTruncation(String name) throws IOException {
        var bytes = fixture(name);

        for (int length = 0; length < bytes.readableBytes(); length++) {
            var part = bytes.slice(0, length);
            assertThat(CODEC.decode(part)).isInstanceOf(NeedMore.class);
            assertThat(((NeedMore) CODEC.decode(part)).bytesMissing())
                    .isBetween(1, bytes.readableBytes() - length);
        }
    }

    /// The PDU's own length is made to fit, so that an item inside ends too early.
    @ParameterizedTest
    @ValueSource(strings = {"associate-rq-everything", "associate-ac", "p-data"})
    void neverReadsBeyondACutContainer(String name) throws IOException {
        var bytes = fixture(name);
        int malformed = 0;

        for (int length = 6; length < bytes.readableBytes(); length++) {
            var part = bytes.copy(0, length).setInt(2, length - 6);
            malformed += CODEC.decode(part) instanceof Malformed ? 1 : 0;
        }

        assertThat(malformed).isGreaterThan(bytes.readableBytes() / 3);
    }

    @Test
    void readsEveryItemOfARequest() throws IOException {
        var request = (AssociateRq) decoded(fixture("associate-rq-everything"));

        assertThat(request.applicationContext()).isEqualTo(Pdu.DICOM_APPLICATION_CONTEXT);
        assertThat(request.contexts()).containsExactly(
                new ProposedContext(1, "1.2.840.10008.1.1",
                        List.of("1.2.840.10008.1.2", "1.2.840.10008.1.2.1")),
                new ProposedContext(3, "1.2.840.10008.5.1.4.1.1.2", List.of("1.2.840.10008.1.2.1")));
        assertThat(request.user().sendableBytes()).isEqualTo(16_384);
        assertThat(request.user().first(AsyncWindow.class)).contains(new AsyncWindow(4, 4));
        assertThat(request.user().first(Role.class)).contains(
                new Role("1.2.840.10008.5.1.4.1.1.2", true, false));
        assertThat(request.user().first(CommonExtended.class).orElseThrow().relatedGeneral())
                .containsExactly("1.2.840.10008.1.1");
        assertThat(request.user().first(Identity.class).orElseThrow().primary())
                .isEqualTo(Unpooled.copiedBuffer("bob", StandardCharsets.US_ASCII));
        assertThat(request.toString()).doesNotContain("bob").doesNotContain("pw");
    }

    @Test
    void isLenientWithPaddingEmptyTitlesAndUnknownItems() throws IOException {
        var request = (AssociateRq) decoded(fixture("associate-rq-odd"));

        assertThat(request.titles().called()).isEqualTo(new AeTitle("GANTRY"));
        assertThat(request.titles().calling()).isEqualTo(AeTitle.UNNAMED);
        assertThat(request.contexts())
                .containsExactly(new ProposedContext(2, "1.2.840.10008.1.1", List.of("1.2.840.10008.1.2")));
    }

    /// PS3.8 9.3.3: bytes 11 to 74 of the answer are those of the request, whatever their padding.
    @Test
    void repeatsTheTitlesOfARequestToTheByte() throws IOException {
        var asked = fixture("associate-rq-odd");
        asked.setByte(60, 'x'); // reserved
        var out = Unpooled.buffer();

        var request = (AssociateRq) decoded(asked);
        PduCodec.encode(new AssociateAc(request.titles(), List.of(), request.user()), out);

        assertThat(out.slice(10, 64)).isEqualTo(asked.slice(10, 64));
    }

    @Test
    void readsTheAnswerToAUserIdentity() throws IOException {
        var answer = (AssociateAc) decoded(fixture("associate-ac"));
        var user = new UserInformation(List.of(UserItem.IdentityAnswer.EMPTY));
        var out = Unpooled.buffer();
        PduCodec.encode(new AssociateAc(answer.titles(), List.of(), user), out);

        assertThat(((AssociateAc) decoded(out)).user().first(UserItem.IdentityAnswer.class))
                .contains(UserItem.IdentityAnswer.EMPTY);
    }

    @Test
    void readsARequestOfAsManyItemsAsItsLimitHoldsInNoTime() {
        var request = Unpooled.buffer().writeShort(0x0100).writeInt(PduCodec.MAX_ASSOCIATE_BYTES)
                .writeShort(1).writeZero(Items.FIXED_BYTES - 2);
        while (request.readableBytes() < PduCodec.MAX_ASSOCIATE_BYTES + 6) {
            request.writeInt(0x66000000);
        }
        var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();

        assertThat(CODEC.decode(request)).isInstanceOf(Complete.class);
        assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000_000);
    }

    @Test
    void putsNoEndlessNameIntoALog() {
        var user = new UserInformation(List.of(new UserItem.ImplementationVersion("x".repeat(60_000))));

        assertThat(user.implementation()).hasSize(16);
    }

    @Test
    void readsARejectedContextWithoutATransferSyntax() throws IOException {
        var accept = (AssociateAc) decoded(fixture("associate-ac"));

        assertThat(accept.contexts().get(1).result()).isEqualTo(ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED);
        assertThat(accept.contexts().get(1).accepted()).isFalse();
    }

    @Test
    void givesViewsOfPayloadsNotCopies() throws IOException {
        var bytes = fixture("p-data");
        var data = (PData) decoded(bytes);

        bytes.setByte(12, 'Z');

        assertThat(data.values()).hasSize(3);
        assertThat(data.values().getFirst().bytes().getByte(0)).isEqualTo((byte) 'Z');
    }

    @Test
    void holdsNothingOfTheBytesOfARequest() throws IOException {
        var bytes = fixture("associate-rq-everything");
        var request = decoded(bytes);

        bytes.setZero(0, bytes.readableBytes());

        assertThat(request).isEqualTo(decoded(fixture("associate-rq-everything")));
    }

    @Test
    void refusesARepeatedContextId() throws IOException {
        var request = fixture("associate-rq-everything");
        int second = request.indexOf(110, request.readableBytes(), (byte) 3);
        while (request.getByte(second - 4) != 0x20) {
            second = request.indexOf(second + 1, request.readableBytes(), (byte) 3);
        }
        request.setByte(second, 1);

        assertThat(CODEC.decode(request)).isEqualTo(
                new Malformed(AbortReason.INVALID_PARAMETER, "presentation context 1 comes twice"));
    }

    @Test
    void refusesLengthsBeyondItsLimitsBeforeTheirBytesCome() {
        var associate = Unpooled.buffer().writeShort(0x0100).writeInt(PduCodec.MAX_ASSOCIATE_BYTES + 1);
        var data = Unpooled.buffer().writeShort(0x0400).writeInt(
                16_384 + PduCodec.TOLERATED_EXCESS_BYTES + 1);
        var huge = Unpooled.buffer().writeShort(0x0400).writeInt(-1);

        assertThat(List.of(associate, data, huge)).allSatisfy(
                bytes -> assertThat(CODEC.decode(bytes)).isInstanceOf(Malformed.class));
    }

    @Test
    void toleratesAPeerThatExceedsTheOfferedLengthALittle() {
        var data = Unpooled.buffer().writeShort(0x0400).writeInt(16_384 + 6);

        assertThat(CODEC.decode(data)).isEqualTo(new NeedMore(16_390));
    }

    @Test
    void knowsOtherProtocolsByTheirFirstByte() {
        assertThat(CODEC.decode(Unpooled.copiedBuffer("G", StandardCharsets.US_ASCII)))
                .isEqualTo(new Malformed(AbortReason.UNRECOGNIZED_PDU, "no PDU has type 47H"));
    }

    @Test
    void mapsAbortReasonsNobodyDefined() {
        assertThat(decoded(Unpooled.wrappedBuffer(new byte[] {7, 0, 0, 0, 0, 4, 0, 0, 2, 99})))
                .isEqualTo(new Abort(AbortReason.UNSPECIFIED));
        assertThat(decoded(Unpooled.wrappedBuffer(new byte[] {7, 0, 0, 0, 0, 4, 0, 0, 0, 99})))
                .isEqualTo(new Abort(AbortReason.BY_USER));
        assertThat(new AssociateRj(1, 1, 7).words()).isEqualTo("called AE title not recognized (permanent)");
        assertThat(new AssociateRj(2, 9, 9).words()).isEqualTo("source 9, reason 9 (transient)");
    }

    /// PS3.8 Table 9-26.
    @ParameterizedTest(name = "{0} is {1}/{2}")
    @CsvSource({"BY_USER,0,0", "UNSPECIFIED,2,0", "UNRECOGNIZED_PDU,2,1", "UNEXPECTED_PDU,2,2",
            "UNRECOGNIZED_PARAMETER,2,4", "UNEXPECTED_PARAMETER,2,5", "INVALID_PARAMETER,2,6"})
    void abortsWithTheCodesOfTheTable(AbortReason reason, byte source, byte code) {
        var out = Unpooled.buffer();

        PduCodec.encode(new Abort(reason), out);

        assertThat(out).isEqualTo(Unpooled.wrappedBuffer(new byte[] {7, 0, 0, 0, 0, 4, 0, 0, source, code}));
        assertThat(decoded(out)).isEqualTo(new Abort(reason));
    }

    /// PS3.8 Table 9-21.
    @ParameterizedTest(name = "{0} is {1}/{2}/{3}")
    @CsvSource({"NO_REASON,1,1,1", "APPLICATION_CONTEXT_NOT_SUPPORTED,1,1,2", "CALLING_AE_NOT_RECOGNIZED,1,1,3",
            "CALLED_AE_NOT_RECOGNIZED,1,1,7", "PROVIDER_NO_REASON,1,2,1", "VERSION_NOT_SUPPORTED,1,2,2",
            "TEMPORARY_CONGESTION,2,3,1", "LOCAL_LIMIT_EXCEEDED,2,3,2"})
    void rejectsWithTheCodesOfTheTable(Rejection rejection, byte result, byte source, byte code) {
        var out = Unpooled.buffer();

        PduCodec.encode(rejection.pdu(), out);

        assertThat(out).isEqualTo(Unpooled.wrappedBuffer(new byte[] {3, 0, 0, 0, 0, 4, 0, result, source, code}));
    }

    /// What each kind of damage is called on the wire.
    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource({
        "00,UNRECOGNIZED_PDU,no PDU has type 00H",
        "08,UNRECOGNIZED_PDU,no PDU has type 08H",
        "050000000005,INVALID_PARAMETER,PDU 05H of 5 bytes",
        "070000000000,INVALID_PARAMETER,PDU 07H of 0 bytes",
        "010000000010,INVALID_PARAMETER,PDU 01H of 16 bytes",
        "04000000000500000001FF,INVALID_PARAMETER,message control header of 1 bytes in 0",
        "040000000006000000090103,INVALID_PARAMETER,presentation data value of 9 bytes in 2",
        "0400000000020000,INVALID_PARAMETER,value length of 4 bytes in 2"})
    void namesWhatIsWrong(String hex, AbortReason reason, String detail) {
        assertThat(CODEC.decode(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex))))
                .isEqualTo(new Malformed(reason, detail));
    }

    /// Reserved bytes and bits are sent as zero and never tested (PS3.8 9.3.1).
    @Test
    void testsNoReservedField() throws IOException {
        var release = Unpooled.wrappedBuffer(new byte[] {5, 99, 0, 0, 0, 4, 9, 9, 9, 9});
        var abort = Unpooled.wrappedBuffer(new byte[] {7, 99, 0, 0, 0, 4, 9, 9, 2, 2});
        var reject = Unpooled.wrappedBuffer(new byte[] {3, 99, 0, 0, 0, 4, 9, 1, 1, 7});
        var data = Unpooled.wrappedBuffer(new byte[] {4, 99, 0, 0, 0, 6, 0, 0, 0, 2, 1, (byte) 0xFF});
        var request = fixture("associate-rq-verification");
        var asked = decoded(request);
        request.setByte(1, 99).setShort(8, 0x9999);

        assertThat(decoded(release)).isEqualTo(new Pdu.ReleaseRq());
        assertThat(decoded(abort)).isEqualTo(new Abort(AbortReason.UNEXPECTED_PDU));
        assertThat(decoded(reject)).isEqualTo(new AssociateRj(1, 1, 7));
        assertThat(decoded(data)).isEqualTo(new PData(List.of(new Pdu.Pdv(1, true, true, Unpooled.EMPTY_BUFFER))));
        assertThat(decoded(request)).isEqualTo(asked);
    }

    @Test
    void survivesAnyBytes() throws IOException {
        var random = new Random(20_261_121);
        var seeds = List.of(fixture("associate-rq-everything"), fixture("associate-ac"), fixture("p-data"));
        var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();

        for (int round = 0; round < 200_000; round++) {
            var bytes = round % 2 == 0 ? noise(random) : bent(seeds.get(round / 2 % seeds.size()), random);
            switch (CODEC.decode(bytes)) {
                case Complete(_, int used) -> assertThat(used).isLessThanOrEqualTo(bytes.readableBytes());
                case NeedMore(int missing) -> assertThat(missing).isPositive();
                case Malformed(_, var detail) -> assertThat(detail).matches("[ -~]+");
            }
        }

        assertThat((thread.getCurrentThreadAllocatedBytes() - before) / 200_000).isLessThan(40_000);
    }

    private static ByteBuf noise(Random random) {
        var bytes = new byte[random.nextInt(256)];
        random.nextBytes(bytes);
        if (bytes.length > 6) {
            bytes[0] = (byte) (1 + random.nextInt(7));
            bytes[2] = bytes[3] = bytes[4] = 0;
            bytes[5] = (byte) (bytes.length - 6);
        }
        return Unpooled.wrappedBuffer(bytes);
    }

    private static ByteBuf bent(ByteBuf seed, Random random) {
        var bytes = seed.copy();
        for (int i = 0; i < 3; i++) {
            bytes.setByte(6 + random.nextInt(bytes.readableBytes() - 6), random.nextInt(256));
        }
        return bytes;
    }
}
