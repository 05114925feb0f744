// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for SIGTERM, SIGINT and SIGHUP without letting the JVM begin its own shutdown.
///
/// That shutdown starts all hooks at once, and one of them is ONNX Runtime's, which frees its environment: a model that
/// still runs, or a session that is just being made, would take the process down with it. So a signal only wakes the
/// main thread; it drains, and exits when nothing native runs any more.
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    /// One reload that waits says the same as two.
    private final BlockingQueue<Asked> asked = new ArrayBlockingQueue<>(1);
    private final AtomicBoolean stop = new AtomicBoolean();

    enum Asked {
        STOP,
        RELOAD
    }

    /// From now on the signals wake [#await]. By reflection, because the compiler warns of `sun.misc.Signal` and there
    /// is nothing else; without the module `jdk.unsupported` the JVM's own shutdown stays in place.
    void listen() {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var waker = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler},
                    (self, method, arguments) -> switch (method.getName()) {
                        case "handle" -> {
                            received(arguments[0].toString());
                            yield null;
                        }
                        case "equals" -> self == arguments[0];
                        case "hashCode" -> System.identityHashCode(self);
                        default -> "signals";
                    });
            for (var name : new String[] {"TERM", "INT", "HUP"}) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), waker);
            }
        } catch (ReflectiveOperationException e) {
            LOG.warn("signals are not handled; the process will not drain when it is stopped cause={}", e.toString());
        }
    }

    /// @param name as `sun.misc.Signal` writes it: `SIGHUP`
    void received(String name) {
        if (!name.equals("SIGHUP")) {
            stop.set(true);
        }
        asked.offer(Asked.RELOAD); // wakes whoever waits
    }

    /// Returns once one of the signals came, also when it came before. Who was asked to stop stays asked.
    Asked await() throws InterruptedException {
        if (!stop.get()) {
            asked.take();
        }
        return stop.get() ? Asked.STOP : Asked.RELOAD;
    }
}
