// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

/// Something that is being tried with an object and might take the process down; closed when it is over, however it
/// ended.
///
/// May be closed by another thread than began it, and more than once.
public final class Attempt implements AutoCloseable {
    private Runnable end;

    Attempt(Runnable end) {
        this.end = end;
    }

    @Override
    public synchronized void close() {
        end.run();
        end = () -> {};
    }
}
