// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

import java.util.List;

/// One protocol data unit of the DICOM upper layer (PS3.8 9.3).
public sealed interface Pdu {

    /// A-ASSOCIATE-RQ (PS3.8 9.3.2).
    record AssociateRq(
            int protocolVersions, AeTitle called, AeTitle calling, List<ProposedContext> contexts, int maxPduBytes)
            implements Pdu {
        public AssociateRq {
            contexts = List.copyOf(contexts);
        }

        /// Bit 0 is version 1; the other bits must not be tested (PS3.8 9.3.2).
        public boolean speaksVersion1() {
            return (protocolVersions & 1) == 1;
        }
    }

    /// A-ASSOCIATE-AC (PS3.8 9.3.3).
    record AssociateAc(AeTitle called, AeTitle calling, List<AcceptedContext> contexts, int maxPduBytes)
            implements Pdu {
        public AssociateAc {
            contexts = List.copyOf(contexts);
        }
    }

    /// A-ASSOCIATE-RJ (PS3.8 9.3.4).
    record AssociateRj(int result, int source, int reason) implements Pdu {}

    /// P-DATA-TF (PS3.8 9.3.5).
    record PData(List<Pdv> values) implements Pdu {
        public PData {
            values = List.copyOf(values);
        }
    }

    /// A-RELEASE-RQ (PS3.8 9.3.6).
    record ReleaseRq() implements Pdu {}

    /// A-RELEASE-RP (PS3.8 9.3.7).
    record ReleaseRp() implements Pdu {}

    /// A-ABORT (PS3.8 9.3.8).
    record Abort(AbortReason reason) implements Pdu {}

    record ProposedContext(int id, String abstractSyntax, List<String> transferSyntaxes) {}

    record AcceptedContext(int id, String transferSyntax) {}

    record Pdv(int contextId, boolean command, boolean last, byte[] bytes) {}
}
