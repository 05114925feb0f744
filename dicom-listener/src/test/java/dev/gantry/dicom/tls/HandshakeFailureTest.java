// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.tls.HandshakeFailure.Kind;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class HandshakeFailureTest {
    @Test
    void tellsWhoNeverGoesOnFromWhoGoesAway() throws Exception {
        var engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(false);
        var handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(10_000);
        var channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.pipeline().addLast(handler);
        channel.advanceTimeBy(10, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        assertThat(HandshakeFailure.of(handler.handshakeFuture().cause()).kind()).isEqualTo(Kind.UNFINISHED);
        assertThat(HandshakeFailure.of(new ClosedChannelException()).kind()).isEqualTo(Kind.SILENT);
    }
}
