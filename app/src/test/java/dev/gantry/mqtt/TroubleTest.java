// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.mqtt.Trouble.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TroubleTest {
    private static final URI BROKER = URI.create("ssl://alerts.example:8883");

    private static Trouble of(Throwable failure) {
        return Trouble.of(failure, BROKER);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0x84 | it does not speak MQTT 5
            0x86 | user name or password is wrong; look at mqtt.username and mqtt.password-file
            0x87 | not authorised; look at mqtt.username, mqtt.password-file and the broker's access list
            0x95 | a packet was too large for it
            0xA2 | no more is known
            """)
    void saysWhyTheBrokerRefusesUs(String code, String why) {
        assertThat(of(new MqttException(Integer.decode(code)))).satisfies(it -> {
            assertThat(it.kind()).isEqualTo(Kind.REFUSED);
            assertThat(it.text()).startsWith("the broker refuses us with " + code + ": ").contains(why);
        });
    }

    @Test
    void saysThatAnotherCameWithOurId() {
        assertThat(Trouble.ofCode(0x8E).orElseThrow().kind()).isEqualTo(Kind.TAKEN_OVER);
    }

    @Test
    void findsTheCauseBehindWhatPahoSays() {
        assertThat(of(new MqttException(new UnknownHostException("alerts.example"))).text())
                .isEqualTo("no address is known for alerts.example; look at mqtt.url and the name server");
        assertThat(of(new MqttException(32_109, new EOFException())).text()).isEqualTo("the broker closed the connection");
        assertThat(of(new MqttException(32_109, new IOException("Connection reset"))).text())
                .isEqualTo("the connection to the broker was lost (Connection reset)");
        assertThat(of(new MqttException(new SSLHandshakeException("Received fatal alert: unknown_ca"))).text())
                .startsWith("the broker does not know the authority that signed our certificate");
        assertThat(of(new IllegalArgumentException("mqtt.password-file: x cannot be read")))
                .isEqualTo(new Trouble(Kind.FILES, "mqtt.password-file: x cannot be read"));
    }

    @Test
    void knowsAPacketThatCannotBeRead() {
        assertThat(of(new MqttException(50_002)).kind()).isEqualTo(Kind.UNREADABLE);
    }
}
