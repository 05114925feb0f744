#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
#
# Plays a nasty sequence at your receiver, against a mosquitto of its own, and says what it should have ended with.
#
#   try.sh                         your receiver, started by hand
#   try.sh FILE COMMAND ...        starts COMMAND, kills it once in between, and compares FILE, which COMMAND writes:
#                                  a line "outcome ID REVISION STATE RESULT" for each outcome that it keeps, and a line
#                                  "appliance SITE/DEVICE EPOCH SEQ STATUS" for each appliance
#
# PORT names the port (18831), PATIENCE the seconds that your receiver gets for each step (30). Needs mosquitto and
# mosquitto-clients. Ends with 0 when all is as it should be.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
port=${PORT:-18831}
work=$(mktemp -d)
file=${1:-}
[ $# -lt 1 ] || shift
receiver=
broker=
listener=
wrong=0
cleanup() {
    for pid in $receiver $broker $listener; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

top=gantry/try/box
pub() { mosquitto_pub -V 5 -h 127.0.0.1 -p "$port" -q 1 -D publish content-type application/json "$@"; }
id() { echo "019fabcd-0000-7000-8000-00000000000$1"; }
now() { date -u +%Y-%m-%dT%H:%M:%S.000000Z; }
patience=${PATIENCE:-30}
wait_for() { # seconds, what, command ...: until it succeeds
    local limit=$1 what=$2
    shift 2
    for _ in $(seq $((limit * 10))); do
        if "$@"; then return 0; fi
        sleep 0.1
    done
    echo "NOT OK  $what did not happen within $limit s"
    wrong=1
}
# say ID REVISION SEQ STATE RESULT TOPIC-TAIL ...: a payload of a real run, with these values
say() {
    local line mode=live detail=null
    case $6 in shadow/*) mode=shadow ;; esac
    [ "$4" != retracted ] || detail='"the exam was rejected at the scanner"'
    line=$(sed -E -e "s/^\{\"id\":\"[^\"]*\",\"revision\":[0-9]+,\"seq\":[0-9]+,\"state\":\"[a-z]+\"/{\"id\":\"$(id "$1")\",\"revision\":$2,\"seq\":$3,\"state\":\"$4\"/" \
        -e "s/\"mode\":\"[a-z]+\"/\"mode\":\"$mode\"/" -e "s/\"detail\":null/\"detail\":$detail/" \
        ${CHANGE:+-e "$CHANGE"} "$here/payloads/$5.json")
    for tail in "${@:6}"; do
        pub -t "$top/$tail" -m "$line" -D publish user-property sent-at "$(now)" ${REPLAY:+-D publish user-property replay true} ${REMIND:+-D publish user-property escalation repeat}
    done
}
ledger() { # EPOCH FIRST LAST
    pub -r -t $top/ledger -m "{\"epoch\":\"$1\",\"first-seq\":$2,\"last-seq\":$3,\"at\":\"$(now)\",\"schema-version\":\"1.1\"}"
}
status() { # STATE REASONS
    pub -r -t $top/status -m "{\"state\":\"$1\",\"reasons\":[$2],\"site\":\"try\",\"device\":\"box\",\"at\":\"$(now)\",\"since\":\"$(now)\",\"heartbeat-s\":60.0,\"versions\":{},\"queues\":{},\"hours-until-full\":null,\"disclaimer\":\"Research use only. Not a medical device.\",\"schema-version\":\"1.0\"}"
}
subscribed() { [ "$(grep -c "Sending SUBACK" "$work/broker.log")" -ge "$1" ]; }
start() { # COMMAND ...
    local before
    before=$(grep -c "Sending SUBACK" "$work/broker.log" || true)
    HOST=127.0.0.1 PORT=$port "$@" >>"$work/receiver.log" 2>&1 &
    receiver=$!
    wait_for 60 "a subscription of your receiver" subscribed $((before + 1))
}
asked() { # from 6, to 6 at least or without an end
    grep -E '/replay .*"from-seq" ?: ?6\b' "$work/said" | grep -qvE '"to-seq" ?: ?[0-5]\b'
}

printf 'listener %s 127.0.0.1\nallow_anonymous true\nlog_type all\n' "$port" >"$work/broker.conf"
"$(PATH=$PATH:/usr/sbin command -v mosquitto)" -c "$work/broker.conf" >"$work/broker.log" 2>&1 &
broker=$!
listening() { mosquitto_pub -V 5 -h 127.0.0.1 -p "$port" -t try/probe -n 2>/dev/null; }
wait_for 60 "the start of mosquitto" listening
mosquitto_sub -V 5 -h 127.0.0.1 -p "$port" -q 1 -t $top/replay -t "$top/ack/+" -F '%t %p' >"$work/said" &
listener=$!
wait_for 60 "the script's own subscription" subscribed 1

first=0a000000-0000-4000-8000-000000000001
second=0b000000-0000-4000-8000-000000000002
ledger $first 1 0
status online ""
if [ $# -gt 0 ]; then
    start "$@"
else
    echo "Start your receiver now: tcp://127.0.0.1:$port, without a password, topics gantry/+/+/#."
    wait_for 60 "a subscription of your receiver" subscribed 2
fi
sleep 1

echo "1  a positive outcome, on outcome and alert, three times over"
for _ in 1 2 3; do say 1 1 1 final positive outcome/CR/chest-pneumonia alert/stat; done
echo "2  revision 2 before revision 1"
say 2 2 3 amended negative outcome/CR/chest-pneumonia alert/stat
say 2 1 2 final positive outcome/CR/chest-pneumonia alert/stat
echo "3  a positive one that is taken back, and comes again"
say 3 1 4 final positive outcome/CR/chest-pneumonia alert/stat
say 3 2 5 retracted positive outcome/CR/chest-pneumonia alert/stat
say 3 1 4 final positive outcome/CR/chest-pneumonia alert/stat
echo "   reminders: nobody has answered the first; the third was taken back meanwhile"
REMIND=yes say 1 1 1 final positive alert/stat
REMIND=yes say 3 1 4 final positive alert/stat
echo "4  number 6 is lost on its way; the ledger tells"
say 5 1 7 final not_analysed outcome/CR/chest-pneumonia attention
ledger $first 1 7
wait_for "$patience" "a request for number 6 on $top/replay" asked
REPLAY=yes say 4 1 6 final positive outcome/CR/chest-pneumonia alert/stat
if [ $# -gt 0 ]; then
    echo "5  the receiver is killed, and outcomes come while it is away"
    sleep 1
    kill -9 $receiver
    wait $receiver 2>/dev/null || true
else
    echo "5  a provisional outcome, then the final one"
fi
say 6 1 8 provisional not_analysed outcome/CR/chest-pneumonia attention
say 6 2 9 final positive outcome/CR/chest-pneumonia alert/stat attention
[ $# -eq 0 ] || start "$@"
echo "6  a positive outcome in shadow mode"
say 7 1 10 final positive shadow/outcome/CR/chest-pneumonia shadow/alert/stat
echo "7  a key that nobody knows, a later schema 1.x, and what is no JSON"
CHANGE='s/"schema-version":"1\.[0-9]+"\}$/"schema-version":"1.9","a-new-key":{"any":[1]}}/' \
    say 8 1 11 final negative outcome/CR/chest-pneumonia
pub -t $top/outcome/CR/chest-pneumonia -m 'not JSON'
echo "8  a schema 2.0, which no receiver of 1.x may act upon"
CHANGE='s/"schema-version":"1\.[0-9]+"\}$/"schema-version":"2.0"}/' say 9 1 12 final positive outcome/CR/chest-pneumonia alert/stat
echo "9  the appliance gets a new outbox and counts from 1 again"
ledger $second 1 0
say a 1 1 final negative outcome/CR/chest-pneumonia
ledger $second 1 1
echo "10 the appliance is gone"
status offline '"connection lost"'

expected="appliance try/box $second 1 offline
outcome $(id 1) 1 final positive
outcome $(id 2) 2 amended negative
outcome $(id 3) 2 retracted positive
outcome $(id 4) 1 final positive
outcome $(id 5) 1 final not_analysed
outcome $(id 6) 2 final positive
outcome $(id 8) 1 final negative
outcome $(id a) 1 final negative"
as_expected() { [ "$(sort "$file" 2>/dev/null)" = "$expected" ]; }
if [ -n "$file" ]; then
    wait_for "$patience" "what it should end with" as_expected
    diff <(echo "$expected") <(sort "$file" 2>/dev/null) && echo "OK      it ended with what it should" || wrong=1
else
    sleep 2
    echo "Your receiver should now stand at this, and have alerted nobody for ...7 (shadow) and ...9 (schema 2.0):"
    echo "$expected"
fi
if grep -qE "\"id\" ?: ?\"($(id 7)|$(id 9))\"" "$work/said"; then
    echo "NOT OK  it answered an outcome that is not live, or of a schema that it does not know"
    wrong=1
fi
if [ "$(grep -c "\"$(id 3)\"" "$work/said")" -gt 1 ]; then
    echo "NOT OK  it answered a reminder of what was taken back"
    wrong=1
fi
echo "It asked and answered:"
sed 's/^/        /' "$work/said"
if [ $wrong -ne 0 ] && [ -s "$work/receiver.log" ]; then
    echo "What the receiver printed:"
    sed 's/^/        /' "$work/receiver.log"
fi
exit $wrong
