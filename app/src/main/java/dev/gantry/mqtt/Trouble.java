// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mqtt;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.paho.mqttv5.common.MqttException;

/// Why there is no connection, in words for who must put it right.
///
/// @param text what happened, and what to do about it; no password, no certificate
public record Trouble(Kind kind, String text) {

    /// Kinds of trouble.
    public enum Kind {
        /// The network, or nobody listens there.
        UNREACHABLE,
        /// The certificates of either side.
        TLS,
        /// Our own files: password, certificate, key.
        FILES,
        /// The broker does not want us.
        REFUSED,
        /// Another client with our id came.
        TAKEN_OVER,
        /// The broker sent, or passed on, what we cannot read.
        UNREADABLE,
        /// It was there and went, or answers nothing.
        LOST
    }

    /// Paho's own codes: invalid message, unknown or wrong topic alias, invalid return code, malformed, duplicate
    /// property, too large.
    private static final List<Integer> UNREADABLE =
            List.of(32_108, 32_301, 32_302, 50_001, 50_002, 50_004, 50_005, 51_001);

    /// @param failure what connecting, reading or writing ended with
    static Trouble of(Throwable failure, URI broker) {
        var causes = Stream.iterate(Optional.of(failure), Optional::isPresent, it -> it.map(Throwable::getCause))
                .limit(16).flatMap(Optional::stream).toList();
        return tls(causes, broker)
                .or(() -> network(causes, broker))
                .or(() -> causes.stream().filter(MqttException.class::isInstance).findFirst()
                        .flatMap(it -> ofCode(((MqttException) it).getReasonCode())))
                .or(() -> causes.stream().filter(IllegalArgumentException.class::isInstance).findFirst()
                        .map(it -> new Trouble(Kind.FILES, it.getMessage())))
                .orElseGet(() -> new Trouble(Kind.LOST, has(causes, EOFException.class)
                        ? "the broker closed the connection"
                        : "the connection to the broker was lost (" + causes.getLast().getMessage() + ")"));
    }

    private static Optional<Trouble> tls(List<Throwable> causes, URI broker) {
        if (has(causes, CertificateExpiredException.class)) {
            return tls("the broker's certificate has expired; renew it there, or check the clocks");
        }
        if (has(causes, CertificateNotYetValidException.class)) {
            return tls("the broker's certificate is not valid yet; check the clocks of both");
        }
        if (has(causes, CertPathBuilderException.class) || has(causes, CertPathValidatorException.class)) {
            return tls("the broker's certificate is not trusted; mqtt.tls.trust must name the certificate of the"
                    + " authority that signed it");
        }
        if (has(causes, CertificateException.class)) {
            return tls("the broker's certificate is not made out to %s; call it by a name that stands in it (mqtt.url), or"
                    .formatted(broker.getHost()) + " let it be made out anew");
        }
        return causes.stream().filter(SSLException.class::isInstance).findFirst()
                .flatMap(it -> tls(words(String.valueOf(it.getMessage()))));
    }

    private static String words(String message) {
        if (message.contains("Unsupported or unrecognized SSL message")) {
            return "the broker speaks no TLS on this port; mqtt.url must name its TLS port, or begin with tcp://";
        }
        if (message.contains("certificate_required") || message.contains("bad_certificate")
                || message.contains("handshake_failure")) {
            return "the broker does not take our certificate, or wants one (" + message
                    + "); look at mqtt.tls.certificate and mqtt.tls.key";
        }
        if (message.contains("unknown_ca") || message.contains("certificate_unknown")) {
            return "the broker does not know the authority that signed our certificate (" + message
                    + "); its configuration must name it (mosquitto: cafile)";
        }
        if (message.contains("certificate_expired")) {
            return "our certificate for the broker has expired; renew mqtt.tls.certificate, no restart is needed";
        }
        return "TLS with the broker failed (" + message + ")";
    }

    private static Optional<Trouble> tls(String text) {
        return Optional.of(new Trouble(Kind.TLS, text));
    }

    private static Optional<Trouble> network(List<Throwable> causes, URI broker) {
        var where = broker.getHost() + ":" + broker.getPort();
        if (has(causes, UnknownHostException.class)) {
            return unreachable("no address is known for " + broker.getHost() + "; look at mqtt.url and the name server");
        }
        if (has(causes, ConnectException.class)) {
            return unreachable("nobody listens at " + where + "; is the broker running, and is mqtt.url right?");
        }
        if (has(causes, NoRouteToHostException.class)) {
            return unreachable("there is no way to " + where + "; look at the network and its firewalls");
        }
        if (has(causes, SocketTimeoutException.class)) {
            return unreachable(where + " does not answer; look at the network and its firewalls");
        }
        return Optional.empty();
    }

    private static Optional<Trouble> unreachable(String text) {
        return Optional.of(new Trouble(Kind.UNREACHABLE, text));
    }

    private static boolean has(List<Throwable> causes, Class<? extends Throwable> type) {
        return causes.stream().anyMatch(type::isInstance);
    }

    /// Of a CONNACK or DISCONNECT (MQTT 5 3.2.2.2, 3.14.2.1), or Paho's own; empty for those that only say that the
    /// connection is lost.
    static Optional<Trouble> ofCode(int code) {
        if (UNREADABLE.contains(code)) {
            return Optional.of(new Trouble(Kind.UNREADABLE, "the broker sent a packet that cannot be read"));
        }
        return switch (code) {
            case 0x81, 0x82 -> refused(code, "it takes us for a client that breaks the protocol");
            case 0x84, 0x01 -> refused(code, "it does not speak MQTT 5; Gantry needs that (mosquitto 1.6 or later)");
            case 0x85 -> refused(code, "it does not take our client id");
            case 0x86 -> refused(code, "user name or password is wrong; look at mqtt.username and mqtt.password-file");
            case 0x87 -> refused(code, "not authorised; look at mqtt.username, mqtt.password-file and the broker's access"
                    + " list");
            case 0x88, 0x89, 0x8B -> refused(code, "it is busy or shutting down");
            case 0x8A -> refused(code, "we are banned there");
            case 0x8C -> refused(code, "it wants a way of logging in that Gantry does not have");
            case 0x8E -> Optional.of(new Trouble(Kind.TAKEN_OVER, "another client uses our client id; two appliances with"
                    + " the same site and device?"));
            case 0x93 -> refused(code, "more was sent at once than it takes; mqtt.window must be smaller");
            case 0x95 -> refused(code, "a packet was too large for it; its limit must be at least 64 kB");
            case 0x97, 0x9F -> refused(code, "a quota or rate limit of the broker is reached");
            default -> code >= 0x80 && code <= 0xFF ? refused(code, "no more is known") : Optional.empty();
        };
    }

    private static Optional<Trouble> refused(int code, String why) {
        return Optional.of(new Trouble(Kind.REFUSED, "the broker refuses us with 0x%02X: %s".formatted(code, why)));
    }

    static Trouble lost(String why) {
        return new Trouble(Kind.LOST, why);
    }
}
