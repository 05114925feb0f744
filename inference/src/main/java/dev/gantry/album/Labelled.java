// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.album;

import dev.gantry.model.Input;
import dev.gantry.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Labelled pictures as tensors; none at all when nobody gave labels. Those of which no tensor can be made are left out.
public final class Labelled implements AutoCloseable {
    private final Optional<Feeds> feeds;
    private final List<Boolean> positive;

    private Labelled(Optional<Feeds> feeds, List<Boolean> positive) {
        this.feeds = feeds;
        this.positive = positive;
    }

    public static Labelled none() {
        return new Labelled(Optional.empty(), List.of());
    }

    /// @param list lines `file,label`; files are relative to its folder
    /// @throws IllegalArgumentException naming line and file of what is wrong with it
    public static Labelled of(Input input, Path list) throws IOException {
        var labels = Labels.read(list);
        var byName = new HashMap<String, Boolean>();
        for (int i = 0; i < labels.samples().size(); i++) {
            byName.put(labels.samples().get(i).file(), labels.positive().get(i));
        }
        var feeds = Feeds.of(input, labels.samples());
        var positive = new ArrayList<Boolean>();
        for (int i = 0; i < feeds.size(); i++) {
            positive.add(byName.get(feeds.name(i)));
        }
        if (!positive.contains(true) || !positive.contains(false)) {
            feeds.close();
            throw new IllegalArgumentException(
                    "of the labelled pictures those of one kind cannot be used: " + feeds.complaints());
        }
        return new Labelled(Optional.of(feeds), List.copyOf(positive));
    }

    public int size() {
        return positive.size();
    }

    public Map<String, Tensor> feed(int at) throws IOException {
        return feeds.orElseThrow().feed(at);
    }

    /// Whether each picture holds the finding.
    public List<Boolean> positive() {
        return positive;
    }

    @Override
    public void close() throws IOException {
        if (feeds.isPresent()) {
            feeds.get().close();
        }
    }
}
