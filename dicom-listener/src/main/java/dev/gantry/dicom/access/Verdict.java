// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.access;

import dev.gantry.dicom.pdu.Rejection;

/// What a caller is told.
public sealed interface Verdict {
    /// It may call.
    record Welcome() implements Verdict {}

    /// It may call only until the appliance is live.
    record LetIn(Objection objection) implements Verdict {}

    record Refused(Objection objection) implements Verdict {
        /// The standard knows wrong titles only (PS3.8 9.3.4): who is not who it must be, or calls from where it
        /// must not, is no calling AE title that we recognize.
        public Rejection rejection() {
            return switch (objection.cause()) {
                case CALLED, CALLED_BY_IT -> Rejection.CALLED_AE_NOT_RECOGNIZED;
                case CALLING, ADDRESS, NOT_ENCRYPTED, CERTIFICATE, HANDSHAKE, WRONG_PORT ->
                        Rejection.CALLING_AE_NOT_RECOGNIZED;
            };
        }
    }
}
