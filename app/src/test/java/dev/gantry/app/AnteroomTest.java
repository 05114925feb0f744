// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.spool.Arrivals;
import dev.gantry.dicom.spool.Kinship;
import dev.gantry.dicom.spool.ObjectBytes;
import dev.gantry.dicom.spool.StoredObject;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnteroomTest {
    private static final long NOW = 42;

    /// Writes down what it is told.
    static final class Notes implements Arrivals {
        final List<String> heard = new ArrayList<>();
        final List<StoredObject> objects = new ArrayList<>();

        @Override
        public void arrived(StoredObject object) {
            heard.add(object.id());
            objects.add(object);
        }
    }

    private final Notes desk = new Notes();
    private final List<StoredObject> unsettled = new ArrayList<>();
    private final List<String> released = new ArrayList<>();
    private final Anteroom<Notes> anteroom = new Anteroom<>(() -> NOW, 2);

    private StoredObject object(String id, boolean replayed, Future<Void> kept) {
        var bytes = new ObjectBytes() {
            @Override
            public ByteBuffer read(long offset, int length) {
                throw new UnsupportedOperationException("no bytes in this test");
            }

            @Override
            public void release() {
                released.add(id);
            }
        };
        return new StoredObject(id, new StoredObject.Origin("CR1", "GANTRY", "192.0.2.7"), "1.2.840.10008.5.1.4.1.1.1",
                "2.25.1", TransferSyntax.EXPLICIT_LITTLE_ENDIAN, new DataSet(List.of()), Optional.empty(), bytes,
                Optional.empty(), "0-0", new Kinship.First(), Instant.EPOCH, 7, replayed, Set.of(), kept);
    }

    /// As the spool does: told, and in its journal from then on.
    private void comes(String id) {
        unsettled.add(object(id, true, Future.succeededFuture()));
        anteroom.arrived(object(id, false, Future.succeededFuture()));
    }

    private int open() {
        return anteroom.open(desk, () -> List.copyOf(unsettled).forEach(anteroom::arrived), () -> {});
    }

    @Test
    void letsAnEarlierLifeGoFirstAndThenThoseThatCameInTheirOrder() {
        unsettled.add(object("earlier", true, Future.succeededFuture()));
        comes("first");
        anteroom.tell(to -> to.heard.add("a step"));
        assertThat(desk.heard).isEmpty();

        assertThat(open()).isEqualTo(1);

        assertThat(desk.heard).containsExactly("earlier", "first", "a step");
    }

    @Test
    void beginsTheTimeOfThoseThatWaitedWhenTheyAreToldAndSaysThatTheyWaited() {
        comes("early");

        open();

        assertThat(desk.objects).singleElement().satisfies(object -> {
            assertThat(object.lastByteNanos()).isEqualTo(NOW);
            assertThat(object.replayed()).isTrue();
        });
    }

    @Test
    void handsOnAtOnceWhenTheDoorIsOpen() {
        open();
        comes("prompt");
        anteroom.tell(to -> to.heard.add("a step"));

        assertThat(desk.heard).containsExactly("prompt", "a step");
        assertThat(desk.objects.getFirst().lastByteNanos()).isEqualTo(7);
        assertThat(desk.objects.getFirst().replayed()).isFalse();
    }

    @Test
    void readsBackFromTheSpoolWhomItHadNoRoomForEachOnce() {
        for (var id : List.of("a", "b", "c", "d")) {
            comes(id);
        }
        assertThat(anteroom.crowd()).isEqualTo(4);
        assertThat(released).containsExactly("c", "d");

        assertThat(open()).isZero();

        assertThat(desk.heard).containsExactly("a", "b", "c", "d");
        assertThat(anteroom.crowd()).isZero();
    }

    @Test
    void passesOverOneThatTheSpoolDidNotKeep() {
        comes("a");
        comes("b");
        anteroom.arrived(object("lost", false, Future.failedFuture("the disk is full")));

        open();

        assertThat(desk.heard).containsExactly("a", "b");
        comes("after");
        assertThat(desk.heard).endsWith("after");
    }

    @Test
    void waitsForOneThatIsNotInTheJournalYet() {
        comes("a");
        comes("b");
        var kept = Promise.<Void>promise();
        anteroom.arrived(object("slow", false, kept.future()));
        desk.heard.add("-");

        anteroom.open(desk, () -> {
            List.copyOf(unsettled).forEach(anteroom::arrived);
            if (!kept.future().isComplete()) { // the first look; the writer comes right after it
                unsettled.add(object("slow", true, Future.succeededFuture()));
                kept.complete();
            }
        }, () -> {});

        assertThat(desk.heard).containsExactly("-", "a", "b", "slow");
    }

    @Test
    void takesWhatComesWhileTheOthersAreLetIn() {
        comes("a");
        anteroom.tell(_ -> comes("meanwhile"));

        open();

        assertThat(desk.heard).containsExactly("a", "meanwhile");
    }

    @Test
    void asksForRoomBeforeEachOfThoseThatWaitedAndOfAnEarlierLife() {
        unsettled.add(object("earlier", true, Future.succeededFuture()));
        comes("a");
        comes("b");
        var room = new ArrayList<Integer>();

        anteroom.open(desk, () -> List.copyOf(unsettled).forEach(anteroom::arrived),
                () -> room.add(desk.heard.size()));

        assertThat(room).containsExactly(0, 1, 2);
    }

    @Test
    void knowsWhetherAnythingCame() {
        unsettled.add(object("earlier", true, Future.succeededFuture()));
        open();
        assertThat(anteroom.visited()).isFalse();

        comes("now");
        assertThat(anteroom.visited()).isTrue();
    }
}
