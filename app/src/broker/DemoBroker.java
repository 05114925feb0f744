// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.nio.file.Files;
import java.nio.file.Path;

/// The broker of the demo on machines without mosquitto: HiveMQ Community Edition on one loopback port, in memory.
///
/// Run from source by the demo, in a process of its own (docs/decisions/0004):
/// `java -cp JARS DemoBroker.java PORT FOLDER`
final class DemoBroker {
    private DemoBroker() {}

    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[1]);
        for (var part : new String[] {"conf", "data", "extensions"}) {
            Files.createDirectories(folder.resolve(part));
        }
        Files.writeString(folder.resolve("conf/config.xml"), """
                <?xml version="1.0"?>
                <hivemq>
                  <listeners>
                    <tcp-listener><port>%s</port><bind-address>127.0.0.1</bind-address></tcp-listener>
                  </listeners>
                  <persistence><mode>in-memory</mode></persistence>
                  <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                </hivemq>
                """.formatted(arguments[0]));
        var everybody = EmbeddedExtension.builder()
                .withId("gantry-demo")
                .withName("Lets everybody on this machine in")
                .withVersion("1")
                .withAuthor("The Gantry authors")
                .withPriority(0)
                .withStartPriority(1000)
                .withExtensionMain(new LetIn())
                .build();
        EmbeddedHiveMQ.builder()
                .withConfigurationFolder(folder.resolve("conf"))
                .withDataFolder(folder.resolve("data"))
                .withExtensionsFolder(folder.resolve("extensions"))
                .withEmbeddedExtension(everybody)
                .build()
                .start()
                .join();
        Thread.currentThread().join();
    }

    /// HiveMQ lets nobody in unless an extension does.
    private static final class LetIn implements ExtensionMain {
        @Override
        public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
            SimpleAuthenticator success = (_, answer) -> answer.authenticateSuccessfully();
            Services.securityRegistry().setAuthenticatorProvider(_ -> success);
        }

        @Override
        public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
            // the process ends
        }
    }
}
