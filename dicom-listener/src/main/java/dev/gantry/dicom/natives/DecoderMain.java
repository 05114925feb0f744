// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.UndecodableFrame;
import dev.gantry.dicom.natives.ExchangeHead.Kind;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.SynchronousQueue;
import java.util.stream.Collectors;

/// The decoder process: reads compressed frames from standard input, writes samples to standard output, one
/// after the other, until its input ends; and it may die.
///
/// The main thread only reads, so that the end of the appliance is seen while a frame is being decoded.
public final class DecoderMain {
    private final FileChannel in;
    private final FileChannel out;
    private final NativeDecoders decoders = new NativeDecoders();
    private final OwnProcess self;
    private final SynchronousQueue<Task> next = new SynchronousQueue<>();

    /// @param arena holds the stream; closed by the decoding thread
    private record Task(ExchangeHead head, Arena arena, MemorySegment stream) {}

    private DecoderMain(OwnProcess self) throws IOException {
        this.self = self;
        this.in = new FileInputStream(FileDescriptor.in).getChannel();
        this.out = self.samplesOnly();
    }

    /// @param args none
    public static void main(String[] args) {
        try {
            new DecoderMain(new OwnProcess()).run();
            Runtime.getRuntime().halt(0); // the appliance has gone: so does what it waits for
        } catch (IOException | InterruptedException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private void run() throws IOException, InterruptedException {
        self.noCore();
        Thread.ofPlatform().name("decode").daemon().start(this::decodeAll);
        var head = ByteBuffer.allocateDirect(ExchangeHead.BYTES);
        while (filled(head.clear())) {
            var request = ExchangeHead.decode(head.flip());
            var arena = Arena.ofShared();
            var stream = arena.allocate(request.length());
            if (!filled(stream.asByteBuffer())) {
                return;
            }
            next.put(new Task(request, arena, stream));
        }
    }

    /// @return false when the input ends before the first byte
    private boolean filled(ByteBuffer target) throws IOException {
        int wanted = target.remaining();
        while (target.hasRemaining()) {
            if (in.read(target) < 0) {
                if (target.remaining() == wanted) {
                    return false;
                }
                throw new EOFException("the appliance went away");
            }
        }
        return true;
    }

    private void decodeAll() {
        try {
            text(Kind.READY, decoders.libraries().stream()
                    .map(library -> library.name() + "\t" + library.version().orElse("") + "\t" + library.detail())
                    .collect(Collectors.joining("\n")));
            while (true) {
                answer(next.take());
            }
        } catch (IOException | InterruptedException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        } catch (Throwable e) { // ours or the JVM's mistake, out of memory too: a new process is clean
            e.printStackTrace();
            Runtime.getRuntime().halt(2);
        }
    }

    private void answer(Task task) throws IOException {
        try (var arena = task.arena()) {
            self.allow(task.head().shape().bytes(), task.stream().byteSize());
            var syntax = TransferSyntax.values()[task.head().syntax()];
            var samples = decoders.decode(arena, syntax, task.stream(), task.head().shape());
            write(new ExchangeHead(Kind.DECODED, 0, samples.shape(), (int) samples.bytes().byteSize()),
                    samples.bytes().asByteBuffer());
        } catch (UndecodableFrame why) {
            text(Kind.REFUSED, why.getMessage());
        }
    }

    private void text(Kind kind, String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        write(ExchangeHead.text(kind, bytes.remaining()), bytes);
    }

    private void write(ExchangeHead head, ByteBuffer body) throws IOException {
        for (var part : new ByteBuffer[] {head.encode(), body}) {
            while (part.hasRemaining()) {
                out.write(part);
            }
        }
    }
}
