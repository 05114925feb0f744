// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

/// Whom the spool tells of each object, once, on the association's event loop, before it is durable.
///
/// An object that looked like one that is held and turned out to be another is told on a spool thread, when that is
/// known. One that is the same is not told at all.
@FunctionalInterface
public interface Arrivals {
    void arrived(StoredObject object);
}
