// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.room;

import dev.gantry.dicom.data.Parsed;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.pixel.Frame.Window;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.dicom.spool.Spool.Kept;
import dev.gantry.explain.Explanations;
import dev.gantry.http.Call;
import dev.gantry.http.Problem;
import dev.gantry.preview.Preview;
import dev.gantry.preview.Preview.Grey;
import dev.gantry.preview.Preview.Wanted;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;

/// Pictures for those who may see them: frames of stored objects, and heat maps. Any thread.
final class Showing {
    /// Each may need some ten megabytes, a large one 160 and is made alone; what is more is asked for again.
    static final int AT_ONCE = 2;
    private static final int LARGE_PIXELS = 4 << 20;
    private static final int DEFAULT_PIXELS = 1024;
    private static final int MOST_PIXELS = 4096;
    private static final String ENDING = ".png";
    private static final double FARTHEST = 1e7;

    private final Function<String, Optional<Pictures.Place>> places;
    private final Function<String, Optional<Kept>> spool;
    private final Pixels pixels;
    private final Supplier<Optional<Explanations>> explanations;
    private final Semaphore free = new Semaphore(AT_ONCE);

    /// @param places       what the pseudonym of a picture stands for
    /// @param spool        an object by the spool's own name
    /// @param explanations where heat maps are kept, once there is such a place
    Showing(Function<String, Optional<Pictures.Place>> places, Function<String, Optional<Kept>> spool, Pixels pixels,
            Supplier<Optional<Explanations>> explanations) {
        this.places = places;
        this.spool = spool;
        this.pixels = pixels;
        this.explanations = explanations;
    }

    /// `/api/previews/{instance}.png?frame&center&width&pixels`
    void preview(Call call) {
        var place = places.apply(name(call)).orElseThrow(
                () -> new Problem(404, "the appliance knows no such picture since it started"));
        int frame = (int) number(call, "frame", 1, place.frames()).orElse(1.0).doubleValue();
        int most = (int) number(call, "pixels", 16, MOST_PIXELS).orElse((double) DEFAULT_PIXELS).doubleValue();
        var center = number(call, "center", -FARTHEST, FARTHEST);
        var window = number(call, "width", 1, FARTHEST).flatMap(
                width -> center.map(at -> new Window(at, width, Window.Function.LINEAR)));
        call.work(() -> render(place, new Wanted(frame - 1, window, most)), preview -> {
            switch (preview) {
                case Preview.Unreadable(var detail) -> throw new Problem(422, "the picture cannot be shown: " + detail);
                case Preview.Shown shown -> {
                    call.with("X-Rows", Integer.toString(shown.rows())).with("X-Columns", Integer.toString(shown.columns()));
                    shown.grey().ifPresent(grey -> describe(call, grey));
                    call.packed("image/png", shown.png());
                }
            }
        });
    }

    private static void describe(Call call, Grey grey) {
        call.with("X-Low", number(grey.low())).with("X-High", number(grey.high()))
                .with("X-Center", number(grey.window().center())).with("X-Width", number(grey.window().width()));
    }

    private static String number(double value) {
        return Float.toString((float) value);
    }

    private Preview render(Pictures.Place place, Wanted wanted) throws IOException {
        int share = (long) place.rows() * place.columns() > LARGE_PIXELS ? AT_ONCE : 1;
        if (!free.tryAcquire(share)) {
            throw new Problem(503, "other pictures are being made; ask again");
        }
        try {
            var kept = spool.apply(place.id()).orElseThrow(
                    () -> new Problem(404, "the picture had to make room, or is not kept yet"));
            if (!(Part10.open(kept.file()) instanceof Part10.Opened file)) {
                throw new Problem(422, "the picture cannot be shown: its file is no DICOM file any more");
            }
            return switch (file.upToPixels()) {
                case Parsed.Whole(var header, var at) when at.isPresent() ->
                        Preview.of(pixels, header, kept.transferSyntax(), at.get(), file::read, wanted);
                case Parsed parsed -> new Preview.Unreadable(why(parsed));
            };
        } finally {
            free.release(share);
        }
    }

    private static String why(Parsed parsed) {
        return switch (parsed) {
            case Parsed.Whole _ -> "the object has no picture";
            case Parsed.Truncated(_, _, var detail) -> detail;
            case Parsed.Malformed(_, _, _, var detail) -> detail;
        };
    }

    /// `/api/heatmaps/{instance}-{model}.png`
    void heatMap(Call call) {
        var name = name(call);
        call.work(() -> explanations.get().isPresent() ? explanations.get().get().of(name) : Optional.<byte[]>empty(),
                map -> call.packed("image/png", map.orElseThrow(
                        () -> new Problem(404, "there is no heat map: it is not made yet, or not of this model"))));
    }

    private static String name(Call call) {
        var name = call.rest();
        if (!name.matches("[A-Za-z0-9_-]{1,100}[.]png")) {
            throw new Problem(404, "there is no such picture");
        }
        return name.substring(0, name.length() - ENDING.length());
    }

    private static Optional<Double> number(Call call, String name, double least, double most) {
        return call.query(name).map(text -> {
            try {
                double value = Double.parseDouble(text);
                if (value >= least && value <= most) { // written so that NaN fails too
                    return value;
                }
            } catch (NumberFormatException _) {
                // the same answer
            }
            throw new Problem(400, "%s must be a number from %.0f to %.0f".formatted(name, least, most));
        });
    }
}
