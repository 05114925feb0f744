// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.visit;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// What Linux says of its clock, whoever keeps it: adjtimex(2).
///
/// @param synchronised    somebody sets it
/// @param maxErrorSeconds the most it can be off, as long as it is
record KernelClock(boolean synchronised, double maxErrorSeconds) {
    private static final int TIMEX_BYTES = 256; // 208 where long has 64 bits
    private static final int MAX_ERROR = 24;
    private static final int TIME_ERROR = 5;

    /// Empty where it cannot be asked. Needs no rights: it asks, and sets nothing (`modes` is 0).
    @SuppressWarnings("restricted") // the launcher allows native access
    static Optional<KernelClock> read() {
        var linker = Linker.nativeLinker();
        var function = linker.defaultLookup().find("adjtimex");
        if (function.isEmpty() || ValueLayout.JAVA_LONG.byteSize() != ValueLayout.ADDRESS.byteSize()) {
            return Optional.empty();
        }
        try (var arena = Arena.ofConfined()) {
            var timex = arena.allocate(TIMEX_BYTES, Long.BYTES);
            int state = (int) linker.downcallHandle(function.get(),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS)).invokeExact(timex);
            return state < 0 ? Optional.empty() : Optional.of(new KernelClock(state != TIME_ERROR,
                    timex.get(ValueLayout.JAVA_LONG, MAX_ERROR) / 1e6));
        } catch (Throwable _) {
            return Optional.empty(); // a sandbox that forbids the call
        }
    }
}
