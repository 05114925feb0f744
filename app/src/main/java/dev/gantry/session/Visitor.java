// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.session;

import dev.gantry.account.Account;
import dev.gantry.account.Role;

/// Somebody who logged in.
///
/// @param token what each request that changes something has to show: other sites cannot know it
public record Visitor(Account account, String token) {
    public boolean may(Role role) {
        return account.role().includes(role);
    }
}
