// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

/// What became of one object that was to be sent.
public record Sent(Outgoing object, Result result) {

    public sealed interface Result {
        /// The peer answered.
        ///
        /// @param status  PS3.4 B.2.3
        /// @param comment its error comment, or empty
        record Answered(int status, String comment) implements Result {
            /// Success, or a warning: in both cases the peer has it (Bxxx, PS3.4 B.2.3).
            public boolean stored() {
                return status == 0 || (status & 0xF000) == 0xB000;
            }
        }

        /// It was not sent, or no answer came; the peer may or may not have it.
        record NotSent(String why) implements Result {}
    }
}
