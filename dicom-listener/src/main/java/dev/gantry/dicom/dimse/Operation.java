// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.data.DataSet;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One normalized operation or notification that is asked for (PS3.7 10).
///
/// @param sopClassUid    that of its presentation context
/// @param sopInstanceUid what it is about; for an N-CREATE that names none, one made up for it
/// @param typeId         of the event or the action; 0 for the other kinds
/// @param dataSet        attributes, or what is known of the event or action
public record Operation(
        Kind kind, String sopClassUid, String sopInstanceUid, int typeId, Optional<DataSet> dataSet) {

    /// The services of PS3.7 10.1, with the command field of their requests (E.1).
    public enum Kind {
        EVENT_REPORT(0x0100),
        GET(0x0110),
        SET(0x0120),
        ACTION(0x0130),
        CREATE(0x0140),
        DELETE(0x0150);

        private static final Map<Integer, Kind> BY_FIELD = Arrays.stream(values())
                .collect(Collectors.toUnmodifiableMap(Kind::field, Function.identity()));

        private final int field;

        Kind(int field) {
            this.field = field;
        }

        static Optional<Kind> of(int field) {
            return Optional.ofNullable(BY_FIELD.get(field));
        }

        int field() {
            return field;
        }

        /// The request names the requested class and instance, not the affected ones (PS3.7 10.3).
        boolean namesRequested() {
            return this != EVENT_REPORT && this != CREATE;
        }

        /// As the standard writes it, for logs.
        public String text() {
            return "N-" + name().replace('_', '-');
        }
    }
}
