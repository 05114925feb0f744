// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.frame;

/// A frame that cannot be decoded; the message says why, in words for a field engineer.
public final class UndecodableFrame extends Exception {
    private static final long serialVersionUID = 1;

    public UndecodableFrame(String message) {
        super(message);
    }

    public UndecodableFrame(String message, Throwable cause) {
        super(message, cause);
    }
}
