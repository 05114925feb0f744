// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.http;

import io.vertx.core.Context;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Server-sent events to one browser. One that does not read is cut off; it asks again by itself. Any thread.
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    /// What waits beyond what the connection holds itself.
    static final int MOST_WAITING = 64;
    private static final int BUFFER_BYTES = 64 << 10;

    private final HttpConnection connection;
    private final boolean shared; // with other requests of the same browser
    private final HttpServerResponse response;
    private final Context context;
    private final Deque<String> waiting = new ArrayDeque<>(); // of the context
    private Runnable ended = () -> {};
    private volatile boolean closed;

    Events(HttpServerRequest request, Context context) {
        this.connection = request.connection();
        this.shared = request.version() == HttpVersion.HTTP_2;
        this.response = request.response();
        this.context = context;
        response.setChunked(true).setStatusCode(200)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Content-Encoding", "identity") // what is compressed waits for more
                .setWriteQueueMaxSize(BUFFER_BYTES)
                .drainHandler(_ -> flush())
                .closeHandler(_ -> over());
        response.write("retry: 1000\n\n");
    }

    /// Run once when it has ended, whoever ended it. On the event loop.
    public void onEnd(Runnable what) {
        ended = what;
    }

    public boolean closed() {
        return closed;
    }

    /// @param data one line
    public void send(String event, String data) {
        if (!closed) {
            context.runOnContext(_ -> enqueue("event: " + event + "\ndata: " + data + "\n\n"));
        }
    }

    private void enqueue(String text) {
        if (closed) {
            return;
        }
        if (waiting.size() == MOST_WAITING) {
            LOG.warn("a page that does not read is cut off events={}", waiting.size());
            cut();
            return;
        }
        waiting.add(text);
        flush();
    }

    private void flush() {
        while (!closed && !waiting.isEmpty() && !response.writeQueueFull()) {
            response.write(waiting.poll());
        }
    }

    /// Ends it; the browser asks again.
    public void end() {
        context.runOnContext(_ -> cut());
    }

    /// What the connection holds may still go out; one that does not read is closed by the idle limit.
    private void cut() {
        over();
        if (shared) {
            response.reset();
        } else {
            connection.close();
        }
    }

    private void over() {
        if (!closed) {
            closed = true;
            waiting.clear();
            ended.run();
        }
    }
}
