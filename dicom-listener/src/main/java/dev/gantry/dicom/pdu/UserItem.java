// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/// One sub-item of the user information item (PS3.8 Annex D, PS3.7 D.3.3).
public sealed interface UserItem {

    /// Largest P-DATA-TF variable field the sender of this item takes, in bytes; 0 for any (PS3.8 D.1).
    record MaxLength(long bytes) implements UserItem {}

    /// PS3.7 D.3.3.2.
    record ImplementationClass(String uid) implements UserItem {}

    /// PS3.7 D.3.3.2.
    record ImplementationVersion(String name) implements UserItem {}

    /// Operations outstanding at once; 0 for any (PS3.7 D.3.3.3).
    record AsyncWindow(int invoked, int performed) implements UserItem {}

    /// SCP/SCU role selection (PS3.7 D.3.3.4).
    record Role(String sopClass, boolean scu, boolean scp) implements UserItem {}

    /// SOP class extended negotiation (PS3.7 D.3.3.5); what `information` means is up to the service class.
    record Extended(String sopClass, ByteBuf information) implements UserItem {}

    /// SOP class common extended negotiation (PS3.7 D.3.3.6).
    record CommonExtended(String sopClass, String serviceClass,
            List<String> relatedGeneral) implements UserItem {
        public CommonExtended {
            relatedGeneral = List.copyOf(relatedGeneral);
        }
    }

    /// User identity (PS3.7 D.3.3.7). The fields hold passwords and tickets: never logged, not in `toString`.
    record Identity(int kind, boolean answerWanted, ByteBuf primary, ByteBuf secondary) implements UserItem {
        private static final int NAME = 1;
        private static final int NAME_AND_PASSCODE = 2;

        /// By a user name, with a passcode or without; not by a token (Table D.3-14).
        public boolean named() {
            return kind == NAME || kind == NAME_AND_PASSCODE;
        }

        @Override
        public String toString() {
            return "Identity[kind=" + kind + "]";
        }
    }

    /// The acceptor's answer to a user identity (PS3.7 D.3.3.7.2).
    record IdentityAnswer(ByteBuf answer) implements UserItem {
        /// What a user name is answered with (Table D.3-15).
        public static final IdentityAnswer EMPTY = new IdentityAnswer(Unpooled.EMPTY_BUFFER);

        @Override
        public String toString() {
            return "IdentityAnswer[]";
        }
    }
}
