// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.association.Association;
import dev.gantry.dicom.association.Ending;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Operation.Kind;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.dicom.pdu.UserItem.Role;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConversationTest {
    private static final int CT = 1;
    private static final int STEPS = 3;
    private static final List<String> UIDS = List.of(ScriptedScanner.CT, FakeService.CLASS, "1.2.3", "x", "");
    private static final List<Integer> FIELDS = List.of(0x0001, 0x0030, 0x0020, 0x0100, 0x0110, 0x0120, 0x0130,
            0x0140, 0x0150, 0x7777);

    /// Remembers what it is told to send, and whether it was aborted.
    private static final class FakeAssociation implements Association {
        final List<CommandSet> sent = new ArrayList<>();
        final List<String> aborted = new ArrayList<>();
        int released;

        @Override
        public long number() {
            return 1;
        }

        @Override
        public Titles titles() {
            return new Titles(new AeTitle("GANTRY"), new AeTitle("CT01"));
        }

        @Override
        public String peer() {
            return "127.0.0.1";
        }

        @Override
        public Map<Integer, Context> contexts() {
            return Map.of(CT, new Context(CT, ScriptedScanner.CT, ScriptedScanner.EXPLICIT),
                    STEPS, new Context(STEPS, FakeService.CLASS, ScriptedScanner.EXPLICIT));
        }

        @Override
        public Role role(String sopClass) {
            return new Role(sopClass, true, false);
        }

        @Override
        public int sendableBytes() {
            return 16_384;
        }

        @Override
        public Future<Void> send(List<PData> data) {
            data.stream().flatMap(pdu -> pdu.values().stream()).filter(Pdv::command)
                    .forEach(value -> sent.add(CommandSet.read(value.bytes().duplicate()).orElseThrow()));
            return Future.succeededFuture();
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void execute(Runnable work) {
            work.run();
        }

        @Override
        public void release() {
            released++;
        }

        @Override
        public void abort(String why) {
            aborted.add(why);
        }
    }

    private final FakeAssociation association = new FakeAssociation();
    private final Conversation conversation =
            new Conversation(association, new Services(new FakeStorage(), List.of(new FakeService())));

    private static CommandSet anything(Random random, int messageId, int field, boolean withSet) {
        var command = CommandSet.empty()
                .number(Tag.COMMAND_FIELD, field)
                .number(Tag.MESSAGE_ID, messageId)
                .number(Tag.COMMAND_DATA_SET_TYPE, withSet ? Dimse.DATA_SET : Dimse.NO_DATA_SET);
        for (int tag : new int[] {Tag.AFFECTED_SOP_CLASS_UID, Tag.REQUESTED_SOP_CLASS_UID,
            Tag.AFFECTED_SOP_INSTANCE_UID, Tag.REQUESTED_SOP_INSTANCE_UID}) {
            if (random.nextInt(4) > 0) {
                command = command.uid(tag, UIDS.get(random.nextInt(UIDS.size())));
            }
        }
        for (int tag : new int[] {Tag.EVENT_TYPE_ID, Tag.ACTION_TYPE_ID, Tag.PRIORITY, Tag.STATUS}) {
            if (random.nextBoolean()) {
                command = command.number(tag, random.nextInt(4));
            }
        }
        return command;
    }

    private void say(int context, CommandSet command) {
        conversation.received(new Pdv(context, true, true, command.write()));
    }

    private void say(int context, byte[] data, boolean last) {
        conversation.received(new Pdv(context, false, last, Unpooled.wrappedBuffer(data)));
    }

    static IntStream seeds() {
        return IntStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void answersEveryRequestOnceAndInOrderWhateverItIs(int seed) {
        var random = new Random(seed);
        var whole = new DataSetBuilder().put(Tag.MODALITY, "CT").encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
        for (int id = 1; id <= 40; id++) {
            int context = random.nextBoolean() ? CT : STEPS;
            boolean withSet = random.nextBoolean();
            say(context, anything(random, id, FIELDS.get(random.nextInt(FIELDS.size())), withSet));
            if (withSet) {
                var bytes = random.nextBoolean() ? whole : new byte[random.nextInt(64)];
                if (bytes != whole) {
                    random.nextBytes(bytes);
                }
                int cut = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
                say(context, java.util.Arrays.copyOf(bytes, cut), false);
                say(context, java.util.Arrays.copyOfRange(bytes, cut, bytes.length), true);
            }
        }

        assertThat(association.aborted).isEmpty();
        assertThat(association.sent).extracting(answer ->
                answer.number(Tag.MESSAGE_ID_BEING_RESPONDED_TO).orElse(-1))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 40).boxed().toList());
        assertThat(association.sent).allSatisfy(answer -> {
            assertThat(answer.number(Tag.STATUS)).isPresent();
            assertThat(answer.number(Tag.COMMAND_FIELD).orElse(0) & Dimse.RESPONSE).isEqualTo(Dimse.RESPONSE);
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void survivesAnyBytesInPlaceOfACommand(int seed) {
        var random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            var bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 8 && random.nextBoolean()) { // looks like a command element
                bytes[0] = 0;
                bytes[1] = 0;
                bytes[4] = (byte) (bytes.length - 8);
                bytes[5] = bytes[6] = bytes[7] = 0;
            }
            conversation.received(
                    new Pdv(CT, random.nextBoolean(), random.nextBoolean(), Unpooled.wrappedBuffer(bytes)));
        }

        assertThat(association.aborted).isNotEmpty();
    }

    @Test
    void releasesOnceAndHearsNothingAfterwards() {
        conversation.dialogue().release();
        conversation.dialogue().release();
        say(STEPS, Normalized.request(new Operation(Kind.SET, FakeService.CLASS, "1.2.3", 0,
                java.util.Optional.empty()), 1));
        conversation.ended(new Ending.Released());

        assertThat(association.released).isEqualTo(1);
        assertThat(association.sent).isEmpty();
    }
}
