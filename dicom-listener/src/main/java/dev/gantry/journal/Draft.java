// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.journal;

/// A record on its way to the disk.
interface Draft {
    /// Composed on the thread that writes, right before it is written; asked once. Must not throw.
    byte[] payload();

    /// How long it is, as far as it is known before.
    int bytes();

    /// It is as durable as it is to be, in this segment at this offset; before its stage completes.
    default void stands(long segment, long offset) {}

    static Draft of(byte[] payload) {
        return new Draft() {
            @Override
            public byte[] payload() {
                return payload;
            }

            @Override
            public int bytes() {
                return payload.length;
            }
        };
    }
}
