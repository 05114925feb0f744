// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What `strace -f -yy` wrote: system calls with the lines where they begin and return. Pure.
record SyscallLog(List<Call> calls) {
    private static final Pattern LINE = Pattern.compile("(\\d+) +(.*)");
    private static final Pattern BEGIN = Pattern.compile("(\\w+)\\((.*)");
    private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. (\\w+) resumed>(.*)");
    private static final String UNFINISHED = " <unfinished ...>";

    /// @param begins  line in the log
    /// @param returns line in the log; the largest number when it did not
    /// @param text    arguments and, if it returned, the result
    record Call(String name, String text, int begins, int returns) {
        boolean succeeded() {
            return !text.contains(" = -1 ");
        }

        /// Whether one of its files or sockets is so called.
        boolean names(String part) {
            return text.contains(part);
        }
    }

    static SyscallLog read(List<String> lines) {
        var calls = new ArrayList<Call>();
        var open = new HashMap<String, Call>();
        for (int i = 0; i < lines.size(); i++) {
            var line = LINE.matcher(lines.get(i));
            if (!line.matches()) {
                continue;
            }
            var thread = line.group(1);
            var resumed = RESUMED.matcher(line.group(2));
            var begin = BEGIN.matcher(line.group(2));
            if (resumed.matches()) {
                var began = open.remove(thread);
                if (began != null) { // else it began before the log did
                    calls.add(new Call(began.name(), began.text() + resumed.group(2), began.begins(), i));
                }
            } else if (begin.matches() && begin.group(2).endsWith(UNFINISHED)) {
                var text = begin.group(2).substring(0, begin.group(2).length() - UNFINISHED.length());
                open.put(thread, new Call(begin.group(1), text, i, Integer.MAX_VALUE));
            } else if (begin.matches()) {
                calls.add(new Call(begin.group(1), begin.group(2), i, i));
            }
        }
        calls.addAll(open.values());
        calls.sort(java.util.Comparator.comparingInt(Call::begins));
        return new SyscallLog(List.copyOf(calls));
    }

    /// In the order in which they began.
    List<Call> where(Predicate<Call> which) {
        return calls.stream().filter(which).toList();
    }
}
