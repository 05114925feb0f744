// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Keeps objects in memory; can answer badly, late, or be full.
final class FakeStorage implements Storage {
    final List<Incoming> begun = new CopyOnWriteArrayList<>();
    final Map<String, byte[]> kept = new ConcurrentHashMap<>();
    final AtomicInteger discarded = new AtomicInteger();
    final List<Promise<StoreStatus>> unanswered = new CopyOnWriteArrayList<>();
    volatile StoreStatus answer = StoreStatus.SUCCESS;
    volatile boolean slow;
    volatile boolean full;
    volatile Optional<Runnable> resume = Optional.empty();
    final AtomicInteger written = new AtomicInteger();

    @Override
    public Reception begin(Incoming object) {
        begun.add(object);
        var bytes = new ByteArrayOutputStream();
        return new Reception() {
            @Override
            public void write(ByteBuffer fragment) {
                written.addAndGet(fragment.remaining());
                while (fragment.hasRemaining()) {
                    bytes.write(fragment.get());
                }
            }

            @Override
            public boolean full(Runnable caughtUp) {
                if (full) {
                    resume = Optional.of(caughtUp);
                }
                return full;
            }

            @Override
            public Future<StoreStatus> finish() {
                kept.put(object.sopInstanceUid(), bytes.toByteArray());
                if (!slow) {
                    return Future.succeededFuture(answer);
                }
                var promise = Promise.<StoreStatus>promise();
                unanswered.add(promise);
                return promise.future();
            }

            @Override
            public void discard() {
                discarded.incrementAndGet();
            }
        };
    }
}
