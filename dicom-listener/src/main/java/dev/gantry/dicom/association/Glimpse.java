// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import io.netty.buffer.ByteBuf;
import java.util.HexFormat;
import java.util.Optional;

/// The first bytes of what was no DICOM, as a log may show them, and a guess at what they are.
record Glimpse(String guess, String hex) {
    private static final int BYTES = 16;
    private static final int TLS_HANDSHAKE = 0x16;
    private static final String TLS = "TLS";
    private static final int MLLP_START = 0x0B;

    static Glimpse of(ByteBuf bytes) {
        var first = new byte[Math.min(BYTES, bytes.readableBytes())];
        bytes.getBytes(bytes.readerIndex(), first);
        return new Glimpse(guess(first), HexFormat.of().formatHex(first));
    }

    /// What is worth remembering of who sent it.
    Optional<String> objection() {
        return guess.equals(TLS) ? Optional.of("it speaks TLS, but calls a port without") : Optional.empty();
    }

    private static String guess(byte[] first) {
        if (first.length == 0) {
            return "nothing";
        }
        return switch (first[0]) {
            case TLS_HANDSHAKE -> TLS;
            case MLLP_START -> "HL7";
            case 'G', 'P', 'H', 'O' -> "HTTP";
            case 'S' -> "SSH";
            case 1, 2, 3, 4, 5, 6, 7 -> "broken DICOM";
            default -> "unknown";
        };
    }
}
