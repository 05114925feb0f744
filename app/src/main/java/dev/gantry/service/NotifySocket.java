// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.service;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// A Unix datagram socket that sends to one address (unix(7)): the JDK's has streams only.
///
/// One thread at a time.
final class NotifySocket implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_DONTWAIT = 0x40;
    /// `sun_path` of `struct sockaddr_un`, after the two bytes of its family.
    private static final int LONGEST_PATH_BYTES = 108;
    private static final int PATH_OFFSET = 2;
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();

    private final MethodHandle sendto;
    private final MethodHandle close;
    private final MemorySegment address;
    private final int addressBytes;
    private final int descriptor;

    /// @param name a path, or `@` and the name of an abstract socket
    /// @throws IOException              when the system gives no socket
    /// @throws IllegalArgumentException when the name is no such address
    NotifySocket(String name) throws IOException {
        var path = name.getBytes(StandardCharsets.UTF_8);
        boolean named = path.length > 1 && (path[0] == '/' || path[0] == '@');
        if (!named || path.length >= LONGEST_PATH_BYTES) {
            throw new IllegalArgumentException("NOTIFY_SOCKET: must be a path or @name of at most "
                    + (LONGEST_PATH_BYTES - 1) + " bytes, found \"" + name + "\"");
        }
        var linker = Linker.nativeLinker();
        var socket = handle(linker, "socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        sendto = handle(linker, "sendto", FunctionDescriptor.of(
                JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
        close = handle(linker, "close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        address = Arena.ofAuto().allocate(PATH_OFFSET + LONGEST_PATH_BYTES);
        address.set(JAVA_SHORT, 0, (short) AF_UNIX);
        if (path[0] == '@') {
            path[0] = 0;
        }
        MemorySegment.copy(path, 0, address, JAVA_BYTE, PATH_OFFSET, path.length);
        addressBytes = PATH_OFFSET + path.length;
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            descriptor = (int) socket.invokeExact(state, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            if (descriptor < 0) {
                throw new IOException("socket: " + error(state));
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // a native call throws nothing
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(Linker linker, String name, FunctionDescriptor descriptor) {
        var symbol = linker.defaultLookup().find(name)
                .orElseThrow(() -> new IllegalStateException("libc has no " + name));
        return linker.downcallHandle(symbol, descriptor, Linker.Option.captureCallState("errno"));
    }

    /// Does not wait: what the service manager cannot take now is lost.
    ///
    /// @throws IOException when it could not be sent, with the system's error number
    void send(String message) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var bytes = message.getBytes(StandardCharsets.UTF_8);
            var state = arena.allocate(STATE);
            long sent = (long) sendto.invokeExact(state, descriptor, arena.allocateFrom(JAVA_BYTE, bytes),
                    (long) bytes.length, MSG_NOSIGNAL | MSG_DONTWAIT, address, addressBytes);
            if (sent != bytes.length) {
                throw new IOException("sendto: " + error(state));
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // a native call throws nothing
        }
    }

    private static String error(MemorySegment state) {
        return "errno " + state.get(JAVA_INT, STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno")));
    }

    @Override
    public void close() {
        try (var arena = Arena.ofConfined()) {
            int ignored = (int) close.invokeExact(arena.allocate(STATE), descriptor);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // a native call throws nothing
        }
    }
}
