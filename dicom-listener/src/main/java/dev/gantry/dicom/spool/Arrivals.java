// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

/// Whom the spool tells of each object, once, on the association's event loop, before it is durable.
@FunctionalInterface
public interface Arrivals {
    void arrived(StoredObject object);
}
