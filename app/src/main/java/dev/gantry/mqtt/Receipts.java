// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mqtt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;

/// Acknowledges in the order of arrival what is done in any order (MQTT 5 4.6: PUBACKs go in the order of the
/// PUBLISHes). Thread-safe.
final class Receipts {
    private static final class Receipt {
        final int packetId;
        boolean done;

        Receipt(int packetId) {
            this.packetId = packetId;
        }
    }

    private final IntConsumer acknowledge;
    private final Deque<Receipt> open = new ArrayDeque<>();
    private boolean over;

    /// @param acknowledge sends the PUBACK of a packet
    Receipts(IntConsumer acknowledge) {
        this.acknowledge = acknowledge;
    }

    /// @return to be run when the message is done with
    synchronized Runnable arrived(int packetId) {
        var receipt = new Receipt(packetId);
        open.add(receipt);
        return () -> done(receipt);
    }

    private synchronized void done(Receipt receipt) {
        receipt.done = true;
        while (!over && !open.isEmpty() && open.element().done) {
            acknowledge.accept(open.remove().packetId);
        }
    }

    /// The connection is gone: its packet ids mean nothing any more.
    synchronized void end() {
        over = true;
        open.clear();
    }
}
