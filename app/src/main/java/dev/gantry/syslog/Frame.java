// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.syslog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// A message as it travels: the header of RFC 5424 6.2, the text, and how long both are (RFC 5425 4.3).
final class Frame {
    /// Security and authorization messages (RFC 5424 Table 1), as PS3.15 A.6 asks.
    private static final int FACILITY = 10;
    /// `sequenceId` starts again at 1 after it (RFC 5424 7.3.1).
    private static final long MOST_SEQUENCE = Integer.MAX_VALUE;
    /// Says that the text is UTF-8 (RFC 5424 6.4).
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Frame() {}

    /// @param number of the message, from 1: a receiver sees by it what is missing, and what came twice
    static byte[] of(Message message, Originator from, long number) {
        int priority = FACILITY * 8 + message.severity().code();
        long sequence = (number - 1) % MOST_SEQUENCE + 1;
        var bytes = "<%d>1 %s %s %s %s %s [meta sequenceId=\"%d\"] %c%s".formatted(
                priority, TIME.format(message.at()), from.host(), from.application(), from.process(), message.id(),
                sequence, BYTE_ORDER_MARK, message.text()).getBytes(UTF_8);
        var length = (bytes.length + " ").getBytes(US_ASCII);
        return ByteBuffer.allocate(length.length + bytes.length).put(length).put(bytes).array();
    }
}
