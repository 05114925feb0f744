// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mqtt;

/// What a connection tells, on threads of its own: to be taken quickly.
public sealed interface News {
    Connection from();

    /// It stands.
    ///
    /// @param receiveMaximum QoS 1 messages that the broker takes at once (MQTT 5 3.2.2.3.3)
    /// @param mostBytes      of a packet that the broker takes (MQTT 5 3.2.2.3.6)
    record Up(Connection from, int receiveMaximum, long mostBytes) implements News {}

    /// It is over, or never came to be. Told once, and nothing after it.
    record Down(Connection from, Trouble why) implements News {}

    /// The broker answered a publish of QoS 1, or one of QoS 0 was handed to the network.
    ///
    /// @param ticket of [Connection#publish]
    /// @param reason of the PUBACK (MQTT 5 3.4.2.1); 0 where there is none
    record Answered(Connection from, long ticket, int reason) implements News {}

    /// A message came.
    ///
    /// @param done lets the acknowledgement go, in the order of arrival; from any thread, more than once does no harm
    record Arrived(Connection from, String topic, byte[] payload, Runnable done) implements News {}
}
