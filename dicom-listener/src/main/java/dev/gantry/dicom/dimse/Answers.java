// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.association.Association;
import dev.gantry.dicom.pdu.Pdu.PData;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The answers owed to a peer: a peer that pipelines gets them in the order of its requests.
final class Answers {
    private final Association association;
    private final ArrayDeque<Place> places = new ArrayDeque<>();

    /// The place of one answer in the order of answers.
    static final class Place {
        private final int contextId;
        private Optional<CommandSet> command = Optional.empty();
        private Optional<byte[]> dataSet = Optional.empty();

        private Place(int contextId) {
            this.contextId = contextId;
        }
    }

    Answers(Association association) {
        this.association = association;
    }

    int waiting() {
        return places.size();
    }

    Place reserve(Request request) {
        var place = new Place(request.context().id());
        places.add(place);
        return place;
    }

    void fill(Place place, CommandSet command, Optional<byte[]> dataSet) {
        place.command = Optional.of(command);
        place.dataSet = dataSet;
        while (!places.isEmpty() && places.peek().command.isPresent()) {
            var next = places.poll();
            next.command.ifPresent(ready ->
                    association.send(message(association, next.contextId, ready, next.dataSet)));
        }
    }

    static List<PData> message(Association association, int contextId, CommandSet command,
            Optional<byte[]> dataSet) {
        int sendable = association.sendableBytes();
        var pdus = Fragments.of(contextId, true, true, command.write(), sendable);
        if (dataSet.isEmpty()) {
            return pdus;
        }
        var all = new ArrayList<>(pdus);
        all.addAll(Fragments.of(contextId, false, true, Unpooled.wrappedBuffer(dataSet.get()), sendable));
        return all;
    }
}
