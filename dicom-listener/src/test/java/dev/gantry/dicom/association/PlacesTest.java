// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.DicomSettings;
import dev.gantry.config.DicomSettings.NativeCodecs;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacesTest {
    final Places places = new Places(new DicomSettings("GANTRY", "127.0.0.1", 0, 3, 2, 65_536,
            Duration.ofSeconds(1), Duration.ofSeconds(1), List.of("implicit-little-endian"), NativeCodecs.OFF));

    @Test
    void saysWhichLimitOfAssociationsToRaise() {
        assertThat(places.admit("a")).isEmpty();
        assertThat(places.admit("a")).isEmpty();
        assertThat(places.admit("a").orElseThrow()).contains("dicom.max-associations-per-host", "2 associations");
        assertThat(places.admit("b")).isEmpty();
        assertThat(places.admit("c").orElseThrow()).contains("dicom.max-associations allows", "3 associations");
    }

    @Test
    void givesAPlaceToTheNextWhenOneEnds() {
        places.admit("a");
        places.admit("a");
        places.end("a");

        assertThat(places.admit("a")).isEmpty();
        assertThat(places.admit("a")).isPresent();
    }

    @Test
    void keepsRoomForOthersWhenOneAddressFloodsIt() {
        int entered = 0;
        while (places.enter("flood").isEmpty()) {
            entered++;
        }

        assertThat(entered).isEqualTo(2 + Places.WAITING_PER_HOST);
        assertThat(places.enter("flood").orElseThrow()).contains("dicom.max-associations-per-host");
        assertThat(places.enter("scanner")).isEmpty();
    }

    @Test
    void boundsConnectionsHoweverManyAddressesTheyComeFrom() {
        int entered = 0;
        while (places.enter("host-" + entered).isEmpty()) {
            entered++;
        }
        places.leave("host-0");

        assertThat(entered).isEqualTo(3 + Places.WAITING);
        assertThat(places.enter("host-0")).isEmpty();
        assertThat(places.enter("host-0").orElseThrow()).contains("dicom.max-associations is 3");
    }
}
