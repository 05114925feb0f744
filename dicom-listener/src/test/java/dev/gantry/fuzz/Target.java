// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/// Something that takes any bytes, and what it may cost. Neither Jazzer nor JUnit is named here, so that the kept
/// inputs run in every build.
///
/// What it runs may not throw: what a peer does wrong is an answer of the code under test, never an exception.
///
/// @param fixedBytes   may be allocated whatever the input
/// @param bytesPerByte may be allocated for each byte of input besides
/// @param cpu          the longest it may compute
record Target(Body body, long fixedBytes, long bytesPerByte, Duration cpu) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// With ample time: an input takes milliseconds, instrumented and on a busy machine tens of them.
    Target(Body body, long fixedBytes, long bytesPerByte) {
        this(body, fixedBytes, bytesPerByte, Duration.ofSeconds(5));
    }

    /// The input is the body's own.
    @FunctionalInterface
    interface Body {
        void run(byte[] input) throws Exception;
    }

    private record Cost(long allocatedBytes, Duration took) {}

    /// @throws AssertionError when it throws, allocates more than it may, or takes too long
    void check(byte[] input) {
        var cost = run(input);
        if (tooMuch(input, cost)) {
            cost = run(input); // the first time, classes are loaded and code is compiled
        }
        if (tooMuch(input, cost)) {
            throw new AssertionError("an input of " + input.length + " bytes made it allocate " + cost.allocatedBytes()
                    + " bytes, the bound is " + bound(input) + ", and took " + cost.took().toMillis() + " ms");
        }
    }

    private boolean tooMuch(byte[] input, Cost cost) {
        return cost.allocatedBytes() > bound(input) || cost.took().compareTo(cpu) > 0;
    }

    private long bound(byte[] input) {
        return fixedBytes + bytesPerByte * input.length;
    }

    private Cost run(byte[] input) {
        var own = input.clone();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long started = THREADS.getCurrentThreadCpuTime();
        try {
            body.run(own);
        } catch (Exception | StackOverflowError | OutOfMemoryError thrown) {
            throw new AssertionError("an input of " + input.length + " bytes made it throw " + thrown, thrown);
        }
        return new Cost(THREADS.getCurrentThreadAllocatedBytes() - allocated,
                Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - started));
    }
}
