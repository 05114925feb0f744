// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.session;

/// Hears who comes and goes. Any thread; does not wait.
///
/// Who: the name of a person, or `kiosk` and the name of a screen. Of an attempt that failed only a name that there is:
/// some people type their password where the name belongs.
public interface Witness {
    /// @param address of the browser, without port
    void loggedIn(String who, String address, boolean succeeded);

    /// They logged out, or the session ended by itself.
    ///
    /// @param address from which they had logged in
    void loggedOut(String who, String address);
}
