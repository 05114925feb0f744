// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.cost.Costs;
import dev.gantry.model.Manifest.Late;
import dev.gantry.model.Manifest.Severity;
import dev.gantry.schedule.Simulation.Arrival;
import dev.gantry.schedule.SimulatedJob.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The lane, without its threads, in simulated time under too much work.
class OverloadSimulationTest {
    private static final int CAPACITY = 64;
    private static final double SPREAD = 0.2;
    private static final Lane.Device CPU = new Lane.Device("cpu", true);

    /// A job whose cost is learned, from a warm-up on.
    private static SimulatedJob learned(Simulation simulation, Arrival arrival) {
        return offering(simulation, arrival, List.of(new Rung("full", new Costs.Key("m", "cpu"), Load.SERVICE)));
    }

    private static SimulatedJob offering(Simulation simulation, Arrival arrival, List<Rung> rungs) {
        return new SimulatedJob(simulation, arrival) {
            @Override
            public List<Rung> rungs() {
                return rungs;
            }
        };
    }

    private static Simulation lane(
            Lane.Device device, List<Arrival> arrivals, BiFunction<Simulation, Arrival, SimulatedJob> kind) {
        return new Simulation(arrivals, clock -> new Still(device, CAPACITY, clock), kind).run();
    }

    private static double met(Simulation simulation, Predicate<Arrival> which) {
        return simulation.jobs.stream()
                .filter(job -> which.test(job.arrival))
                .mapToDouble(job -> job.end() == End.MET ? 1 : 0)
                .average()
                .orElseThrow();
    }

    private static double met(Simulation simulation, Severity severity) {
        return met(simulation, arrival -> arrival.severity() == severity);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void keepsStatBudgetsAtFiveTimesOverloadWhereFirstComeFirstServedLosesThem(long seed) {
        var arrivals = new Load(5, SPREAD, Late.FINISH).arrivals(8_000, seed);

        var ours = lane(CPU, arrivals, OverloadSimulationTest::learned);
        var theirs = new Simulation(
                arrivals, clock -> new FirstComeFirstServed(CAPACITY, clock), OverloadSimulationTest::learned).run();

        assertThat(met(ours, Severity.STAT)).isGreaterThanOrEqualTo(0.99);
        assertThat(met(theirs, Severity.STAT)).isLessThan(0.5);
        assertThat(ours.busy()).as("the device never waits").isGreaterThan(0.99);
        assertThat(ours.jobs).hasSameSizeAs(arrivals);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void keepsEveryBudgetAsLongAsThereIsTimeForAll(long seed) {
        var simulation = lane(
                CPU, new Load(0.8, SPREAD, Late.FINISH).arrivals(3_000, seed), OverloadSimulationTest::learned);

        assertThat(met(simulation, _ -> true)).isEqualTo(1);
    }

    /// The longest wait: a budget of 0.5 s, ten seconds until a turn of age, and the turns of those that are
    /// older, each of which is followed by nine times as long for others.
    @ParameterizedTest(name = "{0} times overload")
    @ValueSource(doubles = {1.1, 2, 5})
    void endsEverythingInBoundedTimeAndRunsSomeOfEachClass(double times) {
        int seconds = 40;
        int count = (int) (times * Duration.ofSeconds(seconds).dividedBy(Load.SERVICE));
        var bound = Load.ROUTINE_BUDGET.plusSeconds(10).plus(Load.SERVICE.multipliedBy(10 * CAPACITY));

        var simulation = lane(
                CPU, new Load(times, SPREAD, Late.FINISH).arrivals(count, 7), OverloadSimulationTest::learned);

        assertThat(simulation.jobs).hasSize(count).allSatisfy(job -> {
            job.end();
            assertThat(job.waitedNanos()).isLessThan(bound.toNanos());
        });
        for (var severity : Severity.values()) {
            for (int tenSeconds = 1; tenSeconds < seconds / 10; tenSeconds++) {
                long from = Duration.ofSeconds(10L * tenSeconds).toNanos();
                long to = Duration.ofSeconds(10L * tenSeconds + 10).toNanos();
                assertThat(simulation.jobs)
                        .as("%s work that ends after second %d", severity, 10 * tenSeconds)
                        .anyMatch(job -> job.arrival.severity() == severity && job.finished
                                && job.arrival.afterNanos() + job.waitedNanos() >= from
                                && job.arrival.afterNanos() + job.waitedNanos() < to + Load.SERVICE.toNanos());
            }
        }
    }

    @Test
    void takesALongRunOffTheDeviceForStatWork() {
        var yielding = volumes(CPU);
        var blocking = volumes(new Lane.Device("gpu", false));

        assertThat(met(yielding, Severity.STAT)).isGreaterThanOrEqualTo(0.99);
        assertThat(met(blocking, Severity.STAT)).isLessThan(0.9);
        assertThat(yielding.jobs).allMatch(job -> job.finished);
    }

    /// A STAT image of 10 ms with a budget of 150 ms each two seconds, and a volume of 1 s every four.
    private static Simulation volumes(Lane.Device device) {
        var arrivals = new ArrayList<Arrival>();
        long nextVolume = 0;
        for (var image : new Load(0.005, SPREAD, Late.FINISH).arrivals(1_000, 11)) {
            for (; image.afterNanos() > nextVolume; nextVolume += Duration.ofSeconds(4).toNanos()) {
                arrivals.add(new Arrival(nextVolume, Severity.ROUTINE, Duration.ofMinutes(1), Late.FINISH,
                        Duration.ofSeconds(1).toNanos()));
            }
            arrivals.add(new Arrival(image.afterNanos(), Severity.STAT, Duration.ofMillis(150), Late.FINISH,
                    image.serviceNanos()));
        }
        return lane(device, arrivals, (simulation, arrival) -> new SimulatedJob(simulation, arrival) {
            @Override
            public List<Rung> rungs() {
                boolean volume = arrival.severity() == Severity.ROUTINE;
                return List.of(new Rung("full", new Costs.Key(volume ? "volume" : "image", "cpu"),
                        volume ? Duration.ofSeconds(1) : Load.SERVICE));
            }

            @Override
            public boolean yields() {
                return arrival.severity() == Severity.ROUTINE;
            }
        });
    }

    @Test
    void answersMoreInTimeByStepsDownTheLadder() {
        var arrivals = new Load(2, SPREAD, Late.FINISH).arrivals(3_000, 13).stream()
                .map(each -> new Arrival(
                        each.afterNanos(), Severity.ROUTINE, each.budget(), each.late(), each.serviceNanos()))
                .toList();
        var full = new Rung("full", new Costs.Key("full", "cpu"), Load.SERVICE);
        var small = new Rung("small", new Costs.Key("small", "cpu"), Load.SERVICE.dividedBy(4));

        var without = lane(CPU, arrivals, OverloadSimulationTest::learned);
        var with = lane(CPU, arrivals, (simulation, arrival) -> new SimulatedJob(simulation, arrival) {
            @Override
            public List<Rung> rungs() {
                return List.of(full, small);
            }

            @Override
            long serviceNanos(Turn turn) {
                return turn.rung().equals(small) ? arrival.serviceNanos() / 4 : arrival.serviceNanos();
            }
        });

        assertThat(met(without, _ -> true)).isLessThan(0.6);
        assertThat(met(with, _ -> true)).isGreaterThan(0.95);
        assertThat(with.jobs.stream().filter(job -> job.ran.contains("full")).count())
                .as("the best answer where there is time for it")
                .isGreaterThan(300);
    }

    @Test
    void keepsUpByBatchesWhenOneMoreInABatchIsCheap() {
        var arrivals = new Load(2, SPREAD, Late.FINISH).arrivals(3_000, 17);

        var without = lane(CPU, arrivals, OverloadSimulationTest::learned);
        var with = lane(CPU, arrivals, (simulation, arrival) -> new SimulatedJob(simulation, arrival) {
            @Override
            public List<Rung> rungs() {
                return List.of(new Rung("full", new Costs.Key("m", "cpu"), Load.SERVICE));
            }

            @Override
            public Optional<Batch> batch() {
                return Optional.of(new Batch("m", 8));
            }

            @Override
            long serviceNanos(Turn turn) {
                return (super.serviceNanos(turn) + 3 * arrival.serviceNanos()) / 4;
            }
        });

        assertThat(met(without, _ -> true)).isLessThan(0.6);
        assertThat(met(with, _ -> true)).isGreaterThan(0.95);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void endsEachJobExactlyOnceWhateverItOffers(long seed) {
        var random = new Random(seed);
        double times = 0.5 + 3 * random.nextDouble();
        var arrivals = new Load(times, 0.8, Late.FINISH).arrivals(800, seed).stream()
                .map(each -> new Arrival(each.afterNanos(), each.severity(), each.budget(),
                        random.nextBoolean() ? Late.FINISH : Late.DROP, each.serviceNanos()))
                .toList();
        var device = new Lane.Device("any", random.nextBoolean());
        int capacity = 1 + random.nextInt(CAPACITY);

        var simulation = new Simulation(
                arrivals, clock -> new Still(device, capacity, clock), (one, arrival) -> any(one, arrival, random))
                .run();

        assertThat(simulation.jobs).hasSameSizeAs(arrivals).allSatisfy(job -> {
            switch (job.end()) {
                case MET -> assertThat(job.ran).isNotEmpty();
                case LATE -> {
                    assertThat(job.ran).isNotEmpty();
                    assertThat(job.told).isTrue();
                }
                case DROPPED, REFUSED -> assertThat(job.finished).isFalse();
            }
            if (job.arrival.late() == Late.FINISH && job.end() == End.LATE) {
                assertThat(job.finished).as("a late result is never hidden").isTrue();
            }
        });
    }

    private static SimulatedJob any(Simulation simulation, Arrival arrival, Random random) {
        var rungs = new ArrayList<Rung>();
        int model = random.nextInt(3);
        for (int i = 0; i <= random.nextInt(3); i++) {
            rungs.add(new Rung(model + "/" + i, new Costs.Key(model + "/" + i, "any"),
                    Load.SERVICE.dividedBy(1 + 2 * i)));
        }
        boolean yields = random.nextBoolean();
        var batch = random.nextBoolean()
                ? Optional.of(new Job.Batch(model, 1 + random.nextInt(8)))
                : Optional.<Job.Batch>empty();
        return new SimulatedJob(simulation, arrival) {
            @Override
            public List<Rung> rungs() {
                return model == 0 ? super.rungs() : rungs;
            }

            @Override
            public boolean yields() {
                return yields;
            }

            @Override
            public Optional<Batch> batch() {
                return batch;
            }
        };
    }
}
