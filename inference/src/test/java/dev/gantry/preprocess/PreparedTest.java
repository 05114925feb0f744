// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.model.ManifestInput;
import dev.gantry.preprocess.Plane.Vector;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The tensors of `prepared/`, which other libraries computed (make_prepared.py), value by value.
class PreparedTest {
    private static final JsonMapper JSON = new JsonMapper();
    /// Of the greatest number: weights are floats here, and doubles or floats there.
    private static final double TOLERANCE = 2e-6;
    private static final double HALF_FLOAT = 1e-3;
    /// A number that falls on a half may be rounded either way.
    private static final double INTEGER = 1;

    static Stream<String> cases() throws IOException, URISyntaxException {
        try (var files = Files.list(Path.of(PreparedTest.class.getResource("/prepared").toURI()))) {
            return files.map(file -> file.getFileName().toString().replace(".txt", "")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void makesTheTensorThatOtherLibrariesMake(String name) throws IOException {
        var lines = lines(name);
        var input = ManifestInput.of(lines.getFirst());
        var preprocessing = new Preprocessing(input);
        var picture = picture(JSON.readTree(lines.get(1)));

        var prepared = preprocessing.prepare(picture);
        var again = preprocessing.prepare(picture);

        assertThat(prepared).isInstanceOf(Preparation.Ready.class);
        assertThat(((Preparation.Ready) again).feed()).isEqualTo(((Preparation.Ready) prepared).feed());
        var tensor = ((Preparation.Ready) prepared).feed().get("x");
        var shape = Arrays.stream(lines.get(2).split(" ")).mapToLong(Long::parseLong).toArray();
        assertThat(tensor.shape()).isEqualTo(shape);
        var expected = numbers(lines.subList(3, lines.size()));
        compare(tensor.toFloats(), expected, switch (input.form().type()) {
            case FLOAT -> TOLERANCE * greatest(expected);
            case FLOAT16 -> HALF_FLOAT;
            case UINT8, INT8, INT32, INT64 -> INTEGER;
        }, input.form().type().name().contains("INT"));
    }

    private static void compare(float[] values, float[] expected, double tolerance, boolean integers) {
        assertThat(values).hasSameSizeAs(expected);
        int different = 0;
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).as("value %d", i).isCloseTo(expected[i], offset((float) tolerance));
            different += values[i] == expected[i] ? 0 : 1;
        }
        assertThat(!integers || different <= values.length / 100).as("integers that differ: %d", different).isTrue();
    }

    private static float greatest(float[] values) {
        float greatest = 1;
        for (float value : values) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        return greatest;
    }

    private static List<String> lines(String name) throws IOException {
        try (var in = PreparedTest.class.getResourceAsStream("/prepared/" + name + ".txt")) {
            return new String(in.readAllBytes()).lines().toList();
        }
    }

    private static float[] numbers(List<String> lines) {
        var words = String.join(" ", lines).split(" ");
        var values = new float[words.length];
        for (int i = 0; i < words.length; i++) {
            values[i] = Float.parseFloat(words[i]);
        }
        return values;
    }

    /// The same numbers as make_prepared.py makes.
    static float[] samples(int count) {
        var samples = new float[count];
        int x = 42;
        for (int i = 0; i < count; i++) {
            x = (x * 1103515245 + 12345) & 0x7FFFFFFF;
            samples[i] = (x >> 16) % 4096 - 1024;
        }
        return samples;
    }

    private static Picture picture(JsonNode json) {
        int rows = json.get("rows").asInt();
        int columns = json.get("columns").asInt();
        if (!json.has("slices")) {
            return new Picture.Image(frame(json, samples(rows * columns)));
        }
        var places = json.get("slices");
        var all = samples(places.size() * rows * columns);
        var slices = new ArrayList<Slice>();
        for (int i = 0; i < places.size(); i++) {
            var frame = frame(json, Arrays.copyOfRange(all, i * rows * columns, (i + 1) * rows * columns));
            slices.add(new Slice(plane(json, places.get(i)), () -> new Decoding.Decoded(frame)));
        }
        if (!json.has("order")) {
            return new Picture.Slices(slices);
        }
        var shuffled = new ArrayList<>(
                json.get("order").valueStream().map(at -> slices.get(at.asInt())).toList());
        shuffled.add(new Slice(slices.get(json.get("double").asInt()).plane(),
                () -> new Decoding.Unreadable("of two at one place the former is used")));
        return new Picture.Slices(shuffled);
    }

    private static Frame frame(JsonNode json, float[] samples) {
        var spacing = Optional.ofNullable(json.get("spacing"))
                .map(both -> new Frame.Spacing(both.get(0).asDouble(), both.get(1).asDouble()));
        return new Frame(json.get("rows").asInt(), json.get("columns").asInt(), samples, json.has("inverted")
                && json.get("inverted").asBoolean(), Optional.empty(), spacing);
    }

    private static Optional<Plane> plane(JsonNode json, JsonNode place) {
        if (place.isEmpty()) {
            return Optional.empty();
        }
        var numbers = json.get("orientation");
        return Optional.of(new Plane(vector(place, 0), vector(numbers, 0), vector(numbers, 3)));
    }

    private static Vector vector(JsonNode numbers, int at) {
        return new Vector(
                numbers.get(at).asDouble(), numbers.get(at + 1).asDouble(), numbers.get(at + 2).asDouble());
    }
}
