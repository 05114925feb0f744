// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.pdu.Pdu.Pdv;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/// Puts the response commands of a peer together.
final class Reply {
    private ByteBuf bytes = Unpooled.buffer();

    /// What the fragments so far amount to.
    sealed interface Read {
        record More() implements Read {}

        record Whole(CommandSet command) implements Read {}

        record Wrong(String why) implements Read {}
    }

    Read add(Pdv value) {
        if (!value.command()) {
            return new Read.Wrong("a data set instead of a response");
        }
        if (bytes.readableBytes() + value.bytes().readableBytes() > CommandSet.MAX_BYTES) {
            return new Read.Wrong("a response over " + CommandSet.MAX_BYTES + " bytes");
        }
        bytes.writeBytes(value.bytes().slice());
        if (!value.last()) {
            return new Read.More();
        }
        Optional<CommandSet> command = CommandSet.read(bytes);
        bytes = Unpooled.buffer();
        return command.<Read>map(Read.Whole::new).orElseGet(() ->
                new Read.Wrong("a response that is no command set"));
    }
}
