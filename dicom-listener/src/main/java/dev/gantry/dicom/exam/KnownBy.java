// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// How it is known that a series or an exam is complete, with the figures that say so.
public sealed interface KnownBy {

    /// The scanner reported its performed procedure step as COMPLETED, and all objects it names are here
    /// (PS3.4 F.7).
    ///
    /// @param step   SOP Instance UID of the step
    /// @param images how many objects it names
    record Performed(String step, int images) implements KnownBy {}

    /// As many images are here as the headers of all of them say there are.
    ///
    /// @param attribute as the standard writes its tag
    record ExpectedCount(String attribute, int images) implements KnownBy {}

    /// Each object is an enhanced multi-frame image, and none is a part of a concatenation.
    record WholeObject(int objects) implements KnownBy {}

    /// All parts of each concatenation are here (PS3.3 C.7.6.16).
    record Concatenated(int parts) implements KnownBy {}

    /// Nothing came for a while.
    ///
    /// @param waited  since the last object
    /// @param asked   how long it had to be
    /// @param learned that comes from this scanner's own pauses, not from the settings
    /// @param hints   what made it longer or shorter, or would have
    record Silence(Duration waited, Duration asked, boolean learned, List<Hint> hints) implements KnownBy {
        public Silence {
            hints = List.copyOf(hints);
        }
    }

    /// More was open than Gantry holds; this one had been silent longest.
    record NoRoom(int openExams) implements KnownBy {}

    /// Signs that prove nothing by themselves.
    enum Hint {
        /// The associations that sent the exam were released.
        RELEASED,
        /// Each series looks whole: counted, or a stack without gaps.
        LOOKS_WHOLE,
        /// The positions of a series leave a gap.
        GAP,
        /// A header promises more images.
        COUNT_NOT_REACHED,
        /// A performed procedure step is still in progress.
        STEP_IN_PROGRESS,
        /// A performed procedure step names objects that are not here.
        STEP_OBJECTS_MISSING;

        String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /// One phrase for people, without identifiers.
    default String words() {
        return switch (this) {
            case Performed(_, var images) -> "performed step completed, its " + images + " objects are here";
            case ExpectedCount(var attribute, var images) -> images + " images, as " + attribute + " says";
            case WholeObject(var objects) -> objects + " whole multi-frame object" + (objects == 1 ? "" : "s");
            case Concatenated(var parts) -> "all " + parts + " parts of the concatenation";
            case Silence(var waited, var asked, var learned, var hints) -> "silent for " + waited.toMillis() + " ms, "
                    + asked.toMillis() + " asked" + (learned ? ", learned" : "")
                    + hints.stream().map(hint -> "; " + hint.words()).collect(Collectors.joining());
            case NoRoom(var open) -> "no room for more than " + open + " open exams";
        };
    }
}
