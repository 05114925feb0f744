// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest(name = "{0} contains {1}: {2}")
    @CsvSource({
        "10.0.4.7,             10.0.4.7,                true",
        "10.0.4.7,             10.0.4.8,                false",
        "10.0.4.7/32,          10.0.4.7,                true",
        "10.0.4.0/24,          10.0.4.0,                true",
        "10.0.4.0/24,          10.0.4.255,              true",
        "10.0.4.0/24,          10.0.5.0,                false",
        "10.0.4.0/24,          10.0.3.255,              false",
        "10.0.4.128/25,        10.0.4.127,              false",
        "10.0.4.128/25,        10.0.4.128,              true",
        "10.0.4.4/31,          10.0.4.5,                true",
        "10.0.4.4/31,          10.0.4.6,                false",
        "128.0.0.0/1,          255.255.255.255,         true",
        "128.0.0.0/1,          127.255.255.255,         false",
        "0.0.0.0/0,            192.168.1.1,             true",
        "0.0.0.0/0,            ::1,                     false",
        "::/0,                 fd00::1,                 true",
        "::/0,                 10.0.0.1,                false",
        "fd00:4::17,           fd00:4:0:0:0:0:0:17,     true",
        "FD00:4::17,           fd00:4::17,              true",
        "fd00:4::/64,          fd00:4::ffff:1:2:3,      true",
        "fd00:4::/64,          fd00:4:0:1::,            false",
        "fd00:4::/127,         fd00:4::1,               true",
        "fd00:4::/127,         fd00:4::2,               false",
        "::1/128,              ::1,                     true",
        "10.0.4.7,             ::ffff:10.0.4.7,         true",
    })
    void containsTheAddressesThatBeginLikeIt(String network, String address, boolean contained) {
        assertThat(new Network(network).contains(InetAddress.ofLiteral(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ct1", "ct1.example", "10.0.4", "10.4", "10.0.4.256", "10.0.4.07", "10.0.4.7.",
        "10.0.4.7/33", "10.0.4.7/-1", "10.0.4.0/024", "10.0.4.7/", "10.0.4.7/24", "/24", "167772167", "fd00::1::2",
        "fd00:4::/129", "fd00:4::1/64", "fd00:4::1%eth0", "::ffff:10.0.4.7", ":::", "fd00", "1.2.3.4::"})
    void isNothingButAnAddressOrANetwork(String text) {
        assertThat(Network.legible(text)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new Network(text)).withMessageContaining(text);
    }

    @Test
    void isShownAsItWasWritten() {
        assertThat(new Network("fd00:4::/64")).hasToString("fd00:4::/64");
    }
}
