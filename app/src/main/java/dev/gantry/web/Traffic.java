// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.web;

import dev.gantry.dicom.association.Association;
import dev.gantry.dicom.association.AssociationService;
import dev.gantry.dicom.association.Ending;
import dev.gantry.dicom.association.ServiceUser;
import dev.gantry.dicom.dimse.Storage;
import dev.gantry.dicom.dimse.StoreStatus;
import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.UserItem.Extended;
import dev.gantry.dicom.pdu.UserItem.Identity;
import dev.gantry.dicom.pdu.UserItem.IdentityAnswer;
import dev.gantry.dicom.pdu.UserItem.Role;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts what scanners do: stands between the listener and what serves it, and changes nothing.
final class Traffic {
    private final MeterRegistry registry;
    private final AtomicInteger open;
    private final Counter accepted;
    private final Counter received;

    Traffic(MeterRegistry registry) {
        this.registry = registry;
        open = registry.gauge("gantry.associations.open", new AtomicInteger());
        accepted = registry.counter("gantry.associations.accepted");
        received = Counter.builder("gantry.received.bytes").description("Bytes of data sets").register(registry);
    }

    AssociationService associations(AssociationService service) {
        return new Counted(service);
    }

    Storage storage(Storage storage) {
        return object -> new Timed(storage.begin(object), System.nanoTime());
    }

    void ended(Ending how) {
        open.decrementAndGet();
        registry.counter("gantry.associations.ended", "how", switch (how) {
            case Ending.Released _ -> "released";
            case Ending.Aborted _ -> "aborted";
        }).increment();
    }

    void stored(StoreStatus status, long sinceNanos) {
        var words = status.name().toLowerCase(Locale.ROOT).replace('_', '-');
        registry.counter("gantry.objects", "status", words).increment();
        Timer.builder("gantry.store").description("From the first byte of an object to its C-STORE response")
                .register(registry).record(System.nanoTime() - sinceNanos, TimeUnit.NANOSECONDS);
    }

    private final class Counted implements AssociationService {
        private final AssociationService service;

        Counted(AssociationService service) {
            this.service = service;
        }

        @Override
        public ServiceUser accepted(Association association) {
            var user = service.accepted(association);
            open.incrementAndGet();
            accepted.increment();
            return new ServiceUser() {
                @Override
                public void received(Pdv value) {
                    user.received(value);
                }

                @Override
                public void releaseRequested() {
                    user.releaseRequested();
                }

                @Override
                public void ended(Ending how) {
                    Traffic.this.ended(how);
                    user.ended(how);
                }
            };
        }

        @Override
        public ContextAnswer choose(ProposedContext proposed) {
            return service.choose(proposed);
        }

        @Override
        public Role role(Role asked) {
            return service.role(asked);
        }

        @Override
        public Optional<Extended> extended(Extended asked) {
            return service.extended(asked);
        }

        @Override
        public int operations() {
            return service.operations();
        }

        @Override
        public Optional<IdentityAnswer> identified(Identity user) {
            return service.identified(user);
        }
    }

    private final class Timed implements Storage.Reception {
        private final Storage.Reception reception;
        private final long beganNanos;

        Timed(Storage.Reception reception, long beganNanos) {
            this.reception = reception;
            this.beganNanos = beganNanos;
        }

        @Override
        public void write(ByteBuffer fragment) {
            received.increment(fragment.remaining());
            reception.write(fragment);
        }

        @Override
        public boolean full(Runnable resume) {
            return reception.full(resume);
        }

        @Override
        public Future<StoreStatus> finish() {
            return reception.finish().onSuccess(status -> stored(status, beganNanos));
        }

        @Override
        public void discard() {
            reception.discard();
        }
    }
}
