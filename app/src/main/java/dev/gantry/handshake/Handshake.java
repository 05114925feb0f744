// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.handshake;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Something that happened between a caller and us.
///
/// @param seq grows by one with each
public record Handshake(long seq, Instant at, Who who, What what) {

    /// @param calling        its AE title; empty where it never came to say it
    /// @param called         whom it called; empty likewise
    /// @param address        its network address
    /// @param implementation the implementation version name it gave; `-` for none
    public record Who(String calling, String called, String address, String implementation) {}

    public sealed interface What {
        /// It has an association.
        ///
        /// @param number   as in the log
        /// @param taken    presentation contexts that were accepted
        /// @param declined those that were not, each with what to change
        /// @param echo     it can only ask whether we are there (C-ECHO)
        record Associated(long number, int taken, List<Advice> declined, boolean echo) implements What {}

        /// It has one only because the appliance is not live.
        ///
        /// @param allowable an allow would let it in for good
        record LetIn(Advice advice, boolean allowable) implements What {}

        /// @param allowable an allow would let it in
        record Refused(Advice advice, boolean allowable) implements What {}

        /// @param aborted why, where it was not released in order
        record Ended(long number, Optional<String> aborted) implements What {}
    }

    /// @param why    in plain words
    /// @param remedy what to change
    public record Advice(String why, String remedy) {}
}
