#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
#
# Start, memory and garbage collection of the installed package, for docs/startup.md: each collector with an AOT cache of
# its own and without one, N starts each (default 5), then 200 images at full speed.
#   sudo app/src/package/measure.sh [N]     needs the package in /opt/gantry, dcmtk, python3-pydicom; changes nothing
#   GANTRY_ROOT=FOLDER                      where the package is installed in a root of its own
set -euo pipefail
rounds=${1:-5}
root=${GANTRY_ROOT:-}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d "$root/var/tmp/gantry-measure.XXXXXXXX")
inside=${work#"$root"}
pid=
trap '[ -z "$pid" ] || kill -9 $pid 2> /dev/null || :; rm -rf "$work"' EXIT
into=()
[ -z "$root" ] || into=(chroot "$root")
port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat > "$work/gantry.yaml" <<YAML
site: measured
device: measured
dicom: {ae-title: GANTRY, host: 127.0.0.1, port: $port}
mqtt: {url: "tcp://127.0.0.1:9"}
spool: {path: $inside/spool, evict-percent: 98, refuse-percent: 99}
models: {path: /opt/gantry/models}
web: {enabled: false}
YAML
run() { # OPTIONS...: to "warm", leaves pid
    rm -rf "$work/spool" "$work/log"
    ${into[@]+"${into[@]}"} /opt/gantry/runtime/bin/java @"$inside/options" "$@" @/opt/gantry/share/class-path.options \
        dev.gantry.cli.Main run --log text --config "$inside/gantry.yaml" > "$work/log" 2>&1 &
    pid=$!
    until grep -qs ' warm after ' "$work/log"; do
        kill -0 $pid 2> /dev/null || { tail -n 3 "$work/log" >&2; exit 1; }
        sleep 0.1
    done
}
end() { kill -TERM $pid; wait $pid || :; pid=; sleep 1; }
ready() { sed -n 's/.* ready after \([0-9.]*\) s.*/\1/p' "$work/log"; }
median() { sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }
images() {
    rm -rf "$work/images"
    /usr/bin/python3 - "$here/../test/studies" "$work/images" <<'PY'
import pathlib, sys, pydicom
from pydicom.uid import generate_uid
studies, out = map(pathlib.Path, sys.argv[1:])
out.mkdir()
for number in range(200):
    image = pydicom.dcmread(studies / f"phantom-{'no-' if number % 2 else ''}opacity-{number // 2 % 2 + 1}.dcm")
    for key in ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID"):
        setattr(image, key, generate_uid())
    image.file_meta.MediaStorageSOPInstanceUID = image.SOPInstanceUID
    image.save_as(out / f"{number:03}.dcm")
PY
}
images
echo "| collector | ready, with cache | ready, without | RSS when warm | RSS after 200 images | pauses | longest pause | of the budget of 150 ms | share of the time |"
echo "|---|---|---|---|---|---|---|---|---|"
for collector in Serial G1 Z; do
    sed "s/UseSerialGC/Use${collector}GC/" "$root/opt/gantry/share/jvm.options" > "$work/options"
    rm -f "$work/aot"
    run "-XX:AOTCacheOutput=$inside/aot"
    end
    with=$(for ((i = 0; i < rounds; i++)); do run "-XX:AOTCache=$inside/aot"; ready; end; done | median)
    without=$(for ((i = 0; i < rounds; i++)); do run; ready; end; done | median)
    rm -f "$work/gc"
    run "-XX:AOTCache=$inside/aot" "-Xlog:gc,safepoint:file=$inside/gc:uptime"
    rss() { awk '/VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$pid/status"; }
    warm=$(rss)
    mark=$(wc -l < "$work/gc")
    from=$(date +%s%N)
    storescu -aec GANTRY -aet CR1 127.0.0.1 "$port" "$work"/images/*.dcm
    millis=$((($(date +%s%N) - from) / 1000000))
    sleep 1
    after=$(rss)
    pauses=$(tail -n "+$((mark + 1))" "$work/gc" | sed -n 's/.*Total: *\([0-9]*\) ns.*/\1/p' \
        | awk -v t="$millis" '{ n++; s += $1; if ($1 > m) m = $1 } END { printf "%d | %.1f ms | %.1f %% | %.1f %%", n, m / 1e6, m / 1.5e6, s / 1e4 / t }')
    end
    echo "| $collector | $with s | $without s | $warm MB | $after MB | $pauses |"
done
