// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.mqtt;

import dev.gantry.config.MqttSettings;
import dev.gantry.dicom.tls.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// The files of `mqtt.tls`, read anew for each connection: a renewed certificate needs no restart.
final class TlsFiles {
    private TlsFiles() {}

    /// @throws IllegalArgumentException naming the setting and the file that is wrong
    static SSLSocketFactory read(MqttSettings.Tls settings) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keys(settings.own()), trust(settings.trust()).getTrustManagers(), new SecureRandom());
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("mqtt.tls: the files cannot be used (" + e.getMessage() + ")", e);
        }
    }

    private static KeyManager[] keys(Optional<MqttSettings.Own> own) throws GeneralSecurityException, IOException {
        if (own.isEmpty()) {
            return new KeyManager[0];
        }
        var chain = Pem.certificates("mqtt.tls.certificate", own.get().certificate());
        var certified = chain.getFirst().getPublicKey();
        var key = Pem.key("mqtt.tls.key", own.get().key(), certified.getAlgorithm());
        if (!Pem.belong(certified, key)) {
            throw Pem.wrong("mqtt.tls.key", own.get().key(),
                    "does not belong to the first certificate of " + own.get().certificate());
        }
        var store = empty();
        store.setKeyEntry("gantry", key, new char[0], chain.toArray(X509Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    private static TrustManagerFactory trust(Optional<Path> file) throws GeneralSecurityException, IOException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        var store = empty();
        if (file.isPresent()) {
            int number = 0;
            for (var authority : Pem.certificates("mqtt.tls.trust", file.get())) {
                store.setCertificateEntry("authority-" + number++, authority);
            }
            factory.init(store);
        } else {
            factory.init((KeyStore) null); // those that Java knows
        }
        return factory;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
