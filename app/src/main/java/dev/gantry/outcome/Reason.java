// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.outcome;

import java.util.Locale;

/// Why a unit was not analysed. The list is closed: receivers may switch over it.
public enum Reason {
    /// The budget ran out; a late answer may follow as a further revision.
    DEADLINE,
    /// Too much was waiting.
    OVERLOAD,
    /// No installed model applies to the exam.
    NO_MODEL,
    /// The model applies, but not to this patient (age outside or unknown, for instance).
    OUT_OF_SCOPE,
    /// None of the exam's series suits the model.
    NO_SUITABLE_SERIES,
    /// The pixels cannot be read.
    UNREADABLE,
    /// More pixels than the model's limit.
    TOO_LARGE,
    /// The picture does not look like what the model was made for.
    INPUT_GATE,
    /// The model's output breaks its own contract (NaN, wrong shape).
    MODEL_OUTPUT,
    /// The model was switched off.
    MODEL_OFF,
    /// The exam was broken off before it was complete.
    INCOMPLETE,
    /// Two patients in one study.
    IDENTITY_CONFLICT,
    /// The process ended twice while it analysed this.
    CRASH,
    /// A defect of Gantry itself; the log knows more.
    INTERNAL;

    /// The word in the payload.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
