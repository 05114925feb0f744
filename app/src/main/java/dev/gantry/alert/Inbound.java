// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

/// Who hears what receivers write.
@FunctionalInterface
public interface Inbound {
    /// Somebody wrote to `ack/<receiver>`. Called on a thread that may wait a little; what it throws is counted and the
    /// message let go.
    ///
    /// @param receiver the last level of the topic: letters, digits, `.`, `_` and `-`, at most 64
    /// @param payload  any bytes, at most [Inbox#MOST_ACK_BYTES]
    /// @param done     to be run, on any thread, once it need not be heard again: only then is it acknowledged to the
    ///                 broker, which otherwise sends it again. The order of arrival is kept: it also holds up what came
    ///                 after it
    void acknowledged(String receiver, byte[] payload, Runnable done);
}
