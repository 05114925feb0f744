# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
"""Becomes a program under the system-call filter of a systemd unit, where no systemd runs: systemd's own sets
(systemd-analyze syscall-filter) and the kernel's seccomp, as systemd.exec(5) describes SystemCallFilter and
SystemCallErrorNumber.

under_filter.py UNIT PROGRAM [ARGUMENT ...]
"""
import errno
import os
import subprocess
import sys

import seccomp


def members(name):
    """The calls of a set, those of the sets in it included."""
    listed = subprocess.run(["systemd-analyze", "syscall-filter", name], check=True, capture_output=True, text=True)
    calls = set()
    for line in listed.stdout.splitlines()[1:]:
        word = line.strip()
        if word.startswith("@"):
            calls |= members(word)
        elif word and not word.startswith("#"):
            calls.add(word)
    return calls


def allowed(lines):
    """The first line is a list of what is allowed; later ones add or, with ~, take away."""
    calls = members("@default")
    for line in lines:
        words = line.lstrip("~").split()
        these = set().union(*(members(word) if word.startswith("@") else {word} for word in words))
        calls = calls - these if line.startswith("~") else calls | these
    return calls


unit, program = sys.argv[1], sys.argv[2:]
with open(unit, encoding="utf-8") as file:
    settings = [line.strip().partition("=") for line in file if "=" in line and not line.startswith("#")]
lines = [value for key, _, value in settings if key == "SystemCallFilter"]
number = [value for key, _, value in settings if key == "SystemCallErrorNumber"][-1]
assert lines and not lines[0].startswith("~"), "the unit has no list of what is allowed"

rules = seccomp.SyscallFilter(seccomp.ERRNO(getattr(errno, number)))
for call in sorted(allowed(lines)):
    try:
        rules.add_rule(seccomp.ALLOW, call)
    except RuntimeError:
        pass  # of another architecture, or newer than this libseccomp: then it is not allowed
rules.load()
try:
    os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0))
    sys.exit("the filter does not filter: setpriority went through")
except PermissionError:
    pass
os.execvp(program[0], program)
