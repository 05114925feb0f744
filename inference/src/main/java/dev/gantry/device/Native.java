// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.device;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// A shared library, as the dynamic loader finds it (LD_LIBRARY_PATH, ld.so.conf).
sealed interface Native {
    /// @param detail in the loader's words
    record Missing(String detail) implements Native {}

    record Loaded(String name, SymbolLookup symbols) implements Native {
        /// Calls a C function that gives an int; arguments are Integer, Long or MemorySegment.
        ///
        /// @throws IllegalStateException when the library has no such function
        int call(String function, Object... arguments) {
            return (int) invoke(function, ValueLayout.JAVA_INT, arguments);
        }

        /// Calls a C function that gives a size_t.
        long callForLong(String function, Object... arguments) {
            return (long) invoke(function, ValueLayout.JAVA_LONG, arguments);
        }

        /// Calls a C function that gives a text.
        String callForText(String function, Object... arguments) {
            return text((MemorySegment) invoke(function, ValueLayout.ADDRESS, arguments));
        }

        private Object invoke(String function, MemoryLayout result, Object... arguments) {
            var layouts = Arrays.stream(arguments).map(Native::layout).toArray(MemoryLayout[]::new);
            try {
                return handle(function, FunctionDescriptor.of(result, layouts)).invokeWithArguments(arguments);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e); // native functions throw nothing
            }
        }

        @SuppressWarnings("restricted") // the signatures are those of the vendor's headers
        private MethodHandle handle(String function, FunctionDescriptor descriptor) {
            var symbol = symbols.find(function)
                    .orElseThrow(() -> new IllegalStateException(name + " has no function " + function));
            return Linker.nativeLinker().downcallHandle(symbol, descriptor);
        }

        /// From where it was loaded, as the kernel has mapped it: behind `libcudart.so.12` may stand
        /// `libcudart.so.12.4.127`.
        Optional<Path> file() {
            try (var maps = Files.lines(Path.of("/proc/self/maps"))) {
                return maps.filter(line -> line.contains("/" + name))
                        .map(line -> Path.of(line.substring(line.indexOf('/'))))
                        .findFirst();
            } catch (IOException _) {
                return Optional.empty();
            }
        }
    }

    long LONGEST_TEXT = 256;

    /// A C text, of at most 256 bytes.
    @SuppressWarnings("restricted")
    static String text(MemorySegment pointer) {
        return pointer.reinterpret(LONGEST_TEXT).getString(0);
    }

    /// Loads it for good: a GPU library that is unloaded while its threads live takes the process down.
    @SuppressWarnings("restricted")
    static Native load(String name) {
        try {
            return new Loaded(name, SymbolLookup.libraryLookup(name, Arena.global()));
        } catch (IllegalArgumentException e) {
            return new Missing(e.getMessage());
        }
    }

    private static MemoryLayout layout(Object argument) {
        return switch (argument) {
            case Integer _ -> ValueLayout.JAVA_INT;
            case Long _ -> ValueLayout.JAVA_LONG;
            case MemorySegment _ -> ValueLayout.ADDRESS;
            default -> throw new IllegalArgumentException("no C argument: " + argument);
        };
    }
}
