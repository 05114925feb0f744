// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { $, el } from './dom.js';
import { clock, text } from './language.js';
import { advice } from './page.js';
import { get } from './session.js';

const LOOK_MS = 5000;

/** In which mode the appliance runs, why not in the one that was asked for, and what is missing until it is live. */
export async function mode() {
  show(await get('/api/setup/mode'));
  setInterval(() => document.hidden || get('/api/setup/mode').then(show, () => {}), LOOK_MS);
}

function show(all) {
  const now = all['in-force'];
  $('mode').classList.toggle('live', now === 'live');
  $('mode-title').textContent = text('mode-now', text(`mode-${now}`));
  $('mode-more').textContent = [all.wanted !== now && text('mode-wanted', text(`mode-${all.wanted}`)),
    all.signed && text('signed', all.signed.engineer, all.signed.client, clock(all.signed.at))].filter(Boolean).join(' ');
  $('missing').replaceChildren(...(all.missing.length ? [el('strong', {}, text('missing')),
    el('ol', {}, all.missing.map(it => el('li', {}, advice(it.why, it.remedy))))] : []));
}
