// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/// One protocol data unit of the DICOM upper layer (PS3.8 9.3).
public sealed interface Pdu {
    /// The only application context there is (PS3.7 A.2.1).
    String DICOM_APPLICATION_CONTEXT = "1.2.840.10008.3.1.1.1";

    /// A-ASSOCIATE-RQ (PS3.8 9.3.2).
    record AssociateRq(
            int protocolVersions,
            String applicationContext,
            Titles titles,
            List<ProposedContext> contexts,
            UserInformation user)
            implements Pdu {
        public AssociateRq {
            contexts = List.copyOf(contexts);
        }

        public AssociateRq(Titles titles, List<ProposedContext> contexts, UserInformation user) {
            this(1, DICOM_APPLICATION_CONTEXT, titles, contexts, user);
        }

        /// Bit 0 is version 1; the other bits must not be tested (PS3.8 9.3.2).
        public boolean speaksVersion1() {
            return (protocolVersions & 1) == 1;
        }
    }

    /// A-ASSOCIATE-AC (PS3.8 9.3.3). Its titles are those of the request, to the byte, and not tested.
    record AssociateAc(Titles titles, List<ContextAnswer> contexts, UserInformation user) implements Pdu {
        public AssociateAc {
            contexts = List.copyOf(contexts);
        }
    }

    /// A-ASSOCIATE-RJ (PS3.8 9.3.4). Any numbers may arrive; those we send are in [Rejection].
    record AssociateRj(int result, int source, int reason) implements Pdu {
        /// For logs and people.
        public String words() {
            return Rejection.words(this) + (temporary() ? " (transient)" : " (permanent)");
        }

        /// The same request may be accepted later.
        public boolean temporary() {
            return result == 2;
        }
    }

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

    /// Who is called by whom.
    ///
    /// @param sent bytes 11 to 74 of the PDU, read-only: both titles with their padding, and 32 reserved bytes. An
    ///             answer repeats them as they came (PS3.8 9.3.3).
    record Titles(AeTitle called, AeTitle calling, ByteBuf sent) {
        static final int BYTES = 2 * AeTitle.BYTES + 32;

        public Titles(AeTitle called, AeTitle calling) {
            this(called, calling, written(called, calling));
        }

        static Titles received(ByteBuf field) {
            var sent = Unpooled.copiedBuffer(field).asReadOnly();
            return sent.readableBytes() < BYTES
                    ? new Titles(AeTitle.UNNAMED, AeTitle.UNNAMED)
                    : new Titles(AeTitle.received(sent.slice(0, AeTitle.BYTES)),
                            AeTitle.received(sent.slice(AeTitle.BYTES, AeTitle.BYTES)), sent);
        }

        private static ByteBuf written(AeTitle called, AeTitle calling) {
            var sent = Unpooled.buffer(BYTES, BYTES);
            called.write(sent);
            calling.write(sent);
            return sent.writeZero(32).asReadOnly();
        }
    }

    /// A presentation context as proposed (PS3.8 9.3.2.2). `id` is unique in its request, 0 to 255.
    record ProposedContext(int id, String abstractSyntax, List<String> transferSyntaxes) {
        public ProposedContext {
            transferSyntaxes = List.copyOf(transferSyntaxes);
        }
    }

    /// A presentation context as answered (PS3.8 9.3.3.2); the transfer syntax counts only with acceptance.
    record ContextAnswer(int id, ContextResult result, String transferSyntax) {
        public boolean accepted() {
            return result == ContextResult.ACCEPTANCE;
        }
    }

    /// A presentation data value (PS3.8 9.3.5.1, Annex E).
    ///
    /// @param bytes a view of the received bytes, not a copy; stays valid as long as it is held
    record Pdv(int contextId, boolean command, boolean last, ByteBuf bytes) {}
}
