// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.admission;

import dev.gantry.model.Gate;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `models/recipes/graphs/export.py` wrote of one package: torch's own answers, or the gate that must refuse.
record TorchAnswers(JsonNode json) {
    static TorchAnswers read(Path file) {
        return new TorchAnswers(JsonMapper.shared().readTree(file.toFile()));
    }

    Optional<Gate> refusedBy() {
        return json.has("refused-by")
                ? Optional.of(Gate.valueOf(json.get("refused-by").asString().toUpperCase(Locale.ROOT)))
                : Optional.empty();
    }

    /// Of torch.
    String version() {
        return json.get("torch").asString();
    }

    String head() {
        return json.get("head").asString();
    }

    long parameters() {
        return json.get("parameters").asLong();
    }

    int opset() {
        return json.get("opset").asInt();
    }

    List<JsonNode> cases() {
        return StreamSupport.stream(json.get("cases").spliterator(), false).toList();
    }
}
