// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

import dev.gantry.dicom.pdu.Decoded.Complete;
import dev.gantry.dicom.pdu.Decoded.Malformed;
import dev.gantry.dicom.pdu.Decoded.NeedMore;
import dev.gantry.dicom.pdu.Pdu.Abort;
import dev.gantry.dicom.pdu.Pdu.AssociateAc;
import dev.gantry.dicom.pdu.Pdu.AssociateRj;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import dev.gantry.dicom.pdu.Pdu.ReleaseRp;
import dev.gantry.dicom.pdu.Pdu.ReleaseRq;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.OptionalInt;

/// PDUs to bytes and back (PS3.8 9.3). Pure, and safe with any bytes: a length is believed only when it
/// fits its container and our limits, and nothing is allocated on the strength of a length alone.
public final class PduCodec {
    /// PDU type, reserved byte, length.
    public static final int HEADER_BYTES = 6;

    /// PDV length, presentation context id, message control header (PS3.8 9.3.5.1, Annex E).
    public static final int PDV_HEADER_BYTES = 6;

    /// 128 contexts with a dozen syntaxes each come to some 60 kB, user information to 64 kB at most. The
    /// standard has no limit; whoever may connect can make us hold this much.
    static final int MAX_ASSOCIATE_BYTES = 1 << 18;

    /// PS3.8 D.1 limits the PDU's variable field. Some senders count only the values, or the header too,
    /// and come out some bytes too long: that harms nobody while the buffer stays bounded, so it is let
    /// through.
    static final int TOLERATED_EXCESS_BYTES = 4096;

    private static final int ASSOCIATE_RQ = 1;
    private static final int ASSOCIATE_AC = 2;
    private static final int ASSOCIATE_RJ = 3;
    private static final int P_DATA_TF = 4;
    private static final int RELEASE_RQ = 5;
    private static final int RELEASE_RP = 6;
    private static final int ABORT = 7;
    private static final int SHORT_PDU_BYTES = 4;
    private static final int COMMAND = 1;
    private static final int LAST = 2;

    private final int maxPDataBytes;

    /// @param maxPduBytes the largest P-DATA-TF variable field that was offered to the peer
    public PduCodec(int maxPduBytes) {
        this.maxPDataBytes = maxPduBytes + TOLERATED_EXCESS_BYTES;
    }

    /// What stands at the reader index of `in`, whose indices stay as they are. Presentation data values are
    /// views of `in`; nothing else is.
    public Decoded decode(ByteBuf in) {
        int available = in.readableBytes();
        if (available == 0) {
            return new NeedMore(HEADER_BYTES);
        }
        int type = in.getUnsignedByte(in.readerIndex());
        if (type < ASSOCIATE_RQ || type > ABORT) {
            return new Malformed(AbortReason.UNRECOGNIZED_PDU, "no PDU has type %02XH".formatted(type));
        }
        if (available < HEADER_BYTES) {
            return new NeedMore(HEADER_BYTES - available);
        }
        long length = in.getUnsignedInt(in.readerIndex() + 2);
        if (length < shortest(type) || length > longest(type)) {
            return new Malformed(AbortReason.INVALID_PARAMETER,
                    "PDU %02XH of %d bytes".formatted(type, length));
        }
        int bytesUsed = HEADER_BYTES + (int) length;
        if (available < bytesUsed) {
            return new NeedMore(bytesUsed - available);
        }
        var fields = new Fields(in.slice(in.readerIndex() + HEADER_BYTES, (int) length));
        var pdu = body(type, fields);
        return fields.fault()
                .<Decoded>map(detail -> new Malformed(AbortReason.INVALID_PARAMETER, detail))
                .orElseGet(() -> new Complete(pdu, bytesUsed));
    }

    /// How many bytes of values follow the header at the reader index of `in`, where that is the whole header of
    /// a P-DATA-TF that [#decode] found nothing wrong with.
    public static OptionalInt valueBytes(ByteBuf in) {
        return in.readableBytes() >= HEADER_BYTES && in.getUnsignedByte(in.readerIndex()) == P_DATA_TF
                ? OptionalInt.of(in.getInt(in.readerIndex() + 2))
                : OptionalInt.empty();
    }

    private static int shortest(int type) {
        return switch (type) {
            case ASSOCIATE_RQ, ASSOCIATE_AC -> Items.FIXED_BYTES;
            case P_DATA_TF -> 0; // PS3.8 9.3.5 asks for one value or more; none harms nothing
            default -> SHORT_PDU_BYTES;
        };
    }

    private int longest(int type) {
        return switch (type) {
            case ASSOCIATE_RQ, ASSOCIATE_AC -> MAX_ASSOCIATE_BYTES;
            case P_DATA_TF -> maxPDataBytes;
            default -> SHORT_PDU_BYTES;
        };
    }

    private static Pdu body(int type, Fields in) {
        return switch (type) {
            case ASSOCIATE_RQ -> Items.request(in);
            case ASSOCIATE_AC -> Items.accept(in);
            case ASSOCIATE_RJ -> {
                in.skip(1, "reserved byte");
                yield new AssociateRj(in.u8("result"), in.u8("source"), in.u8("reason"));
            }
            case P_DATA_TF -> values(in);
            case RELEASE_RQ -> new ReleaseRq();
            case RELEASE_RP -> new ReleaseRp();
            default -> {
                in.skip(2, "reserved bytes");
                yield new Abort(AbortReason.received(in.u8("source"), in.u8("reason")));
            }
        };
    }

    private static PData values(Fields in) {
        var values = new ArrayList<Pdv>();
        while (in.more()) {
            long length = in.u32("value length");
            var value = in.part(length, "presentation data value");
            int contextId = value.u8("presentation context id");
            int control = value.u8("message control header");
            values.add(new Pdv(
                    contextId, (control & COMMAND) != 0, (control & LAST) != 0,
                            value.view(value.left(), "fragment")));
        }
        return new PData(values);
    }

    /// Appends the PDU's bytes to `out`.
    ///
    /// @throws IllegalArgumentException when a name or list is too long for its length field
    public static void encode(Pdu pdu, ByteBuf out) {
        int start = out.writerIndex();
        out.writeByte(type(pdu)).writeByte(0).writeInt(0);
        switch (pdu) {
            case AssociateRq request -> Items.write(request, out);
            case AssociateAc accept -> Items.write(accept, out);
            case AssociateRj(int result, int source, int reason) ->
                    out.writeByte(0).writeByte(result).writeByte(source).writeByte(reason);
            case PData(var values) -> values.forEach(value -> write(value, out));
            case ReleaseRq _, ReleaseRp _ -> out.writeInt(0);
            case Abort(var reason) -> out.writeShort(0).writeByte(reason.source()).writeByte(reason.reason());
        }
        out.setInt(start + 2, out.writerIndex() - start - HEADER_BYTES);
    }

    /// The same bytes as [#encode] appends, but payloads stay where they are: they must not change before the
    /// bytes are written.
    public static void append(PData data, CompositeByteBuf out) {
        long bytes = 0;
        for (var value : data.values()) {
            bytes += PDV_HEADER_BYTES + value.bytes().readableBytes();
        }
        // Off the heap like most payloads: Netty copies all of a write that has one part on the heap.
        var heads = Unpooled.wrappedBuffer(
                ByteBuffer.allocateDirect(HEADER_BYTES + PDV_HEADER_BYTES * data.values().size())).clear();
        heads.writeByte(P_DATA_TF).writeByte(0).writeInt((int) bytes);
        for (var value : data.values()) {
            writeHead(value, heads);
            out.addComponent(true, heads.readRetainedSlice(heads.readableBytes()));
            out.addComponent(true, value.bytes().retainedSlice());
        }
        heads.release();
    }

    private static void write(Pdv value, ByteBuf out) {
        writeHead(value, out);
        out.writeBytes(value.bytes().slice());
    }

    private static void writeHead(Pdv value, ByteBuf out) {
        out.writeInt(value.bytes().readableBytes() + 2);
        out.writeByte(value.contextId()).writeByte((value.command() ? COMMAND : 0) | (value.last() ? LAST
                : 0));
    }

    private static int type(Pdu pdu) {
        return switch (pdu) {
            case AssociateRq _ -> ASSOCIATE_RQ;
            case AssociateAc _ -> ASSOCIATE_AC;
            case AssociateRj _ -> ASSOCIATE_RJ;
            case PData _ -> P_DATA_TF;
            case ReleaseRq _ -> RELEASE_RQ;
            case ReleaseRp _ -> RELEASE_RP;
            case Abort _ -> ABORT;
        };
    }
}
