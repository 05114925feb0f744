// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.shelf;

import dev.gantry.config.ModelSettings;
import dev.gantry.model.Candidate;
import dev.gantry.model.Manifest.Answers;
import dev.gantry.model.ModelFolder;
import dev.gantry.model.ModelId;
import dev.gantry.model.ModelId.Version;
import dev.gantry.trust.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// All packages there are: the installed ones, which are only read, and in the state folder those that were added
/// while the appliance ran, the choices made, and what the appliance reports.
///
/// The command line writes choices and packages, the appliance notices by [#edition]; neither talks to the other
/// in any other way. Each may be called from any thread and process.
public final class Shelf {
    private static final String CHOICES = "choices.json";
    private static final String REPORT = "running.json";
    private static final String TRIALS = "trials.json";
    private static final String PHANTOM = "makes the pictures of test exams; no exam is asked of it";
    /// So often may a process end in the middle of trying a version.
    private static final int MOST_TRIALS = 2;

    private final ModelSettings settings;
    private final StateFolder state;

    private Shelf(ModelSettings settings) {
        this.settings = settings;
        this.state = new StateFolder(settings.state());
    }

    /// @throws IllegalArgumentException when there is no folder of installed packages or no trusted key
    public static Shelf of(ModelSettings settings) {
        ModelFolder.packages(settings.path());
        Trust.of(settings);
        return new Shelf(settings);
    }

    /// By name and version, older versions first.
    public List<Stocked> packages() {
        var all = new TreeMap<ModelId, Stocked>();
        ModelFolder.packages(settings.path()).forEach((id, folder) -> all.put(id, stocked(id, folder, false)));
        if (Files.isDirectory(state.path())) {
            ModelFolder.packages(state.path()).forEach((id, folder) -> all.put(id, stocked(id, folder, true)));
        }
        return List.copyOf(all.values());
    }

    private static Stocked stocked(ModelId id, Path folder, boolean added) {
        return new Stocked(id, folder, added, Edition.of(folder));
    }

    /// Passes a package through the gates that need no run.
    public Candidate check(Stocked one) {
        return ModelFolder.check(one.id(), one.folder(), Trust.of(settings));
    }

    /// Passes a folder of any name through the same gates.
    ///
    /// @throws dev.gantry.yaml.InvalidYaml when it holds no readable manifest
    public Candidate inspect(Path folder) {
        return ModelFolder.inspect(folder, Trust.of(settings));
    }

    /// Whether a version makes the pictures of test exams.
    public boolean phantom(Stocked one) {
        return answers(one) == Answers.AS_PHANTOM;
    }

    /// Why a version is not to answer: it makes the pictures of test exams, or answers only when somebody chose it and
    /// nobody has. One that cannot be read does not wait: it is refused.
    public Optional<String> waits(Stocked one, Choice choice) {
        return switch (answers(one)) {
            case ALWAYS, AS_GATE -> Optional.empty();
            case AS_PHANTOM -> Optional.of(PHANTOM);
            case WHEN_CHOSEN -> choice.chose(one.id().version()) ? Optional.empty() : Optional.of(
                    "waits to be chosen: gantry model activate " + one.id().name() + " " + one.id().version());
        };
    }

    private Answers answers(Stocked one) {
        return check(one) instanceof Candidate.Sound(var model) ? model.manifest().service().answers() : Answers.ALWAYS;
    }

    /// What will answer, for each model by name, if its graphs pass too. Reads all packages.
    public List<Outlook> outlook() {
        var choices = choices();
        var byName = new TreeMap<String, TreeMap<Version, Stocked>>();
        packages().forEach(one -> byName.computeIfAbsent(one.id().name(), _ -> new TreeMap<>())
                .put(one.id().version(), one));
        var outlooks = new ArrayList<Outlook>();
        byName.forEach((name, versions) -> outlooks.add(outlook(name, versions, choices.of(name))));
        return outlooks;
    }

    private Outlook outlook(String name, Map<Version, Stocked> versions, Choice choice) {
        var refused = new TreeMap<Version, String>();
        versions.forEach((version, one) -> {
            if (check(one) instanceof Candidate.Unsound(_, var gate, var detail)) {
                refused.put(version, gate + ": " + detail);
            }
        });
        var before = new ArrayList<Version>();
        var why = choice.off() ? "turned off " + choice.at() : "no version can be used";
        for (var version : choice.order(versions.keySet())) {
            if (refused.containsKey(version)) {
                before.add(version);
                continue;
            }
            var waits = waits(versions.get(version), choice);
            if (waits.isEmpty()) {
                var reserve = reserve(versions.get(version)).filter(it -> !refused.containsKey(it)).map(versions::get);
                return new Outlook(name, Optional.of(versions.get(version)), reserve, choice.why(version, before), refused);
            }
            why = waits.get();
        }
        return new Outlook(name, Optional.empty(), Optional.empty(), why, refused);
    }

    private Optional<Version> reserve(Stocked winner) {
        return check(winner) instanceof Candidate.Sound(var model) ? model.manifest().service().reserve() : Optional.empty();
    }

    /// Copies a package into the state folder once it has passed the gates that need no run.
    ///
    /// @return what it is, or why it was not taken
    /// @throws FileAlreadyExistsException when there is such a version already
    /// @throws dev.gantry.yaml.InvalidYaml when the folder holds no readable manifest
    public Candidate add(Path folder) throws IOException {
        var candidate = inspect(folder);
        if (candidate instanceof Candidate.Sound) {
            locked(() -> {
                if (packages().stream().anyMatch(one -> one.id().equals(candidate.id()))) {
                    throw new FileAlreadyExistsException(candidate.id().toString());
                }
                state.tidy();
                state.copy(folder, candidate.id().toString());
                return candidate;
            });
        }
        return candidate;
    }

    /// Takes an added package away, and what was decided about it.
    ///
    /// @throws java.nio.file.NoSuchFileException when no such package was added
    public void remove(ModelId id) throws IOException {
        locked(() -> {
            state.remove(id.toString());
            var choices = choices();
            save(choices.with(id.name(), choice -> choice.forget(id.version())));
            return id;
        });
    }

    /// @throws UncheckedIOException when the file cannot be read or is damaged
    public Choices choices() {
        try {
            return state.content(CHOICES).map(ShelfJson::choices).orElseGet(() -> new Choices(0, Map.of()));
        } catch (IllegalArgumentException e) {
            throw new UncheckedIOException(new IOException(state.path(CHOICES) + " " + e.getMessage(), e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Replaces the choices while nobody else does. Trials of versions begin anew.
    ///
    /// @return those now valid
    public Choices change(UnaryOperator<Choices> change) throws IOException {
        return locked(() -> {
            state.replace(TRIALS, ShelfJson.write(Map.of()), false);
            return save(change.apply(choices()));
        });
    }

    private Choices save(Choices choices) throws IOException {
        var next = new Choices(choices.serial() + 1, choices.byName());
        state.replace(CHOICES, ShelfJson.write(next), true);
        return next;
    }

    /// Changes whenever there is something to look at.
    public Object edition() {
        return List.of(packages(), Edition.ofFile(state.path(CHOICES)),
                settings.trust().map(Edition::of).orElse(""));
    }

    /// Marks the state folder as that of this process, for as long as it lives; empty when another has it.
    public Optional<AutoCloseable> occupy() throws IOException {
        state.make();
        var channel = FileChannel.open(lockFile("running.lock"), StandardOpenOption.WRITE);
        var lock = tryLock(channel);
        if (lock.isEmpty()) {
            channel.close();
        }
        return lock.map(_ -> channel::close);
    }

    /// Whether an appliance runs with this state folder.
    public boolean occupied() throws IOException {
        if (!Files.exists(state.path("running.lock"))) {
            return false;
        }
        try (var channel = FileChannel.open(state.path("running.lock"), StandardOpenOption.WRITE)) {
            return tryLock(channel).isEmpty();
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException _) {
            return Optional.empty(); // held by this very process
        }
    }

    public void report(Report report) throws IOException {
        state.replace(REPORT, ShelfJson.write(report), false);
    }

    /// The last report of an appliance, running or not.
    public Optional<Report> report() throws IOException {
        try {
            return state.content(REPORT).map(ShelfJson::report);
        } catch (IllegalArgumentException e) {
            throw new IOException(state.path(REPORT) + " " + e.getMessage(), e);
        }
    }

    /// Notes that something with a version begins which might take the process down; closed when it did not.
    ///
    /// @return empty when that has ended the process too often: it must not be tried again
    public Optional<Trial> trial(ModelId id, String what) {
        var key = id + " " + what;
        try {
            int before = trials().getOrDefault(key, 0);
            if (before >= MOST_TRIALS) {
                return Optional.empty();
            }
            note(key, before + 1);
            return Optional.of(() -> note(key, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Something that is being tried.
    public interface Trial {
        void over() throws IOException;
    }

    private synchronized void note(String key, int count) throws IOException {
        var trials = new TreeMap<>(trials());
        if (count == 0) {
            trials.remove(key);
        } else {
            trials.put(key, count);
        }
        state.make();
        state.replace(TRIALS, ShelfJson.write(trials), false);
    }

    private Map<String, Integer> trials() throws IOException {
        try {
            return state.content(TRIALS).map(ShelfJson::trials).orElseGet(Map::of);
        } catch (IllegalArgumentException _) {
            return Map.of(); // a hint; without it there is one more trial
        }
    }

    private interface Work<T> {
        T get() throws IOException;
    }

    private <T> T locked(Work<T> work) throws IOException {
        state.make();
        try (var channel = FileChannel.open(lockFile("choices.lock"), StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            return work.get();
        }
    }

    private Path lockFile(String name) throws IOException {
        var file = state.path(name);
        try {
            Files.createFile(file);
            StateFolder.own(file, state.path());
        } catch (FileAlreadyExistsException _) {
            // made before
        }
        return file;
    }
}
