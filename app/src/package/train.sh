#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
#
# Makes the AOT cache (JEP 483, 514, 515) of this machine: starts the appliance on a folder of its own and a free
# port, lets it rehearse, stops it. The cache depends on the processor and on the files of the runtime, and two of
# them differ byte for byte: so it is made here and is no part of the package. Ends with 0 only when it is there.
# "train.sh missing" makes none where there is one.
set -eu
home=/opt/gantry
read -r build < "$home/share/build-id"
cache=/var/cache/gantry/$build.aot
if [ "${1:-}" = missing ] && [ -s "$cache" ]; then exit 0; fi
folder=$(mktemp -d /tmp/gantry-train.XXXXXXXX)
log=$folder.log
trap 'rm -rf "$folder" "$log" "$cache.part"' EXIT
chmod 700 "$folder"
as=
if [ "$(id -u)" = 0 ]; then # nothing of it needs to be root, and the service never writes what it starts from
    chown gantry:gantry "$folder"
    as="setpriv --reuid=gantry --regid=gantry --clear-groups --no-new-privs --"
fi
cat > "$folder/gantry.yaml" <<YAML
site: training
device: training
mode: test
dicom: {ae-title: TRAINING, host: 127.0.0.1, port: 0}
mqtt: {url: "tcp://127.0.0.1:9"}
spool: {path: "$folder/spool", durability: write, evict-percent: 98, refuse-percent: 99}
models: {path: $home/models}
YAML
mkdir -p /var/cache/gantry
rm -f /var/cache/gantry/*.aot /var/cache/gantry/*.part
cd "$folder"
# shellcheck disable=SC2086  # $as is several words or none
HOME="$folder" $as "$home/runtime/bin/java" @"$home/share/jvm.options" "-XX:AOTCacheOutput=$folder/aot" \
    @"$home/share/class-path.options" dev.gantry.cli.Main run --config "$folder/gantry.yaml" \
    > "$log" 2>&1 &
pid=$!
tries=0
until grep -q ' ready after ' "$log"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 600 ] || ! kill -0 "$pid" 2> /dev/null; then
        kill -9 "$pid" 2> /dev/null || :
        tail -n 5 "$log" >&2
        exit 1
    fi
    sleep 0.1
done
kill -TERM "$pid"
wait "$pid"
cp "$folder/aot" "$cache.part"
chmod 644 "$cache.part"
mv "$cache.part" "$cache"
