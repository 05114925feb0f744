// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.shelf;

import dev.gantry.model.ModelId.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What somebody decided about the versions of one model.
///
/// @param active   the version to use; empty: the highest
/// @param previous the one that was used before that decision
/// @param shadow   a version that runs beside the active one, and is not published
/// @param off      none is to answer
public record Choice(
        Optional<Version> active, Optional<Version> previous, Optional<Version> shadow, boolean off, Instant at) {

    /// Nobody decided anything: the highest version that is admitted.
    public static final Choice NONE =
            new Choice(Optional.empty(), Optional.empty(), Optional.empty(), false, Instant.EPOCH);

    /// The versions that may answer, the one to try first in front; a later one answers when those before it
    /// are refused.
    public List<Version> order(Collection<Version> present) {
        if (off) {
            return List.of();
        }
        var order = new ArrayList<Version>();
        active.filter(present::contains).ifPresent(order::add);
        previous.filter(present::contains).filter(it -> !order.isEmpty() && !order.contains(it))
                .ifPresent(order::add);
        present.stream().sorted(Comparator.reverseOrder()).filter(it -> !order.contains(it)).forEach(order::add);
        shadow.filter(it -> !active.equals(shadow)).ifPresent(order::remove);
        return order;
    }

    /// Whether somebody decided on this very version, now or with the choice before.
    public boolean chose(Version version) {
        return active.filter(version::equals).isPresent()
                || active.isPresent() && previous.filter(version::equals).isPresent();
    }

    /// Why a version of [#order] answers.
    ///
    /// @param refused versions before it, which did not pass
    public String why(Version version, List<Version> refused) {
        var instead = refused.isEmpty()
                ? ""
                : " (refused: " + String.join(", ", refused.stream().map(Version::toString).toList()) + ")";
        if (active.filter(version::equals).isPresent()) {
            return "chosen " + at + instead;
        }
        if (active.isPresent() && previous.filter(version::equals).isPresent()) {
            return "the one before " + active.get() + ", which cannot be used" + instead;
        }
        return active.map(it -> "the highest, as " + it + " cannot be used").orElse("the highest") + instead;
    }

    public Choice activate(Version version, Optional<Version> instead, Instant now) {
        return new Choice(Optional.of(version), instead.filter(it -> !it.equals(version)),
                shadow.filter(it -> !it.equals(version)), false, now);
    }

    /// Back to the highest version.
    public Choice automatic(Instant now) {
        return new Choice(Optional.empty(), Optional.empty(), shadow, false, now);
    }

    public Choice shadow(Optional<Version> version, Instant now) {
        return new Choice(active, previous, version, off, now);
    }

    public Choice turnOff(Instant now) {
        return new Choice(active, previous, Optional.empty(), true, now);
    }

    /// Without a version that is taken away.
    public Choice forget(Version version) {
        return new Choice(active.filter(it -> !it.equals(version)), previous.filter(it -> !it.equals(version)),
                shadow.filter(it -> !it.equals(version)), off, at);
    }
}
