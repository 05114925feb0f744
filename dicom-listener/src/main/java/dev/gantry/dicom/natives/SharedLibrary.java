// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.function.Function;

/// A shared library of the system, found by its file name where the dynamic linker looks; never unloaded.
final class SharedLibrary {
    private static final Linker LINKER = Linker.nativeLinker();

    private final SymbolLookup symbols;

    private SharedLibrary(SymbolLookup symbols) {
        this.symbols = symbols;
    }

    /// What came of loading a library.
    sealed interface Loading<T> {}

    record Loaded<T>(T codec) implements Loading<T> {}

    /// Not on this machine, or without the functions we need; `why` names what to install.
    record Absent<T>(String why) implements Loading<T> {}

    /// @param needed the Debian package with the least version that will do
    /// @param bind   finds all functions by [#function]
    @SuppressWarnings("restricted")
    static <T> Loading<T> load(String file, String needed, Function<SharedLibrary, T> bind) {
        final SymbolLookup symbols;
        try {
            symbols = SymbolLookup.libraryLookup(file, Arena.global());
        } catch (IllegalArgumentException _) {
            return new Absent<>(file + " is not on this machine: install " + needed);
        }
        try {
            return new Loaded<>(bind.apply(new SharedLibrary(symbols)));
        } catch (MissingFunction missing) {
            return new Absent<>(file + " is too old, it has no " + missing.getMessage() + ": install " + needed);
        }
    }

    @SuppressWarnings("restricted")
    MethodHandle function(String name, FunctionDescriptor descriptor) {
        var address = symbols.find(name).orElseThrow(() -> new MissingFunction(name));
        return LINKER.downcallHandle(address, descriptor);
    }

    /// A function of ours that a library can call. It must not throw: that would end the JVM.
    @SuppressWarnings("restricted")
    static MemorySegment callback(MethodHandle function, FunctionDescriptor descriptor) {
        return LINKER.upcallStub(function, descriptor, Arena.global());
    }

    /// Leaves [Function] only to be caught in [#load].
    private static final class MissingFunction extends RuntimeException {
        private static final long serialVersionUID = 1;

        MissingFunction(String name) {
            super(name);
        }
    }
}
