#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
# Rebuilds version 1.0.0 of the model package: build-small.sh DATA [OUT]. DATA is the .tgz or its unpacked folder. Half an hour on 2 cores.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 1 ] || { echo "usage: build-small.sh DATA [OUT]" >&2; exit 2; }
data=$1
out=${2:-$here/../../chest-pneumonia/1.0.0}
work=${WORK:-$here/../../../.out/chest-pneumonia-1.0.0}
python=${PYTHON:-/usr/bin/python3}
java=java
for jdk in "${JAVA_HOME:-}" /usr/lib/jvm/*25*; do
    grep -qs '^JAVA_VERSION="25' "$jdk/release" && java=$jdk/bin/java && break
done
[ -d "$data/train" ] || [ -d "$data/dataset" ] ||
    data=$("$python" "$here/../kit/sources.py" chest-pneumonia "$data")
ort=${ONNXRUNTIME_JAR:-$work/onnxruntime-1.28.0.jar}
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-2}" PYTHONPATH="$here:$here/../kit"

"$python" -c 'import torch, onnx, sklearn, PIL, numpy, scipy, pydicom' || {
    echo "build-small.sh needs: apt-get install --no-install-recommends python3-torch python3-onnx python3-sklearn python3-scipy python3-pil python3-numpy python3-pydicom" >&2
    exit 1
}
"$java" -version 2>&1 | grep -q '"25' || { echo "build-small.sh needs a JDK 25: set JAVA_HOME" >&2; exit 1; }
mkdir -p "$work" "$out/golden"
[ -f "$ort" ] || mvn -q dependency:copy -Dartifact=com.microsoft.onnxruntime:onnxruntime:1.28.0 -DoutputDirectory="$work"

score() { "$java" --enable-native-access=ALL-UNNAMED -cp "$ort" "$here/Score.java" "$@"; }

echo "== 1/5 train (kept in $work; delete it to train anew)"
[ -f "$work/net.pt" ] || "$python" -u "$here/train.py" "$data" "$work"
echo "== 2/5 quantize" && "$python" "$here/quantize.py" "$data" "$work"
echo "== 3/5 choose on validation" && "$python" "$here/package.py" tensors "$data" "$work"
score "$work/validation.f32" 128 "$work/model.fp32.onnx" "$work"/candidate-*.onnx
"$python" "$here/package.py" choose "$data" "$work"
echo "== 4/5 golden cases" && "$python" "$here/../chest-phantom/studies.py" golden "$out/golden"
"$python" "$here/golden.py" tensors "$out/golden" "$work"
score "$work/golden.f32" 128 "$work/model.int8.onnx"
"$python" "$here/golden.py" write "$out/golden" "$work"
echo "== 5/5 test, once" && score "$work/test.f32" 128 "$work/model.fp32.onnx" "$work/model.int8.onnx" > "$work/test.latency.txt"
cat "$work/test.latency.txt"
"$python" "$here/package.py" write "$data" "$work" "$out"
