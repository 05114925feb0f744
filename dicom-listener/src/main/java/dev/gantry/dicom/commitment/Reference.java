// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

/// An object that somebody is to be responsible for.
public record Reference(String sopClassUid, String sopInstanceUid) {}
