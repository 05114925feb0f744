// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.gantry.dicom.association.Association;
import dev.gantry.dicom.association.Ending;
import dev.gantry.dicom.association.ServiceUser;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.dicom.pdu.UserItem.Role;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Any bytes as presentation data values, heard by the provider, and by us as the user of a peer's services. Each
/// value: context id, message control header, length (two bytes), bytes.
public final class MessageBody {
    private static final Map<Integer, Association.Context> CONTEXTS = Stream.of(
                    new Association.Context(1, "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.2.1"),
                    new Association.Context(3, Dimse.VERIFICATION, "1.2.840.10008.1.2"))
            .collect(toUnmodifiableMap(Association.Context::id, context -> context));

    /// A C-STORE in two pieces, a C-ECHO, a C-CANCEL and a response.
    public static Stream<byte[]> seeds() {
        var store = CommandSet.empty()
                .number(Tag.COMMAND_FIELD, Dimse.C_STORE_RQ)
                .number(Tag.MESSAGE_ID, 1)
                .number(Tag.COMMAND_DATA_SET_TYPE, Dimse.DATA_SET)
                .uid(Tag.AFFECTED_SOP_CLASS_UID, "1.2.840.10008.5.1.4.1.1.2")
                .uid(Tag.AFFECTED_SOP_INSTANCE_UID, "1.2.3");
        var echo = CommandSet.empty()
                .number(Tag.COMMAND_FIELD, Dimse.C_ECHO_RQ)
                .number(Tag.MESSAGE_ID, 2)
                .number(Tag.COMMAND_DATA_SET_TYPE, Dimse.NO_DATA_SET)
                .uid(Tag.AFFECTED_SOP_CLASS_UID, Dimse.VERIFICATION);
        var response = echo.number(Tag.COMMAND_FIELD, Dimse.C_ECHO_RQ | Dimse.RESPONSE)
                .number(Tag.STATUS, 0).text(Tag.ERROR_COMMENT, "none");
        return Stream.of(
                values(value(1, 3, store.write()), value(1, 0, Unpooled.wrappedBuffer(new byte[2])),
                        value(1, 2, Unpooled.wrappedBuffer(new byte[2])), value(3, 3, echo.write())),
                values(value(3, 3, echo.number(Tag.COMMAND_FIELD, Dimse.C_CANCEL_RQ).write())),
                values(value(3, 1, response.write().slice(0, 20)), value(3, 3, response.write().slice(20, 40))));
    }

    private static ByteBuf value(int id, int control, ByteBuf bytes) {
        return Unpooled.buffer().writeByte(id).writeByte(control).writeShort(bytes.readableBytes()).writeBytes(bytes);
    }

    private static byte[] values(ByteBuf... values) {
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(values));
    }

    public void run(byte[] input) {
        var association = new Heard();
        var user = new Provider(new Discarding()).accepted(association);
        association.user = Optional.of(user);
        var reply = new Reply();
        var in = Unpooled.wrappedBuffer(input);
        while (in.readableBytes() >= 4 && !association.over) {
            int id = in.readUnsignedByte();
            int control = in.readUnsignedByte();
            int length = Math.min(in.readUnsignedShort(), in.readableBytes());
            var value = new Pdv(id, (control & 1) != 0, (control & 2) != 0, in.readSlice(length));
            if (CONTEXTS.containsKey(id)) { // the layer below sees to that
                user.received(value);
            }
            if (reply.add(value) instanceof Reply.Read.Whole(var command)) {
                command.number(Tag.STATUS);
                command.text(Tag.ERROR_COMMENT);
            }
        }
        if (!association.over) {
            user.releaseRequested(); // everything is answered, so it releases, or hangs in the middle of a message
            association.abort("the input ends");
        }
    }

    private static final class Heard implements Association {
        private Optional<ServiceUser> user = Optional.empty();
        private boolean over;

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
            return CONTEXTS;
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
            if (over) {
                throw new IllegalStateException("sent after the end");
            }
            return Future.succeededFuture();
        }

        @Override
        public void pause() {
            // nothing to pause: the input is there
        }

        @Override
        public void resume() {
            // as above
        }

        @Override
        public void execute(Runnable work) {
            work.run();
        }

        @Override
        public void release() {
            end(new Ending.Released());
        }

        @Override
        public void abort(String why) {
            end(new Ending.Aborted(why));
        }

        private void end(Ending how) {
            if (!over) {
                over = true;
                user.ifPresent(heard -> heard.ended(how));
            }
        }
    }

    private static final class Discarding implements Storage {
        @Override
        public Reception begin(Incoming object) {
            return new Reception() {
                @Override
                public void write(ByteBuffer fragment) {
                    fragment.position(fragment.limit());
                }

                @Override
                public boolean full(Runnable resume) {
                    return false;
                }

                @Override
                public Future<StoreStatus> finish() {
                    return Future.succeededFuture(StoreStatus.SUCCESS);
                }

                @Override
                public void discard() {
                    // nothing is kept
                }
            };
        }
    }
}
