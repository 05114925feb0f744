// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

import dev.gantry.dicom.pdu.UserItem.ImplementationVersion;
import dev.gantry.dicom.pdu.UserItem.MaxLength;
import java.util.List;
import java.util.Optional;

/// What a peer tells of itself (PS3.8 9.3.2.3), in the order it came. Unknown sub-items are not in it.
public record UserInformation(List<UserItem> items) {
    /// What may be sent to a peer that did not say: what every implementation takes.
    private static final int CAUTIOUS_PDU_BYTES = 16_384;
    /// What is sent to a peer that takes any length.
    private static final int UNLIMITED_PDU_BYTES = 262_144;
    /// A peer that claims to take less could not be sent one command; it is taken to mean this.
    private static final int SMALLEST_PDU_BYTES = 64;
    private static final int NAME_CHARACTERS = 16;

    public UserInformation {
        items = List.copyOf(items);
    }

    public <T extends UserItem> Optional<T> first(Class<T> kind) {
        return items.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    public <T extends UserItem> List<T> all(Class<T> kind) {
        return items.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /// The largest P-DATA-TF variable field to send to this peer, in bytes: 64 to 262144 (PS3.8 D.1).
    public int sendableBytes() {
        long said = first(MaxLength.class).map(MaxLength::bytes).orElse((long) CAUTIOUS_PDU_BYTES);
        return said == 0 ? UNLIMITED_PDU_BYTES : Math.clamp(said, SMALLEST_PDU_BYTES, UNLIMITED_PDU_BYTES);
    }

    /// The implementation version name, for logs: at most its 16 characters (PS3.7 D.3.3.2.3); `-` when the peer
    /// sent none.
    public String implementation() {
        return first(ImplementationVersion.class).map(ImplementationVersion::name)
                .map(name -> name.substring(0, Math.min(name.length(), NAME_CHARACTERS)))
                .orElse("-");
    }
}
