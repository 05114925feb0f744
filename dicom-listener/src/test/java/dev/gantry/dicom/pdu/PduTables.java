// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

import java.util.Arrays;
import java.util.List;

/// What the conformance statement says of this room.
public final class PduTables {
    private PduTables() {}

    /// Source, reason, words, when.
    public static List<List<Object>> aborts() {
        return Arrays.stream(AbortReason.values())
                .map(reason -> List.<Object>of(reason.source(), reason.source() == 0 ? "–" : reason.reason(),
                        reason.words(), when(reason)))
                .toList();
    }

    private static String when(AbortReason reason) {
        return switch (reason) {
            case BY_USER -> "The first PDU of a connection is no A-ASSOCIATE-RQ; a message breaks PS3.7 (a fragment out"
                    + " of place, a command set that is none or is too long); the peer is silent beyond the idle"
                    + " limit; an answer or a release does not come in time; the appliance stops.";
            case UNRECOGNIZED_PDU -> "An established association brings a PDU of a type that PS3.8 does not have.";
            case UNEXPECTED_PDU -> "A PDU that PS3.8 Table 9-10 does not allow in this state.";
            case INVALID_PARAMETER -> "A PDU that is longer than agreed or inconsistent in its lengths; a presentation"
                    + " data value for a context that was not accepted.";
            case UNSPECIFIED, UNRECOGNIZED_PARAMETER, UNEXPECTED_PARAMETER -> "Never sent; understood when received.";
        };
    }

    /// Result, source, reason, words, when.
    public static List<List<Object>> rejections() {
        return Arrays.stream(Rejection.values())
                .map(rejection -> List.<Object>of(
                        rejection.pdu().result() == 1 ? "1 (permanent)" : "2 (transient)",
                        source(rejection.pdu().source()), rejection.pdu().reason(), Rejection.words(rejection.pdu()),
                        when(rejection)))
                .toList();
    }

    private static String source(int source) {
        return switch (source) {
            case 1 -> "1 (user)";
            case 2 -> "2 (provider, ACSE)";
            default -> "3 (provider, presentation)";
        };
    }

    private static String when(Rejection rejection) {
        return switch (rejection) {
            case CALLED_AE_NOT_RECOGNIZED -> "The called AE title is neither `dicom.ae-title` nor one of"
                    + " `dicom.also-called`, or the caller is listed for another of them.";
            case CALLING_AE_NOT_RECOGNIZED -> "The caller is not listed, calls from an address that is not listed for"
                    + " it, calls without TLS where TLS is asked for, or shows a certificate that is made out to"
                    + " somebody else. The standard has no reasons of their own for these.";
            case APPLICATION_CONTEXT_NOT_SUPPORTED -> "The application context is not 1.2.840.10008.3.1.1.1.";
            case VERSION_NOT_SUPPORTED -> "The protocol version field has no bit for version 1.";
            case TEMPORARY_CONGESTION -> "The appliance is about to stop.";
            case LOCAL_LIMIT_EXCEEDED -> "As many associations are open, in all or from this address, as the settings"
                    + " allow.";
            case NO_REASON, PROVIDER_NO_REASON -> "Never sent; understood when received.";
        };
    }
}
