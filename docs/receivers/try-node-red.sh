#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
#
# Starts Node-RED without a screen, imports node-red-flow.json, and sees that an alert comes out once, and again when
# nobody answered it, is taken back once, and that a test alerts nobody. Installs Node-RED with npm into a temporary folder (120 MB) unless NODE_RED names
# a folder that has node_modules/node-red. Needs mosquitto, mosquitto-clients, curl, Node 18 or later.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
port=${PORT:-18832}
ui=$((port + 1))
work=$(mktemp -d)
pids=
cleanup() {
    for pid in $pids; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
wait_for() { # what, command ...
    local what=$1
    shift
    for _ in $(seq 600); do
        if "$@"; then return 0; fi
        sleep 0.1
    done
    echo "NOT OK  $what"
    sed 's/^/        /' "$work/node-red.log" 2>/dev/null || true
    exit 1
}

if [ -z "${NODE_RED:-}" ]; then
    NODE_RED=$work
    (cd "$work" && npm install --silent --no-audit --no-fund node-red@4 >/dev/null)
fi
printf 'listener %s 127.0.0.1\nallow_anonymous true\nlog_type all\n' "$port" >"$work/broker.conf"
"$(PATH=$PATH:/usr/sbin command -v mosquitto)" -c "$work/broker.conf" >"$work/broker.log" 2>&1 &
pids=$!
mkdir "$work/user"
echo "module.exports = {uiHost: '127.0.0.1', telemetry: {enabled: false}};" >"$work/user/settings.js"
node "$NODE_RED/node_modules/node-red/red.js" --userDir "$work/user" --port $ui >"$work/node-red.log" 2>&1 &
pids="$pids $!"
ready() { curl -fs -o /dev/null "http://127.0.0.1:$ui/flows"; }
wait_for "the start of Node-RED" ready
sed "s/\"port\": \"1883\"/\"port\": \"$port\"/" "$here/node-red-flow.json" >"$work/flow.json"
curl -fsS -X POST -H 'Content-Type: application/json' -H 'Node-RED-Deployment-Type: full' \
    --data-binary @"$work/flow.json" "http://127.0.0.1:$ui/flows" >/dev/null
subscribed() { [ "$(grep -c "Sending SUBACK" "$work/broker.log")" -ge 4 ]; }
wait_for "the flow's subscriptions" subscribed

id() { echo "019fabcd-0000-7000-8000-00000000000$1"; }
say() { # ID REVISION STATE MODE TOPIC-TAIL
    sed -E -e "s/^\{\"id\":\"[^\"]*\",\"revision\":[0-9]+,\"seq\":[0-9]+,\"state\":\"[a-z]+\"/{\"id\":\"$(id "$1")\",\"revision\":$2,\"seq\":1,\"state\":\"$3\"/" \
        -e "s/\"mode\":\"[a-z]+\"/\"mode\":\"$4\"/" "$here/payloads/positive.json" |
        mosquitto_pub -V 5 -h 127.0.0.1 -p "$port" -q 1 -t "gantry/try/box/$5" -s \
            ${REMIND:+-D publish user-property escalation repeat}
}
say 1 1 final live alert/stat
say 1 1 final live alert/stat
say 2 1 final test alert/stat
say 2 1 final test test/alert/stat
REMIND=yes say 1 1 final live alert/stat
say 1 2 retracted live alert/stat
REMIND=yes say 1 1 final live alert/stat
say 3 1 final live alert/stat
came() { grep -q "$(id 3)" "$work/node-red.log"; }
wait_for "the last alert" came
seen=$(sed 's/\x1b\[[0-9;]*m//g' "$work/node-red.log" | grep -A1 -E '\[debug:(ALERT|TAKEN BACK|NOT ANALYSED)\]' |
    grep -oE 'ALERT|TAKEN BACK|NOT ANALYSED|00000000000[0-9]' | paste -sd' ')
expected="ALERT 000000000001 ALERT 000000000001 TAKEN BACK 000000000001 ALERT 000000000003"
if [ "$seen" != "$expected" ]; then
    echo "NOT OK  came out: $seen"
    sed 's/^/        /' "$work/node-red.log"
    exit 1
fi
echo "OK      came out: $seen"
