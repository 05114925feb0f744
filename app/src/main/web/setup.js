// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { begin, sections } from './page.js';
import { SETUP_TEXTS } from './setup-texts.js';
import { mode } from './setup-mode.js';
import { callers } from './setup-callers.js';
import { checks } from './setup-checks.js';
import { settings } from './setup-settings.js';
import { models } from './setup-models.js';

await begin(SETUP_TEXTS, 'engineer');
sections();
mode();
const echoes = checks();
callers(echoes);
settings();
models();
