// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import dev.gantry.dicom.pdu.PduCodec;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/// A command or data set cut into P-DATA-TF PDUs that the peer takes (PS3.7 9, PS3.8 Annex E).
final class Fragments {
    private Fragments() {}

    /// All of even length, if `bytes` are: some peers abort at others.
    ///
    /// @param end           the last byte of the set is among `bytes`
    /// @param sendableBytes largest variable field of a P-DATA-TF, the PDV's header counted
    static List<PData> of(int contextId, boolean command, boolean end, ByteBuf bytes, int sendableBytes) {
        int payload = (sendableBytes - PduCodec.PDV_HEADER_BYTES) & ~1;
        var pdus = new ArrayList<PData>();
        do {
            var fragment = bytes.readSlice(Math.min(payload, bytes.readableBytes()));
            boolean last = end && !bytes.isReadable();
            pdus.add(new PData(List.of(new Pdv(contextId, command, last, fragment))));
        } while (bytes.isReadable());
        return pdus;
    }
}
