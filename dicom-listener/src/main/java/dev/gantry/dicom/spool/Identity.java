// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.spool.Kinship.Part;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/// To whom an object says it belongs, as far as it must be told from another.
///
/// Patient and accession are digests over the SOP Instance UID too, so that they can be compared only among objects
/// of one instance: the register remembers them longer than the spool holds the objects.
///
/// @param study     Study Instance UID; the SOP Instance UID when the object names no study; a digest when it is not
///                  even 64 printable characters, as it stands in the journal
/// @param patient   first 64 bits of SHA-256, hexadecimal; empty in journals of version 0.1.0, where it is not known
/// @param accession likewise
record Identity(String study, String patient, String accession) {
    private static final int DIGEST_BYTES = 8;
    /// Laxer than PS3.5 9.1: some senders put letters into UIDs.
    private static final Pattern FIT = Pattern.compile("[\\x21-\\x7e&&[^:]]{1,64}");
    private static final int ISSUER_OF_PATIENT_ID = 0x0010_0021;

    /// What an entry of version 0.1.0 tells.
    static final Identity UNKNOWN = new Identity("", "", "");

    static Identity of(DataSet header, String sopInstanceUid) {
        var study = header.text(Tag.STUDY_INSTANCE_UID).orElse(sopInstanceUid);
        return new Identity(FIT.matcher(study).matches() ? study : "unfit-" + digest(study),
                digest(sopInstanceUid, header.text(Tag.PATIENT_ID).orElse(""),
                        header.text(ISSUER_OF_PATIENT_ID).orElse("")),
                digest(sopInstanceUid, header.text(Tag.ACCESSION_NUMBER).orElse("")));
    }

    private static String digest(String... parts) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                sha.update(part.getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
            }
            return HexFormat.of().formatHex(sha.digest(), 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// In what `other` differs; nothing when one of the two is not known.
    Set<Part> changed(Identity other) {
        var parts = EnumSet.noneOf(Part.class);
        if (equals(UNKNOWN) || other.equals(UNKNOWN)) {
            return parts;
        }
        if (!patient.equals(other.patient)) {
            parts.add(Part.PATIENT);
        }
        if (!study.equals(other.study)) {
            parts.add(Part.STUDY);
        }
        if (!accession.equals(other.accession)) {
            parts.add(Part.ACCESSION);
        }
        return parts;
    }
}
