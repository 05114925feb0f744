// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trail;

import java.util.List;

/// Something that an engineer changed at a page.
///
/// @param who     the name of the login
/// @param address of the browser, without port
/// @param what    such as `allowed`
/// @param things  AE titles, keys of settings or versions of models; never a value of a setting
public record Act(String who, String address, Matter matter, String what, List<String> things) {
    /// What an act is about.
    public enum Matter {
        /// Who may call.
        CALLERS,
        /// The settings file.
        SETTINGS,
        /// Which version of a model answers.
        MODELS
    }

    public Act {
        things = List.copyOf(things);
    }
}
