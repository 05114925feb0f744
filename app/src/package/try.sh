#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
#
# Tries the package in a root of its own, made from Debian's mirror: install, 100 images by dcmtk, 100 outcomes by
# mosquitto, upgrades that are taken and refused, settings that break, remove, purge. About two minutes.
#   mvn -Ppackage package -DskipTests && sudo app/src/package/try.sh
# Needs mmdebstrap, dcmtk, mosquitto, mosquitto-clients, python3-pydicom, lintian, and root (mounts, chroot). The root is
# unpacked from $GANTRY_TRY_BASE (default /var/tmp/gantry-try-base.tar), which is made when it is not there.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../../.." && pwd)
target=$repository/app/target
base=${GANTRY_TRY_BASE:-/var/tmp/gantry-try-base.tar}
export LC_ALL=C TZ=UTC DEBIAN_FRONTEND=noninteractive SOURCE_DATE_EPOCH=1795219200
unset GANTRY_JAVA_OPTS JAVA_TOOL_OPTIONS NOTIFY_SOCKET

if [ "${1:-}" != inside ]; then
    [ "$(id -u)" = 0 ] || { echo "try.sh: needs root: it mounts and changes roots" >&2; exit 1; }
    for program in mmdebstrap storescu mosquitto mosquitto_sub mosquitto_passwd lintian dpkg-deb; do
        PATH=$PATH:/usr/sbin command -v $program > /dev/null || { echo "try.sh: $program is missing" >&2; exit 1; }
    done
    exec unshare --mount --propagation private "$0" inside
fi

work=$(mktemp -d /var/tmp/gantry-try.XXXXXXXX)
root=$work/root
started=()
finish() {
    code=$?
    for pid in ${started[@]+"${started[@]}"}; do
        disown "$pid" 2> /dev/null || :
        kill -9 "$pid" 2> /dev/null || :
    done
    [ $code = 0 ] || { echo "FAILED; the last lines of the service:" >&2; tail -n 15 "$work"/service.log >&2 || :; }
    umount -R "$root" 2> /dev/null || umount -R -l "$root" 2> /dev/null || :
    rm -rf --one-file-system "$work"
    exit $code
}
trap finish EXIT
began=$SECONDS
step() { printf '%4d s  %s\n' $((SECONDS - began)) "$*"; }
fail() { echo "try.sh: $*" >&2; exit 1; }
in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@"; }
await() { # SECONDS WORDS COMMAND...
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" > /dev/null 2>&1; do
        [ $SECONDS -lt $end ] || fail "$what: not within the time"
        sleep 0.1
    done
}

# ---- the packages: the one that was built, the same once more, and three later versions ----------------------------
deb=$(ls "$target"/gantry_*_amd64.deb 2> /dev/null | head -n 1) || :
[ -n "$deb" ] && [ -d "$target/package" ] || fail "build the package first: mvn -Ppackage package -DskipTests"
first=$(dpkg-deb -f "$deb" Version)
cp -r "$target/package" "$work/pages"
mkdir -p "$work/elsewhere"
"$here/build.sh" "$work/pages" "$first" cpu "$work/elsewhere" > /dev/null
cmp "$deb" "$work/elsewhere/$(basename "$deb")" || fail "the same input gave other bytes in another folder"
step "packed again in another folder: the same bytes, $(stat -c %s "$deb")"
lintian --fail-on error,warning "$deb" > "$work/lintian" 2>&1 || { cat "$work/lintian"; fail "lintian complains"; }
step "lintian has no complaint"
export GANTRY_DEB_COMPRESSION=none
"$here/build.sh" "$work/pages" 9.1 cpu "$work" > /dev/null
"$here/build.sh" "$work/pages" 9.2 gpu "$work" > /dev/null
# a version that does not know a key which the settings have
cp -r "$work/pages" "$work/stricter"
/usr/bin/python3 - "$work"/stricter/gantry.jar "$work"/stricter/lib/gantry-*.jar <<'PY'
import json, shutil, sys, zipfile
name = "schema/settings.schema.json"
for jar in sys.argv[1:]:
    with zipfile.ZipFile(jar) as old, zipfile.ZipFile(jar + ".new", "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == name:
                schema = json.loads(content)
                del schema["properties"]["mqtt"]["properties"]["window"]
                content = json.dumps(schema)
            new.writestr(entry, content)
    shutil.move(jar + ".new", jar)
PY
"$here/build.sh" "$work/stricter" 9.3 cpu "$work" > /dev/null
unset GANTRY_DEB_COMPRESSION
step "packed 9.1, 9.2 (gpu) and 9.3, which knows no mqtt.window"

# ---- a Debian of its own -------------------------------------------------------------------------------------------
if [ ! -f "$base" ]; then
    mmdebstrap --quiet --variant=minbase --include=systemd,libcharls2,libopenjp2-7,libstdc++6,zlib1g \
        bookworm "$base.part" http://deb.debian.org/debian
    mv "$base.part" "$base"
    step "made a base of Debian 12"
fi
mkdir "$root"
mount -t tmpfs -o size=3g tmpfs "$root"
tar -C "$root" -xf "$base"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
cp "$deb" "$work"/*.deb "$root/var/tmp/"

# ---- install -------------------------------------------------------------------------------------------------------
if in_root dpkg -i /var/tmp/gantry-gpu_9.2_amd64.deb > "$work/gpu" 2>&1; then fail "gantry-gpu was installed without a GPU"; fi
grep -q 'the NVIDIA driver (libcuda.so.1): install nvidia-driver' "$work/gpu" || { cat "$work/gpu"; fail "no plain words"; }
if in_root dpkg -s gantry-gpu 2> /dev/null | grep -q '^Status: install ok installed'; then fail "gantry-gpu counts as installed"; fi
in_root dpkg --purge gantry-gpu > /dev/null 2>&1 || :
step "gantry-gpu says what this host lacks, and is not installed"
in_root dpkg -i "/var/tmp/$(basename "$deb")" > "$work/install" 2>&1 || { cat "$work/install"; fail "not installed"; }
in_root sh -c "test -s /var/cache/gantry/*.aot" || { cat "$work/install"; fail "no AOT cache"; }
in_root test ! -e /etc/gantry/gantry.yaml || fail "it is configured before anybody configured it"
in_root test ! -e /etc/systemd/system/multi-user.target.wants/gantry.service || fail "it is enabled before it is configured"
in_root test ! -e /usr/bin/java || fail "there is a Java on the host"
in_root gantry check --config /opt/gantry/share/gantry.yaml | grep -q '^mode: shadow' || fail "a new installation is not in shadow"
in_root sh -c 'bash -n /usr/share/bash-completion/completions/gantry'
/usr/bin/python3 - "$root/opt/gantry" <<'PY' || fail "the bill of materials is not that of this package"
import hashlib, json, pathlib, sys
opt = pathlib.Path(sys.argv[1])
bill = {f'{one["name"]}-{one["version"]}': one for one in json.loads((opt / "share/sbom.cdx.json").read_text())["components"]}
assert any(name.startswith("java-runtime-25") for name in bill), "no Java runtime"
for jar in (opt / "lib").glob("*.jar"):
    if jar.name != "gantry.jar":
        one = max((name for name in bill if jar.name.startswith(name)), key=len)
        assert bill[one]["licenses"], f"no licence: {one}"
        if jar.name.startswith("gantry-"):
            assert bill[one]["hashes"][0]["content"] == hashlib.sha256(jar.read_bytes()).hexdigest(), one
PY
gzip -dc "$root"/usr/share/doc/gantry/THIRD-PARTY.gz | grep '^onnxruntime .*: MIT' > /dev/null || fail "no notices of third parties"
step "installed: no Java on the host, AOT cache $(stat -c %s "$root"/var/cache/gantry/*.aot) bytes, nothing started"

# nothing that the service may write can be executed, as NoExecPaths has it
for folder in /tmp /run; do mount -t tmpfs -o nosuid,nodev,noexec tmpfs "$root$folder"; done
chmod 1777 "$root/tmp"
mount --bind "$root/var/lib/gantry" "$root/var/lib/gantry"
mount -o remount,bind,noexec,nosuid,nodev "$root/var/lib/gantry"
mount --bind "$root/var/cache/gantry" "$root/var/cache/gantry"
mount -o remount,bind,ro,noexec "$root/var/cache/gantry"

# ---- the hospital: a broker with a password, a receiver of outcomes, a listener for notifications -------------------
free_port() { /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
mqtt=$(free_port) dicom=$(free_port)
mosquitto_passwd -b -c "$work/passwords" gantry secret 2> /dev/null
chmod 644 "$work/passwords"
chmod 755 "$work"
printf 'listener %s 127.0.0.1\npassword_file %s\n' "$mqtt" "$work/passwords" > "$work/mosquitto.conf"
PATH=$PATH:/usr/sbin mosquitto -c "$work/mosquitto.conf" > "$work/mosquitto.log" 2>&1 &
started+=($!)
heard=$work/heard
subscribe() {
    mosquitto_sub -V mqttv5 -h 127.0.0.1 -p "$mqtt" -u gantry -P secret -q 1 -t 'gantry/#' -F '%t %p' > "$heard" 2> /dev/null &
    started+=($!)
}
await 10 "the broker" mosquitto_pub -V mqttv5 -h 127.0.0.1 -p "$mqtt" -u gantry -P secret -t try -m try
subscribe
cat > "$work/notify.py" <<'PY'
import socket, sys, time
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind("\0" + sys.argv[1])
print("listening", flush=True)
while True:
    words = receiver.recv(65536).decode().replace("\n", " ")
    print(f"{time.clock_gettime(time.CLOCK_MONOTONIC):.3f} {words}", flush=True)
PY
/usr/bin/python3 "$work/notify.py" "gantry-try-$$" >> "$work/notified" &
started+=($!)
await 10 "the receiver of notifications" grep -q listening "$work/notified"

# ---- configure, and run as the unit would --------------------------------------------------------------------------
sed -e "s/port: 11112 .*/port: $dicom/; s/hospital  /st-anna/; s|tcp://127.0.0.1:1883|tcp://127.0.0.1:$mqtt|" \
    -e 's|^mode: shadow|mode: live|; s|  ae-title: GANTRY|  ae-title: GANTRY\n  access: open|' \
    -e 's|  # username: gantry|  username: gantry\n  window: 5|; s|  # password-file:|  password-file:|' \
    "$root/opt/gantry/share/gantry.yaml" > "$work/gantry.yaml"
install -m 0640 "$work/gantry.yaml" "$root/etc/gantry/gantry.yaml"
in_root chgrp gantry /etc/gantry/gantry.yaml
printf secret > "$root/etc/gantry/credentials/mqtt-password"
chmod 600 "$root/etc/gantry/credentials/mqtt-password"
gantry() { in_root env CREDENTIALS_DIRECTORY=/etc/gantry/credentials gantry "$@"; }
gantry check --quiet --config /etc/gantry/gantry.yaml > "$work/check" 2>&1 || { cat "$work/check"; fail "the settings are wrong"; }
grep -q 'mode is shadow, not live: no acceptance report was signed' "$work/check" || fail "check does not warn: $(cat "$work/check")"
unit=$root/usr/lib/systemd/system/gantry.service
of_unit() { sed -n "s/^$1=//p" "$unit" | tail -n 1; }
[ "$(of_unit Type)" = notify ] || fail "the unit is not Type=notify"
start() { # the command, user, folder, mask and environment of the unit
    mkdir -p "$root/run/credentials/gantry.service"
    cp "$root/etc/gantry/credentials/mqtt-password" "$root/run/credentials/gantry.service/"
    in_root chown -R gantry:gantry /run/credentials/gantry.service
    chmod -R u=rX,go= "$root/run/credentials/gantry.service"
    : > "$work/notified"
    /usr/bin/python3 -c 'import time; print(f"{time.clock_gettime(time.CLOCK_MONOTONIC):.3f} START")' >> "$work/notified"
    chroot --userspec="$(of_unit User):$(of_unit Group)" "$root" env -i PATH=/usr/bin:/bin LANG=C.UTF-8 \
        NOTIFY_SOCKET="@gantry-try-$$" WATCHDOG_USEC=$(($(of_unit WatchdogSec) * 1000000)) \
        STATE_DIRECTORY="/var/lib/$(of_unit StateDirectory)" CREDENTIALS_DIRECTORY=/run/credentials/gantry.service \
        sh -c "cd '$(of_unit WorkingDirectory)' && umask '$(of_unit UMask)' && ulimit -c 0 && exec $(of_unit ExecStart)" \
        >> "$work/service.log" 2>&1 &
    service=$!
    started+=("$service")
    await 60 "READY=1" grep -q READY=1 "$work/notified"
}
took() { awk '/START/ { a = $1 } /READY=1/ { printf "%.2f s\n", $1 - a; exit }' "$work/notified"; }
stop() {
    kill -TERM "$service"
    await 60 "the end of the service" sh -c "! kill -0 $service"
    wait "$service" || fail "it ended with $?"
    grep -q STOPPING=1 "$work/notified" || fail "no STOPPING=1"
}
start
await 20 "a watchdog that is fed" grep -q WATCHDOG=1 "$work/notified"
await 20 "the status" grep -q 'status.*"state":"\(online\|degraded\)"' "$heard"
step "runs as $(of_unit User) in $(of_unit WorkingDirectory): READY=1 after $(took), watchdog fed, $(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$service/status") MB"

# ---- 100 images, 100 outcomes --------------------------------------------------------------------------------------
/usr/bin/python3 - "$repository/app/src/test/studies" "$work/images" <<'PY'
import datetime, pathlib, sys, pydicom
from pydicom.uid import generate_uid
studies, out = map(pathlib.Path, sys.argv[1:])
out.mkdir()
now = datetime.datetime.now(datetime.timezone.utc)
for number in range(102):
    name = ["phantom-opacity-1", "phantom-opacity-2", "phantom-no-opacity-1", "phantom-no-opacity-2"][number % 4]
    image = pydicom.dcmread(studies / f"{name}.dcm")
    for key in ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID"):
        setattr(image, key, generate_uid())
    image.QualityControlImage = "NO"  # or it would be a test, and alert nobody in any mode
    for key in ("Study", "Series", "Acquisition", "Content"):  # or it would be an old image, which alerts nobody either
        setattr(image, key + "Date", now.strftime("%Y%m%d"))
        setattr(image, key + "Time", now.strftime("%H%M%S"))
    image.file_meta.MediaStorageSOPInstanceUID = image.SOPInstanceUID
    image.save_as(out / f"{number:03}.dcm")
PY
mkdir "$work/more"
mv "$work"/images/10[01].dcm "$work/more/"
send() { storescu -aec GANTRY -aet CR1 127.0.0.1 "$dicom" "$@"; }
outcomes() {
    /usr/bin/python3 - "$heard" "$1" <<'PY'
import json, sys
last = {}
for line in open(sys.argv[1], encoding="utf-8"):
    topic, _, payload = line.partition(" ")
    if "/outcome/" in topic and "/test/" not in topic:
        said = json.loads(payload)
        if said["revision"] >= last.get(said["id"], said)["revision"]:
            last[said["id"]] = said
final = [said for said in last.values() if said["state"] != "provisional"]
results = {r: sum(said["result"] == r for said in final) for r in ("positive", "negative", "not_analysed")}
print(len(final), results, "in time:", sum(bool(said["timing"].get("met")) for said in final))
sys.exit(len(final) != int(sys.argv[2]))
PY
}
send "$work"/images/*.dcm
await 120 "100 outcomes" outcomes 100
step "100 images by storescu, outcomes: $(outcomes 100)"
if grep ' WARN \| ERROR \|no single picture' "$work/service.log" | grep -v 'mode is shadow, not live\|the models are being made ready'; then fail "the service complains"; fi
[ "$(outcomes 100 | sed "s/.*'not_analysed': \([0-9]*\).*/\1/")" = 0 ] || fail "some were not analysed"

# ---- live only when the acceptance report is signed ----------------------------------------------------------------
if grep -q '/scanner-1/\(outcome\|alert\)/' "$heard"; then fail "it alerts before anybody accepted it"; fi
grep -q '/scanner-1/shadow/alert/' "$heard" || fail "nothing is said in shadow"
grep -q 'status.*mode is shadow, not live: no acceptance report was signed' "$heard" || fail "the status does not say why"
gantry doctor --config /etc/gantry/gantry.yaml --report /root/acceptance.html > "$work/doctor" 2>&1 || :
despite=()
if grep -q WRONG "$work/doctor"; then
    if gantry acceptance sign /root/acceptance.html --engineer "A. Meier" --client "B. Huber" > "$work/sign" 2>&1; then
        fail "a report with a failed check was signed"
    fi
    grep -q -- '--despite WHY' "$work/sign" || { cat "$work/sign"; fail "no way out is named"; }
    despite=(--despite "no clock service in this root")
fi
gantry acceptance sign /root/acceptance.html --engineer "A. Meier" --client "B. Huber" ${despite[@]+"${despite[@]}"} > "$work/sign"
grep -q 'mode: live holds from the next start on' "$work/sign" || { cat "$work/sign"; fail "not signed"; }
[ "$(stat -c %U "$root/var/lib/gantry/spool/acceptance.json")" = "$(stat -c %U "$root/var/lib/gantry/spool")" ] || fail "not the service's"
step "asked for live: stayed in shadow and said why; doctor reported, two people signed${despite[0]:+ (despite: ${despite[1]})}"

# ---- an upgrade that is taken: settings kept, the old process runs until it is restarted ----------------------------
mount -o remount,bind,rw "$root/var/cache/gantry" # the service's name space has it read-only, dpkg's has not
settings=$(sha256sum < "$root/etc/gantry/gantry.yaml")
in_root dpkg -i /var/tmp/gantry_9.1_amd64.deb > "$work/upgrade" 2>&1 || { cat "$work/upgrade"; fail "no upgrade"; }
[ "$settings" = "$(sha256sum < "$root/etc/gantry/gantry.yaml")" ] || fail "the settings have changed"
[ "$(in_root dpkg-query -W -f '${Version}' gantry)" = 9.1 ] || fail "not upgraded"
kill -0 "$service" || fail "the old process did not survive the upgrade"
stop
start
step "upgraded to 9.1, settings kept; the new process is ready after $(took)"

# ---- an upgrade that the new version's check refuses ---------------------------------------------------------------
if in_root dpkg -i /var/tmp/gantry_9.3_amd64.deb > "$work/refused" 2>&1; then cat "$work/refused"; fail "9.3 was installed"; fi
grep -q 'gantry.yaml:[0-9]*: mqtt.window' "$work/refused" || { cat "$work/refused"; fail "no file, line and key"; }
[ "$(in_root dpkg-query -W -f '${Version} ${Status}' gantry)" = "9.1 install ok installed" ] \
    || fail "after the refusal: $(in_root dpkg-query -W -f '${Version} ${Status}' gantry)"
[ -z "$(in_root dpkg --verify gantry)" ] || fail "the old files are not back: $(in_root dpkg --verify gantry)"
kill -0 "$service" || fail "the old process did not survive the refused upgrade"
send "$work/more/100.dcm"
await 60 "an outcome of the old version" outcomes 101
stop
start
grep -q '/scanner-1/outcome/' "$heard" || fail "signed, restarted, and not live"
step "9.3 does not take the settings: refused, 9.1 is back file by file, ran on and starts again"

# ---- settings that break at a start --------------------------------------------------------------------------------
stop
echo 'devise: typo' >> "$root/etc/gantry/gantry.yaml"
start
grep -q 'READY=1 STATUS=degraded: the settings in /etc/gantry/gantry.yaml are wrong' "$work/notified" \
    || { cat "$work/notified"; fail "it does not say why it is degraded"; }
await 20 "a status that says so" grep -q 'status.*"degraded".*settings in /etc/gantry' "$heard"
send "$work/more/101.dcm"
await 60 "an outcome on the last good settings" outcomes 102
stop
install -m 0640 "$work/gantry.yaml" "$root/etc/gantry/gantry.yaml"
in_root chgrp gantry /etc/gantry/gantry.yaml
step "broken settings: it goes on with the last good ones, degraded, and says why"

# ---- without the cache ---------------------------------------------------------------------------------------------
rm "$root"/var/cache/gantry/*.aot
start
step "without the AOT cache: ready after $(took)"
stop

# ---- remove, purge -------------------------------------------------------------------------------------------------
umount "$root/var/lib/gantry" "$root/var/cache/gantry"
in_root dpkg -r gantry > "$work/remove" 2>&1 || { cat "$work/remove"; fail "not removed"; }
for gone in /opt/gantry /usr/bin/gantry /var/cache/gantry /usr/lib/systemd/system/gantry.service; do
    [ ! -e "$root$gone" ] && [ ! -L "$root$gone" ] || fail "$gone is still there after remove: $(cat "$work/remove")"
done
[ "$settings" = "$(sha256sum < "$root/etc/gantry/gantry.yaml")" ] || fail "remove took the settings"
[ -d "$root/var/lib/gantry/spool" ] || fail "remove took the images"
in_root dpkg --purge gantry > "$work/purge" 2>&1 || { cat "$work/purge"; fail "not purged"; }
left=$(cd "$root" && find . -xdev -iname '*gantry*' -not -path './var/tmp/*' -not -path './var/lib/dpkg/*' | sort)
[ -z "$left" ] || fail "purge left: $left"
step "removed (settings and images stay), purged (nothing stays)"
