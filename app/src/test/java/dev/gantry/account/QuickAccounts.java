// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.account;

import java.nio.file.Path;

/// Accounts whose passwords are checked in no time: only for tests.
public final class QuickAccounts {
    private QuickAccounts() {}

    public static Accounts in(Path file) {
        return new Accounts(file, 10);
    }
}
