#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
# Rebuilds the package of a recipe: kit/build.sh NAME DATA [OUT]. DATA is the data set's file or the folder that holds it.
set -eu
kit=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || { echo "usage: build.sh DATA [OUT]" >&2; exit 2; }
python=${PYTHON:-/usr/bin/python3}
"$python" "$kit/sources.py" "$1" "$2" > /dev/null
"$python" -c 'import torch, onnx, PIL, numpy, pydicom, yaml' || {
    echo "build.sh needs: apt-get install --no-install-recommends python3-torch python3-onnx python3-pil python3-numpy python3-pydicom python3-yaml" >&2
    exit 1
}
exec "$python" -u "$kit/../$1/recipe.py" "$2" "${3:-}"
