// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

/// What became of asking a peer for an association.
public sealed interface Requested {
    record Accepted(Association association) implements Requested {}

    /// The peer answered no, and said why.
    ///
    /// @param temporary it says that the same request may succeed later (result 2 of PS3.8 9.3.4)
    record Rejected(String why, boolean temporary) implements Requested {}

    /// Nobody answered: no such host, refused, unreachable, or not within the limit.
    record Unreachable(String why) implements Requested {}

    /// The connection stood, but was lost or aborted, or no answer came within the limit.
    record Failed(String why) implements Requested {}

    /// Whether the same request may succeed later.
    default boolean mayPass() {
        return switch (this) {
            case Accepted _ -> false;
            case Rejected(_, boolean temporary) -> temporary;
            case Unreachable _, Failed _ -> true;
        };
    }

    /// For logs and people.
    default String words() {
        return switch (this) {
            case Accepted _ -> "accepted";
            case Rejected(var why, _) -> "association rejected: " + why;
            case Unreachable(var why) -> "not reached: " + why;
            case Failed(var why) -> "no association: " + why;
        };
    }
}
