// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trail;

import dev.gantry.config.AuditTrailSettings.Identifiers;
import dev.gantry.pseudonym.KeyRing;
import dev.gantry.pseudonym.Pseudonyms;
import dev.gantry.trail.Event.Subject;
import java.math.BigInteger;
import java.util.Base64;
import java.util.Optional;

/// How studies and patients are named in the trail: by pseudonyms, unless the site wants them in clear.
record Naming(Identifiers identifiers, KeyRing ring) {
    /// The root of UIDs that are made of 128 bits (PS3.5 B.2).
    private static final String UID_ROOT = "2.25.";

    /// @param id        what stands where the standard wants the identifier; a study's has the form of a UID
    /// @param pseudonym what it was made of, as outcomes and the look-up have it
    record Name(String id, Optional<Pseudonym> pseudonym) {}

    /// @param keyId which key made it
    record Pseudonym(String text, String keyId) {}

    Name study(Subject subject) {
        if (identifiers == Identifiers.CLEAR) {
            return new Name(subject.studyUid(), Optional.empty());
        }
        var newest = ring.newest();
        var pseudonym = newest.study(subject.studyUid());
        var uid = UID_ROOT + new BigInteger(1, Base64.getUrlDecoder().decode(pseudonym));
        return new Name(uid, Optional.of(new Pseudonym(pseudonym, newest.keyId())));
    }

    /// Empty when the instances name none.
    Optional<Name> patient(Subject subject) {
        if (subject.patientId().isBlank()) {
            return Optional.empty();
        }
        return Optional.of(identifiers == Identifiers.CLEAR
                ? new Name(subject.patientId(), Optional.empty())
                : pseudonym(subject, ring.newest()));
    }

    private static Name pseudonym(Subject subject, Pseudonyms newest) {
        var pseudonym = newest.patient(subject.issuer(), subject.patientId());
        return new Name(pseudonym, Optional.of(new Pseudonym(pseudonym, newest.keyId())));
    }
}
