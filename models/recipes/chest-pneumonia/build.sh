#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
# Rebuilds version 2.1.0 of the model package: build.sh DATA [OUT]. build-small.sh does the same for 1.0.0.
exec "$(dirname "$0")/../kit/build.sh" chest-pneumonia "$@"
