// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Why a TLS handshake failed, in words for who must put it right.
///
/// @param kind   what kind of failure it is
/// @param why    follows the name of the other side
/// @param remedy what to do about it
public record HandshakeFailure(Kind kind, String why, String remedy) {

    /// OpenSSL sends its last word unencrypted, which the JDK tells in other words.
    private static final Pattern ALERT =
            Pattern.compile("(?:Received fatal alert|plaintext alert received: Level: [a-z]+; Alert): ([a-z_]+)");

    /// Kinds of failure.
    public enum Kind {
        /// The other side went away, or never spoke: a port scan or a health check does so.
        SILENT,
        /// The other side began and did not go on, or only connected and stayed: somebody waits there.
        UNFINISHED,
        /// It speaks no TLS.
        NOT_TLS,
        /// It speaks TLS, and we do not agree.
        DISAGREED
    }

    /// @param failure what the handshake, or reading after it, ended with
    public static HandshakeFailure of(Throwable failure) {
        if (caused(failure, NotSslRecordException.class)) {
            return new HandshakeFailure(Kind.NOT_TLS, "speaks no TLS, but calls the TLS port",
                    "switch TLS on there, or let it call dicom.port");
        }
        if (caused(failure, CertificateExpiredException.class)) {
            return disagreed("shows a certificate that has expired", "renew its certificate; check the clocks");
        }
        if (caused(failure, CertificateNotYetValidException.class)) {
            return disagreed("shows a certificate that is not valid yet", "check the clocks of both");
        }
        if (caused(failure, SslHandshakeTimeoutException.class)) {
            return new HandshakeFailure(Kind.UNFINISHED, "did not finish the TLS handshake in time",
                    "if it speaks no TLS, switch TLS on there or let it call dicom.port; else look at the network");
        }
        if (caused(failure, ClosedChannelException.class)) {
            return new HandshakeFailure(Kind.SILENT, "closed the connection during the TLS handshake",
                    "if it is a scanner: it may not believe our certificate, look at its log");
        }
        return byWords(failure);
    }

    private static HandshakeFailure byWords(Throwable failure) {
        var words = words(failure);
        if (words.contains("Empty client certificate chain") || words.contains("Empty server certificate chain")) {
            return disagreed("shows no certificate of its own",
                    "give it one that dicom.tls.trust believes, or set dicom.tls.clients to optional or none");
        }
        if (caused(failure, CertPathBuilderException.class) || words.contains("unable to find valid certification path")
                || words.contains("PKIX path")) {
            return disagreed("shows a certificate of an authority that dicom.tls.trust does not name",
                    "add that authority's certificate to dicom.tls.trust, or give it a certificate of the right one");
        }
        var alert = ALERT.matcher(words);
        if (alert.find()) {
            return alerted(alert.group(1));
        }
        if (words.contains("protocol_version") || words.contains("is not enabled or supported")
                || words.contains("no supported versions")) {
            return disagreed("speaks only versions of TLS before 1.2", "switch on TLS 1.2 or 1.3 there");
        }
        if (words.contains("no cipher suites in common") || words.contains("handshake_failure")) {
            return disagreed("offers no cipher suite that is safe today (BCP 195)",
                    "switch on ECDHE with AES-GCM there");
        }
        if (words.contains("No subject alternative") || words.contains("No name matching")) {
            return disagreed("shows a certificate that is not made out to the name we call it by",
                    "call it by that name, or set dicom.tls.check-names to false");
        }
        return disagreed("ended the TLS handshake (" + words + ")", "look at the log of the other side");
    }

    private static HandshakeFailure alerted(String alert) {
        return switch (alert) {
            case "unknown_ca", "bad_certificate", "certificate_unknown", "certificate_expired",
                    "unsupported_certificate" -> disagreed("does not believe our certificate (" + alert + ")",
                    "give it the certificate of the authority that signed ours");
            case "certificate_required", "protocol_version", "handshake_failure", "access_denied" ->
                    disagreed("refused the TLS handshake (" + alert + ")", "look at its log");
            default -> disagreed("ended the TLS handshake (" + alert + ")", "look at its log");
        };
    }

    private static HandshakeFailure disagreed(String why, String remedy) {
        return new HandshakeFailure(Kind.DISAGREED, why, remedy);
    }

    private static boolean caused(Throwable failure, Class<?> by) {
        return causes(failure).anyMatch(by::isInstance);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(Optional.of(failure), Optional::isPresent, it -> it.map(Throwable::getCause))
                .map(Optional::get).limit(16);
    }

    /// One printable line, bounded: some of it is the peer's.
    private static String words(Throwable failure) {
        var said = causes(failure).map(Throwable::getMessage).filter(Objects::nonNull).distinct()
                .collect(Collectors.joining("; "));
        var line = said.replaceAll("[^ -~]+", " ");
        return line.length() <= 200 ? line : line.substring(0, 200) + "...";
    }
}
