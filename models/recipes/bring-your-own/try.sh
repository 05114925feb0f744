#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
# Walks the way of docs/bring-your-own-model.md: try.sh body-region-64.tgz [WORK]. Three minutes on 2 cores; ends with an outcome or an error.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
gantry=$here/../../../gantry
[ $# -ge 1 ] || { echo "usage: try.sh DATA [WORK]" >&2; exit 2; }
python=${PYTHON:-/usr/bin/python3}
data=$("$python" "$here/../kit/sources.py" body-region "$1")
command -v mosquitto > /dev/null || PATH=$PATH:/usr/sbin
command -v mosquitto > /dev/null || { echo "try.sh needs: apt-get install mosquitto" >&2; exit 1; }
work=${2:-$(mktemp -d)}
mkdir -p "$work/mednist" "$work/spool"
work=$(cd "$work" && pwd)
started=
trap 'for p in $started; do kill "$p" 2>/dev/null || true; done; wait' EXIT
until_says() { # FILE WORDS
    for _ in $(seq 120); do grep -q "$2" "$1" && return; sleep 1; done
    echo "after two minutes $1 does not say '$2':" >&2 && cat "$1" >&2 && exit 1
}
free() { "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

echo "== 1/6 a network of torchvision, trained and exported"
tar -xzf "$data" -C "$work/mednist"
rm -rf "$work/hand-film" "$work/held-out"
OMP_NUM_THREADS=${OMP_NUM_THREADS:-2} "$python" "$here/yours.py" "$work/mednist" "$work"

echo "== 2/6 settings"
broker=$(free) && dicom=$(free)
cat > "$work/gantry.yaml" <<SETTINGS
site: home
device: try
dicom: {ae-title: GANTRY, port: $dicom}
mqtt: {url: "tcp://127.0.0.1:$broker"}
spool: {path: spool}
models: {path: packages, unsigned: allow}
SETTINGS
mkdir -p "$work/packages"

echo "== 3/6 verify"
"$gantry" model verify --config "$work/gantry.yaml" "$work/hand-film/1.0.0"

echo "== 4/6 evaluate and quantize"
"$gantry" evaluate --model "$work/hand-film/1.0.0" --data "$work/held-out" --labels folders --map CXR=chest --map Hand=hand \
    --out "$work/report" --no-heat-maps
"$gantry" quantize --model "$work/hand-film/1.0.0" --calibration "$work/held-out" --out "$work/int8" --images 100 || [ $? = 1 ]

echo "== 5/6 add it to a running appliance"
mosquitto -p "$broker" > "$work/broker.log" 2>&1 & started=$!
"$gantry" run --config "$work/gantry.yaml" > "$work/appliance.log" 2>&1 & started="$started $!"
until_says "$work/appliance.log" ready
"$gantry" model add --config "$work/gantry.yaml" "$work/hand-film/1.0.0"
"$gantry" model list --config "$work/gantry.yaml"

echo "== 6/6 an object comes in"
"$gantry" watch --url "tcp://127.0.0.1:$broker" --count 1 > "$work/outcome" 2>&1 & started="$started $!"
until_says "$work/outcome" subscribed
"$gantry" send --to "GANTRY@127.0.0.1:$dicom" "$work/hand-film/1.0.0/golden/hand-1.dcm"
until_says "$work/outcome" hand-film
cat "$work/outcome"
