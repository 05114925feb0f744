// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.config.ExamSettings;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.spool.StoredObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The scanners that sent something lately, by calling AE title and station name: the title alone may be a
/// router's.
final class Scanners {
    private static final int MOST = 1000;

    private final Supplier<ExamSettings> settings;
    private final Map<String, Scanner> scanners = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Scanner> eldest) {
            return size() > MOST;
        }
    };

    Scanners(Supplier<ExamSettings> settings) {
        this.settings = settings;
    }

    Scanner of(StoredObject object) {
        var key = object.origin().calling() + "/" + object.header().text(Tag.STATION_NAME).orElse("");
        return scanners.computeIfAbsent(key, _ -> new Scanner(settings));
    }
}
