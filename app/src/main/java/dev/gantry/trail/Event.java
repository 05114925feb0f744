// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trail;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Something that the audit trail tells of (PS3.15 A.5.3).
sealed interface Event {
    Instant at();

    /// Application Activity (A.5.3.1).
    record Application(Instant at, boolean started) implements Event {}

    /// Begin Transferring DICOM Instances (A.5.3.3).
    ///
    /// @param sopClasses of what came first, with how many
    record Begun(Instant at, Sender sender, Subject subject, Map<String, Integer> sopClasses) implements Event {
        public Begun {
            sopClasses = Map.copyOf(sopClasses);
        }
    }

    /// DICOM Instances Transferred (A.5.3.7).
    ///
    /// @param sopClasses of what came, with how many
    record Transferred(Instant at, Sender sender, Subject subject, Map<String, Integer> sopClasses, Effect effect)
            implements Event {
        public Transferred {
            sopClasses = Map.copyOf(sopClasses);
        }
    }

    /// What instances did that came.
    enum Effect {
        /// They are kept, and were not here before.
        NEW,
        /// Some of them replace what was here.
        CHANGED,
        /// They were all here before.
        REPEATED,
        /// They could not be kept; their sender was told so.
        FAILED
    }

    /// Security Alert (A.5.3.11): somebody was not let in.
    ///
    /// @param node    as it named itself, or its address where it never came to that
    /// @param unknown it is not who may call; otherwise it asked for what it may not
    /// @param count   how often, since it was first remembered
    record Refused(Instant at, String node, String address, boolean unknown, String why, long count) implements Event {}

    /// Security Alert: a person changed the settings of the appliance while it runs.
    ///
    /// @param keys dotted
    record Changed(Instant at, List<String> keys) implements Event {
        public Changed {
            keys = List.copyOf(keys);
        }
    }

    /// Security Alert: an engineer changed something at a page.
    record Acted(Instant at, Act act) implements Event {}

    /// Security Alert: a person did something with the keys of the pseudonyms.
    ///
    /// @param what  `key-export`, `key-backup`, `key-restore`
    /// @param facts as the local audit has them
    record Keys(Instant at, String who, String what, String facts) implements Event {}

    /// User Authentication (A.5.3.12).
    record Login(Instant at, String person, String address, boolean out, boolean succeeded) implements Event {}

    /// Query (A.5.3.10): a system asked which exam a pseudonym stands for.
    ///
    /// @param who    the subject of its certificate
    /// @param status of HTTP
    record Asked(Instant at, String who, String address, String pseudonym, String status) implements Event {}

    /// Security Alert: the trail itself lost events, or loses none any more.
    ///
    /// @param lost how many, when it is over
    record Gap(Instant at, boolean over, long lost) implements Event {}

    /// @param calling AE title
    /// @param address network address, without port
    record Sender(String calling, String called, String address) {}

    /// Whose instances: patient data, so its text shows none of it.
    ///
    /// @param patientId empty when the instances have none
    /// @param issuer    of the patient ID; empty when not given
    record Subject(String studyUid, String patientId, String issuer) {
        @Override
        public String toString() {
            return "Subject[hidden]";
        }
    }
}
