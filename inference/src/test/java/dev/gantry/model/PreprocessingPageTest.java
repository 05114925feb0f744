// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// docs/preprocessing.md: what stands there can be written into a manifest.
class PreprocessingPageTest {
    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "preprocessing.md"));
    }

    @Test
    void readsEachExampleOfThePage() throws IOException {
        var examples = new ArrayList<String>();
        var blocks = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(page());
        while (blocks.find()) {
            examples.add(blocks.group(1));
        }

        assertThat(examples).hasSizeGreaterThan(9);
        for (var example : examples) {
            var rest = example.startsWith("input:")
                    ? example.substring("input:".length()).strip()
                    : "tensor: x\n  shape: [1, 1, 8, 8]\n  resize: none\n  "
                            + (example.contains("samples:") ? "" : "samples: {min-max: true}\n  ") + example.strip();
            var text = rest.startsWith("{") ? rest : "  " + rest;
            assertThatCode(() -> ManifestInput.of(text)).as(example).doesNotThrowAnyException();
        }
    }

    @Test
    void namesEachKeyOfTheSchema() throws IOException {
        var schema = new JsonMapper().readTree(Files.readString(
                Path.of("..", "docs", "schema", "manifest.schema.json")));
        var page = page();

        for (var key : schema.at("/properties/input/properties").propertyNames()) {
            assertThat(page).contains("`" + key);
        }
        for (var key : schema.at("/$defs/extra/properties").propertyNames()) {
            assertThat(page).contains(key);
        }
    }
}
