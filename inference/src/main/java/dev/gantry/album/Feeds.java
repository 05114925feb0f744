// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.album;

import dev.gantry.model.Input;
import dev.gantry.preprocess.Preparation;
import dev.gantry.preprocess.Preprocessing;
import dev.gantry.tensor.Tensor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Pictures made into tensors once, kept in a temporary file that only we can read, and that is gone when this is
/// closed: memory for one of them at a time. Confined to one thread.
public final class Feeds implements AutoCloseable {
    private static final int MOST_COMPLAINTS = 3;

    private final Path file;
    private final FileChannel channel;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private int undecoded;
    private long bytesEach;

    private Feeds() throws IOException {
        this.file = Files.createTempFile("gantry-calibration-", ".tensors"); // readable by its owner only
        this.channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /// Some pictures of a folder, evenly from all of it.
    ///
    /// @param series   whether the files of a series make one picture
    /// @param most     so many at most
    /// @param progress is told how many there are
    /// @throws IllegalArgumentException when there is none of which a tensor can be made
    /// @throws IOException              when the folder cannot be read, or the temporary file not be written
    public static Feeds of(Input input, Path folder, boolean series, int most, Consumer<String> progress)
            throws IOException {
        var all = series ? Album.series(folder) : Album.images(folder);
        int wanted = Math.min(most, all.size());
        var some = IntStream.range(0, wanted).mapToObj(i -> all.get((int) ((long) i * all.size() / wanted))).toList();
        progress.accept("reading %d of %d %s in %s".formatted(wanted, all.size(), series ? "series" : "files", folder));
        var feeds = of(input, some);
        if (feeds.size() == 0) {
            feeds.close();
            throw new IllegalArgumentException(folder + ": no picture here can be used"
                    + (feeds.complaints().isEmpty() ? "; the folder is empty" : ": " + feeds.complaints())
                    + "; give a folder of DICOM, PNG or JPEG files as the model will see them");
        }
        return feeds;
    }

    /// Pictures of which no tensor can be made are counted and left out.
    ///
    /// @throws IOException when the temporary file cannot be written
    static Feeds of(Input input, List<Sample> samples) throws IOException {
        var feeds = new Feeds();
        var preprocessing = new Preprocessing(input);
        for (var sample : samples) {
            switch (preprocessing.prepare(sample.picture().get())) {
                case Preparation.Ready ready -> feeds.keep(sample.file(), ready.feed());
                case Preparation.Unusable(String detail) -> feeds.leaveOut(sample.file(), detail);
            }
        }
        return feeds;
    }

    private void keep(String name, Map<String, Tensor> feed) throws IOException {
        if (tensors.isEmpty()) {
            feed.forEach((input, tensor) -> tensors.put(input, Tensor.allocate(tensor.type(), tensor.shape())));
            bytesEach = tensors.values().stream().mapToLong(tensor -> tensor.bytes().capacity()).sum();
        }
        for (var input : tensors.keySet()) {
            var bytes = feed.get(input).bytes().duplicate().clear();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        names.add(name);
    }

    private void leaveOut(String name, String why) {
        undecoded++;
        if (complaints.size() < MOST_COMPLAINTS) {
            complaints.add(name + ": " + why);
        }
    }

    public int size() {
        return names.size();
    }

    public int undecoded() {
        return undecoded;
    }

    /// The first few that were left out, and why.
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    /// The file a feed was made of.
    String name(int at) {
        return names.get(at);
    }

    /// Filled anew by the next call.
    public Map<String, Tensor> feed(int at) throws IOException {
        long position = at * bytesEach;
        for (var tensor : tensors.values()) {
            var bytes = tensor.bytes().duplicate().clear();
            while (bytes.hasRemaining()) {
                int read = channel.read(bytes, position);
                if (read < 0) {
                    throw new IOException(file + " was cut off");
                }
                position += read;
            }
        }
        return Map.copyOf(tensors);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
