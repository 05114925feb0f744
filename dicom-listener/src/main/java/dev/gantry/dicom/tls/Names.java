// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/// The names that a certificate is made out to: the common names of its subject, and its alternative names that are
/// DNS names or addresses (RFC 5280 4.2.1.6).
final class Names {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;
    private static final int MOST = 100;

    private Names() {}

    static Set<String> of(X509Certificate certificate) {
        var names = new TreeSet<String>();
        try {
            for (var part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    names.add(part.getValue().toString());
                }
            }
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                alternatives.stream().limit(MOST).forEach(one -> add(one, names));
            }
        } catch (InvalidNameException | CertificateParsingException _) {
            // it is trusted, but made out to nobody that we can read
        }
        return names;
    }

    private static void add(List<?> alternative, Set<String> names) {
        switch ((Integer) alternative.getFirst()) {
            case DNS -> names.add(alternative.get(1).toString());
            case ADDRESS -> names.add(InetAddress.ofLiteral(alternative.get(1).toString()).getHostAddress());
            default -> {}
        }
    }
}
