// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.runtime;

import static dev.gantry.tensor.ElementType.BOOL;
import static dev.gantry.tensor.ElementType.FLOAT;
import static dev.gantry.tensor.ElementType.INT64;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxJavaType;
import com.sun.management.ThreadMXBean;
import dev.gantry.config.InferenceSettings;
import dev.gantry.runtime.Ran.Completed;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What goes into a graph and what comes out of it.
@Timeout(60)
class FeedIT {
    private static final OnnxRuntime RUNTIME = OnnxRuntime.start(
            new InferenceSettings(InferenceSettings.Provider.CPU, 1, 8), Path.of("target", "natives"));
    /// More bytes than a process has addresses: refused at once, whatever the machine's memory.
    private static final long TOO_MANY = 1L << 50;

    private static Session open(byte[] graph) {
        return ((Opened.Ready) RUNTIME.open("tiny", graph)).session();
    }

    private static Session open(TinyGraph graph) {
        return open(graph.bytes());
    }

    private static Map<String, Tensor> run(Session session, Map<String, Tensor> feed) {
        return ((Completed) session.run(feed, new Brake())).outputs();
    }

    private static Map<String, Tensor> feed(float... values) {
        return Map.of("x", Tensor.of(values, values.length));
    }

    /// Gives where its input is not 0: how much depends on what is in it.
    private static TinyGraph nonZero() {
        return new TinyGraph().input("x", FLOAT, "n").output("y", INT64, 1, "found")
                .node("NonZero", List.of("x"), "y");
    }

    @ParameterizedTest
    @EnumSource
    void takesAndGivesEachType(ElementType type) {
        try (var session = open(TinyGraph.identity(type, 2, 3))) {
            var tensor = Tensor.allocate(type, 2, 3);
            for (int i = 0; i < tensor.size(); i++) {
                tensor.set(i, i % 2);
            }

            var y = run(session, Map.of("x", tensor)).get("y");

            assertThat(y).hasToString(type + "[2, 3]");
            assertThat(y.toFloats()).containsExactly(0, 1, 0, 1, 0, 1);
        }
    }

    @Test
    void hasNoTensorsOfWords() {
        assertThat(OnnxJavaType.values()).extracting(Enum::name).doesNotContain("UINT16");
        assertThat(ElementType.values()).extracting(Enum::name)
                .isSubsetOf(Arrays.stream(OnnxJavaType.values()).map(Enum::name).toList());
    }

    @Test
    void readsATensorThatWasFilledAnew() {
        try (var session = open(TinyGraph.identity(FLOAT, 2))) {
            var feed = feed(1, 2);
            assertThat(run(session, feed).get("y").toFloats()).containsExactly(1, 2);

            feed.get("x").set(0, 7);

            assertThat(run(session, feed).get("y").toFloats()).containsExactly(7, 2);
            assertThat(run(session, feed(3, 4)).get("y").toFloats()).containsExactly(3, 4);
            assertThat(run(session, feed).get("y").toFloats()).containsExactly(7, 2);
        }
    }

    @Test
    void writesIntoTheSameTensorAgain() {
        try (var session = open(TinyGraph.identity(FLOAT, 2))) {
            var first = session.run(feed(1, 2), new Brake());

            assertThat(session.run(feed(3, 4), new Brake())).isSameAs(first);
            assertThat(((Completed) first).outputs().get("y").toFloats()).containsExactly(3, 4);
        }
    }

    @Test
    void knowsASizeThatHasTheNameOfAnInputs() {
        var graph = new TinyGraph().input("x", FLOAT, "n").output("y", FLOAT, "n").node("Neg", List.of("x"), "y");
        try (var session = open(graph)) {
            assertThat(run(session, feed(1, 2, 3)).get("y").toFloats()).containsExactly(-1, -2, -3);
            var two = run(session, feed(4, 5)).get("y");
            assertThat(two.toFloats()).containsExactly(-4, -5);
            assertThat(run(session, feed(6, 7)).get("y")).isSameAs(two);
            assertThat(run(session, feed(1, 2, 3, 4)).get("y").toFloats()).containsExactly(-1, -2, -3, -4);
            assertThat(run(session, feed()).get("y").toFloats()).isEmpty();
        }
    }

    @Test
    void copiesWhatDependsOnTheValues() {
        try (var session = open(nonZero())) {
            assertThat(run(session, feed(0, 5, 0, 5)).get("y").toFloats()).containsExactly(1, 3);
            assertThat(run(session, feed(0, 0, 0, 0)).get("y")).hasToString("int64[1, 0]");
            assertThat(run(session, feed(5, 0, 5, 5)).get("y").toFloats()).containsExactly(0, 2, 3);
        }
    }

    @Test
    void believesWhatComesMoreThanWhatTheGraphDeclares() {
        var graph = new TinyGraph().input("x", FLOAT, "n").output("y", INT64, 1, "n")
                .node("NonZero", List.of("x"), "y"); // says: as many as go in
        try (var session = open(graph)) {
            assertThat(run(session, feed(0, 5, 0, 5)).get("y").toFloats()).containsExactly(1, 3);
            assertThat(run(session, feed(5, 0, 0, 0)).get("y").toFloats()).containsExactly(0);
        }
    }

    @Test
    void leavesOutWhatIsNoTensorOfNumbers() {
        var graph = new TinyGraph().input("x", FLOAT, 2).output("y", FLOAT, 2).sequenceOutput("s", FLOAT)
                .node("Neg", List.of("x"), "y").node("SequenceConstruct", List.of("x"), "s");
        try (var session = open(graph)) {
            assertThat(run(session, feed(1, 2))).containsOnlyKeys("y");
            assertThat(Signature.text(session.signature().outputs())).isEqualTo("y FLOAT[2], s no tensor[]");
        }
        assertThat(RUNTIME.open("tiny", new TinyGraph().input("x", FLOAT, 2).sequenceOutput("s", FLOAT)
                        .node("SequenceConstruct", List.of("x"), "s").bytes()))
                .isEqualTo(new Opened.Refused(
                        "the graph has no output that is a tensor of numbers or booleans: s no tensor[]"));
    }

    @Test
    void saysWhatAFeedLacks() {
        try (var session = open(new TinyGraph().input("x", FLOAT, 2).input("age", FLOAT, 2)
                .output("y", FLOAT, 2).node("Add", List.of("x", "age"), "y"))) {
            assertThat(session.run(feed(1, 2), new Brake())).isEqualTo(
                    new Ran.Failed("the feed has no age: expected [x, age], got [x]"));
            assertThat(session.run(Map.of("x", Tensor.of(new float[2], 2), "age", Tensor.of(new float[2], 2),
                            "sex", Tensor.of(new float[2], 2)), new Brake()))
                    .isInstanceOfSatisfying(Ran.Failed.class,
                            it -> assertThat(it.detail()).startsWith("the feed has too much: expected [x, age]"));
            assertThat(session.run(Map.of("x", Tensor.of(new float[3], 3), "age", Tensor.of(new float[2], 2)),
                            new Brake()))
                    .isInstanceOfSatisfying(Ran.Failed.class,
                            it -> assertThat(it.detail()).contains("Got: 3 Expected: 2").doesNotContain("\n"));
            assertThat(session.run(Map.of("x", Tensor.allocate(BOOL, 2), "age", Tensor.allocate(BOOL, 2)),
                            new Brake()))
                    .isInstanceOfSatisfying(Ran.Failed.class,
                            it -> assertThat(it.detail()).contains("tensor(bool)", "tensor(float)"));
        }
    }

    @Test
    void tellsThatMemoryIsShortAndLives() {
        var graph = new TinyGraph().input("x", FLOAT, 1).input("shape", INT64, 1).output("y", FLOAT, "many")
                .node("Expand", List.of("x", "shape"), "y");
        try (var session = open(graph); var other = open(TinyGraph.identity(FLOAT, 2))) {
            assertThat(session.run(expanded(TOO_MANY), new Brake())).isInstanceOfSatisfying(Ran.OutOfMemory.class,
                    it -> assertThat(it.detail()).contains("Failed to allocate memory", Long.toString(TOO_MANY * 4))
                            .doesNotContain("onnxruntime_src"));
            assertThat(run(other, feed(1, 2)).get("y").toFloats()).containsExactly(1, 2);
            assertThat(run(session, expanded(3)).get("y").toFloats()).containsExactly(7, 7, 7);
        }
    }

    private static Map<String, Tensor> expanded(long size) {
        var shape = Tensor.allocate(INT64, 1);
        shape.bytes().putLong(0, size);
        return Map.of("x", Tensor.of(new float[] {7}, 1), "shape", shape);
    }

    @Test
    void tellsThatMemoryIsShortForAnOutputThatIsDeclaredTooLarge() {
        var graph = new TinyGraph().input("x", FLOAT, 1).output("y", FLOAT, 1 << 30, 1 << 30)
                .constant("shape", 1 << 30, 1 << 30).node("Expand", List.of("x", "shape"), "y");
        try (var session = open(graph)) {
            assertThat(session.run(feed(1), new Brake())).isInstanceOfSatisfying(Ran.OutOfMemory.class,
                    it -> assertThat(it.detail()).startsWith("no room for the outputs: "));
        }
    }

    @Test
    void allocatesNoMoreThanABareLoop() throws Exception {
        var graph = new TinyGraph().input("x", FLOAT, "n").output("y", FLOAT, "n")
                .node("Neg", List.of("x"), "y").bytes();
        var feed = feed(1, 2, 3, 4);
        try (var session = open(graph); var bare = RUNTIME.bareLoop(graph, feed)) {
            var brake = new Brake();
            long ours = bytesPerRun(() -> session.run(feed, brake));
            long theirs = bytesPerRun(bare::run);

            // The JIT may save an object in one of the loops and not in the other.
            assertThat(ours).isPositive().isLessThanOrEqualTo(theirs + 64);
        }
    }

    private static long bytesPerRun(Runnable run) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int runs = 2000;
        for (int i = 0; i < runs; i++) {
            run.run();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < runs; i++) {
            run.run();
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / runs;
    }
}
