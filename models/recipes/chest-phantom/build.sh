#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
# Rebuilds the model package: build.sh DATA [OUT]. DATA is the data set's file or the folder that holds it.
exec "$(dirname "$0")/../kit/build.sh" chest-phantom "$@"
