// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for SIGTERM or SIGINT without letting the JVM begin its own shutdown.
///
/// That shutdown starts all hooks at once, and one of them is ONNX Runtime's, which frees its environment: a model that
/// still runs, or a session that is just being made, would take the process down with it. So the signal only wakes the
/// main thread; it drains, and exits when nothing native runs any more.
final class Termination {
    private static final Logger LOG = LoggerFactory.getLogger(Termination.class);

    private final CountDownLatch asked = new CountDownLatch(1);

    /// From now on the signals wake [#await]. By reflection, because the compiler warns of `sun.misc.Signal` and there
    /// is nothing else; without the module `jdk.unsupported` the JVM's own shutdown stays in place.
    void listen() {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var waker = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler},
                    (self, method, arguments) -> switch (method.getName()) {
                        case "handle" -> {
                            asked.countDown();
                            yield null;
                        }
                        case "equals" -> self == arguments[0];
                        case "hashCode" -> System.identityHashCode(self);
                        default -> "termination";
                    });
            for (var name : new String[] {"TERM", "INT"}) {
                signal.getMethod("handle", signal, handler)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), waker);
            }
        } catch (ReflectiveOperationException e) {
            LOG.warn("signals are not handled; the process will not drain when it is stopped cause={}", e.toString());
        }
    }

    /// Returns once one of the signals came, also when it came before.
    void await() throws InterruptedException {
        asked.await();
    }
}
