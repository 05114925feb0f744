// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.access;

import dev.gantry.dicom.pdu.AeTitle;
import java.net.InetAddress;
import java.util.Set;

/// Who asks for an association, as far as it can be seen from here.
///
/// @param implementation the implementation version name it gave (PS3.7 D.3.3.2.3), `-` for none
public record Caller(AeTitle calling, AeTitle called, InetAddress address, Line line, String implementation) {

    /// What it came by.
    public sealed interface Line {
        /// Unencrypted: nothing vouches for the caller.
        record Plain() implements Line {}

        /// TLS.
        ///
        /// @param names those that the caller's certificate is made out to; empty when it showed none
        record Encrypted(Set<String> names) implements Line {
            public Encrypted {
                names = Set.copyOf(names);
            }
        }
    }
}
