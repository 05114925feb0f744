// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import dev.gantry.config.Settings;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.engine.Engine;
import dev.gantry.pseudonym.KeyRing;
import java.time.ZoneId;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What looks at pictures, and the words for what it sees.
///
/// @param nanoClock the engine's
/// @param explains  heat maps are made of what is positive
public record Eyes(Engine engine, Pixels pixels, Answers answers, LongSupplier nanoClock,
        boolean explains) {
    /// @param settings as they are at the moment
    public static Eyes of(Engine engine, Pixels pixels, Supplier<Settings> settings, KeyRing ring) {
        var subjects = new Subjects(settings, ring, ZoneId.systemDefault());
        return new Eyes(engine, pixels, new Answers(subjects), System::nanoTime, true);
    }

    /// The same for a trial, of which nothing is to be kept.
    public Eyes unexplained() {
        return new Eyes(engine, pixels, answers, nanoClock, false);
    }
}
