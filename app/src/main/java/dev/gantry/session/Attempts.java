// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.session;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts failed logins by where they come from, and says who has to wait. Told the time; not thread-safe.
///
/// Each place has a few tries, and gets one back after each pause.
final class Attempts {
    static final int TRIES = 10;
    static final Duration PAUSE = Duration.ofSeconds(30);
    /// The place that has been quiet for longest is forgotten first.
    static final int MOST_PLACES = 10_000;

    /// @param spent tries, at `atNanos`
    private record Spent(double spent, long atNanos) {
        double now(long nowNanos) {
            return Math.max(0, spent - (double) (nowNanos - atNanos) / PAUSE.toNanos());
        }
    }

    private final Map<String, Spent> places = new LinkedHashMap<>(16, 0.75f, true);

    /// Where an address counts: itself, or of IPv6 the network of one customer (/64).
    static String place(String address) {
        var groups = address.split(":");
        return groups.length < 8 ? address : String.join(":", Arrays.copyOf(groups, 4)) + "::/64";
    }

    /// How long `place` has to wait before its next try; zero: not at all.
    Duration wait(String place, long nowNanos) {
        var spent = places.get(place);
        double over = spent == null ? 0 : spent.now(nowNanos) - (TRIES - 1);
        return over <= 0 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil(over * PAUSE.toNanos()));
    }

    void failed(String place, long nowNanos) {
        var spent = places.get(place);
        places.put(place, new Spent((spent == null ? 0 : spent.now(nowNanos)) + 1, nowNanos));
        if (places.size() > MOST_PLACES) {
            places.remove(places.keySet().iterator().next());
        }
    }

    /// Gives back a try that was counted before it was known to be right, and none that was wrong before: else somebody
    /// who can log in could guess at another's password for as long as they like.
    void succeeded(String place, long nowNanos) {
        var spent = places.get(place);
        if (spent != null) {
            places.put(place, new Spent(Math.max(0, spent.now(nowNanos) - 1), nowNanos));
        }
    }
}
