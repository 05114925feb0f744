#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
# Trains a ResNet-18 (a quarter of an hour on 2 cores), quantizes it and measures both: measure.sh DATA.tgz [WORK].
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 1 ] || { echo "usage: measure.sh DATA.tgz [WORK]" >&2; exit 2; }
python=${PYTHON:-/usr/bin/python3}
data=$("$python" "$here/../kit/sources.py" resnet18-chest "$1")
work=${2:-$here/../../../.out/resnet18-chest}
mkdir -p "$work"
work=$(cd "$work" && pwd)
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-2}"

"$python" -u "$here/train.py" "$data" "$work"
[ -d "$work/dataset" ] || tar -xzf "$data" -C "$work"
{
    echo file,label
    (cd "$work/dataset" && find test -name '*.jpeg' | sort | sed 's/^\(.*NORMAL.*\)$/\1,0/; s/^\(.*PNEUMONIA.*\)$/\1,1/')
} > "$work/dataset/test.csv"

for size in "" .224; do
    "$here/../../../gantry" quantize --model "$work/model.fp32$size.onnx" --out "$work/out$size" \
        --calibration "$work/dataset/train" --labels "$work/dataset/test.csv" \
        --samples '{min-max: true}' --resize stretch --normalize '{per-image: true}' \
        --target cpu,cpu-no-vnni,tensorrt
done
