// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.http;

import dev.gantry.session.Visitor;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// One request and its answer. On the event loop of its connection; what is answered after the peer has gone is lost.
public final class Call {
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);
    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    private final HttpServerRequest request;
    private final String rest;
    private final JsonNode body;
    private final Supplier<Optional<Visitor>> visitor;
    private final String by;
    private final WorkerExecutor workers;

    Call(HttpServerRequest request, String rest, JsonNode body, Supplier<Optional<Visitor>> visitor,
            WorkerExecutor workers) {
        this.request = request;
        this.rest = rest;
        this.body = body;
        this.visitor = visitor;
        this.by = visitor.get().map(it -> it.account().name()).orElse("nobody");
        this.workers = workers;
    }

    /// Who asks, as of now: while a stream is open a session may end.
    public Optional<Visitor> visitor() {
        return visitor.get();
    }

    /// What stands in the place of the route's `*`, decoded: never empty, never with a slash.
    public String rest() {
        return rest;
    }

    /// What was sent; a missing node where nothing is.
    public JsonNode body() {
        return body;
    }

    /// A parameter of the query.
    public Optional<String> query(String name) {
        return Optional.ofNullable(request.getParam(name));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    HttpServerRequest request() {
        return request;
    }

    /// A text of the body.
    ///
    /// @throws Problem 400 when it is missing, no text or longer than `most` characters
    public String text(String key, int most) {
        var value = body.path(key);
        if (!value.isString() || value.stringValue().length() > most) {
            throw new Problem(400, "%s must be text of at most %d characters".formatted(key, most));
        }
        return value.stringValue();
    }

    /// Where it comes from, without port.
    public String address() {
        return Optional.ofNullable(request.remoteAddress().hostAddress()).orElse("local");
    }

    /// The name of the login with which it was asked.
    public String by() {
        return by;
    }

    public void json(JsonNode json) {
        json(200, json);
    }

    public void json(int status, JsonNode json) {
        bytes(status, JSON, Buffer.buffer(json.toString()));
    }

    /// It is done, and there is nothing to say.
    public void done() {
        empty(204);
    }

    /// The browser has it already.
    void unchanged() {
        empty(304);
    }

    private void empty(int status) {
        if (open()) {
            Headers.put(request);
            request.response().setStatusCode(status).end();
        }
    }

    public void text(int status, String type, String text) {
        bytes(status, type, Buffer.buffer(text));
    }

    /// Bytes that are small already: a picture.
    public void packed(String type, byte[] bytes) {
        if (open()) {
            request.response().putHeader("Content-Encoding", "identity");
        }
        bytes(200, type, Buffer.buffer(bytes));
    }

    /// A header besides those that each answer has; before the answer itself.
    public Call with(String name, String value) {
        request.response().putHeader(name, value);
        return this;
    }

    public void problem(Problem problem) {
        if (problem.status() >= 500) {
            LOG.warn("web request not answered path={} status={} why=\"{}\"", request.path(), problem.status(),
                    problem.getMessage());
        }
        bytes(problem.status(), PROBLEM, Buffer.buffer(problem.json().toString()));
    }

    private void bytes(int status, String type, Buffer bytes) {
        if (open()) {
            Headers.put(request);
            var response = request.response().setStatusCode(status).putHeader("Content-Type", type);
            if (request.method() == HttpMethod.HEAD) {
                response.end();
            } else {
                response.end(bytes);
            }
        }
    }

    private boolean open() {
        return !request.response().ended() && !request.response().closed();
    }

    /// Does what blocks on a thread for that, and goes on here. What it throws is answered: a [Problem] as such.
    public <T> void work(Callable<T> what, Consumer<T> then) {
        workers.executeBlocking(what, false).onComplete(done -> {
            if (done.succeeded()) {
                attempt(() -> then.accept(done.result()));
            } else {
                failed(done.cause());
            }
        });
    }

    /// Goes on here when what another room does is done. What fails is answered.
    public <T> void after(CompletionStage<T> what, Consumer<T> then) {
        var context = Vertx.currentContext();
        what.whenComplete((result, failure) -> context.runOnContext(_ -> {
            if (failure == null) {
                attempt(() -> then.accept(result));
            } else {
                failed(failure);
            }
        }));
    }

    void attempt(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(Throwable cause) {
        if (cause instanceof Problem problem) {
            problem(problem);
        } else {
            LOG.error("web request failed path={}", request.path(), cause);
            bytes(500, PROBLEM, Buffer.buffer(
                    new Problem(500, "the appliance could not say; its log tells why").json().toString()));
        }
    }

    /// Answers with events for as long as the browser listens (HTML Living Standard 9.2).
    public Events events() {
        Headers.put(request);
        return new Events(request, Vertx.currentContext());
    }
}
