// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.preprocess.Picture;
import java.util.Optional;
import java.util.function.Supplier;

/// Keeps the picture that an analysis looked at, for a shadow version to look at it too.
final class Glimpse implements Supplier<Picture> {
    private final Supplier<Picture> pictures;
    private volatile Optional<Picture> seen = Optional.empty();

    Glimpse(Supplier<Picture> pictures) {
        this.pictures = pictures;
    }

    @Override
    public Picture get() {
        var picture = pictures.get();
        seen = Optional.of(picture);
        return picture;
    }

    Optional<Picture> seen() {
        return seen;
    }
}
