#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
#
# Has AsyncAPI's own parser read docs/asyncapi.yaml, with every schema it points at. Installs the parser with npm into a
# temporary folder (55 MB) unless ASYNCAPI names a folder that has node_modules/@asyncapi/parser. Needs Node 18 or later.
set -euo pipefail

docs=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "${ASYNCAPI:-}" ]; then
    ASYNCAPI=$work
    (cd "$work" && npm install --silent --no-audit --no-fund @asyncapi/parser@3.6.3 >/dev/null)
fi
cd "$ASYNCAPI"
node --input-type=module - "$docs/asyncapi.yaml" <<'JS'
import {createRequire} from 'node:module';
const {Parser, fromFile} = createRequire(process.cwd() + '/')('@asyncapi/parser');
const {document, diagnostics} = await fromFile(new Parser(), process.argv[2]).parse();
const faults = diagnostics.filter(it => it.severity < 2); // errors and warnings; the rest is advice
for (const it of faults) console.log('NOT OK ', it.path.join('/'), it.message);
if (!document || faults.length > 0) process.exit(1);
console.log('OK      ' + document.allChannels().length + ' channels, ' + document.allOperations().length + ' operations');
JS
