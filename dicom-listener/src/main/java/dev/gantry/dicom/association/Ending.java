// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

/// How an association ended for its service-user.
public sealed interface Ending {
    /// In order (PS3.8 7.2).
    record Released() implements Ending {}

    /// By either side, or the connection was lost (PS3.8 7.3, 7.4). `why` is in plain words, without patient
    /// data.
    record Aborted(String why) implements Ending {}
}
