// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.pdu.Decoded.Malformed;
import dev.gantry.dicom.pdu.AbortReason;
import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import dev.gantry.dicom.pdu.PduCodec;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A P-DATA-TF whose end has not come yet, handed on as it comes (PS3.8 9.3.5).
///
/// Nothing in a message depends on how its fragments were cut (PS3.8 Annex E), so part of a value is as good as
/// a value: what is here already needs no buffer to wait in. A large PDU costs no memory that way, and its bytes
/// are copied once less.
final class UnfinishedValues {
    private static final int CONTROL_BYTES = 2;
    private static final int COMMAND = 1;
    private static final int LAST = 2;

    private final byte[] head = new byte[PduCodec.PDV_HEADER_BYTES];
    private int headFilled;
    private long pduLeft;
    private long valueLeft;
    private int contextId;
    private int control;
    private Optional<Malformed> fault = Optional.empty();

    /// Begins after the PDU's header.
    UnfinishedValues(long pduBytes) {
        pduLeft = pduBytes;
    }

    /// The whole PDU has come.
    boolean ended() {
        return pduLeft == 0;
    }

    /// What stands where a value should; then nothing more may be taken.
    Optional<Malformed> fault() {
        return fault;
    }

    /// Takes what belongs to this PDU from `in`; payloads are views of it.
    PData take(ByteBuf in) {
        List<Pdv> values = new ArrayList<>();
        while (pduLeft > 0 && in.isReadable() && fault.isEmpty()) {
            if (valueLeft > 0) {
                values.add(part(in));
            } else {
                header(in, values);
            }
        }
        return new PData(values);
    }

    private Pdv part(ByteBuf in) {
        int count = (int) Math.min(valueLeft, in.readableBytes());
        valueLeft -= count;
        pduLeft -= count;
        return value(in.readSlice(count));
    }

    private Pdv value(ByteBuf bytes) {
        return new Pdv(contextId, (control & COMMAND) != 0, (control & LAST) != 0 && valueLeft == 0, bytes);
    }

    private void header(ByteBuf in, List<Pdv> values) {
        int count = (int) Math.min(Math.min(head.length - headFilled, in.readableBytes()), pduLeft);
        in.readBytes(head, headFilled, count);
        headFilled += count;
        pduLeft -= count;
        if (headFilled < head.length) {
            if (pduLeft == 0) {
                fail("a presentation data value of " + headFilled + " bytes");
            }
            return;
        }
        headFilled = 0;
        long length = Integer.toUnsignedLong(
                (head[0] & 0xFF) << 24 | (head[1] & 0xFF) << 16 | (head[2] & 0xFF) << 8 | head[3] & 0xFF);
        if (length < CONTROL_BYTES || length - CONTROL_BYTES > pduLeft) {
            fail("presentation data value of " + length + " bytes in " + (pduLeft + CONTROL_BYTES));
            return;
        }
        contextId = head[4] & 0xFF;
        control = head[5] & 0xFF;
        valueLeft = length - CONTROL_BYTES;
        if (valueLeft == 0) {
            values.add(value(in.slice(in.readerIndex(), 0)));
        }
    }

    private void fail(String detail) {
        fault = Optional.of(new Malformed(AbortReason.INVALID_PARAMETER, detail));
    }
}
