// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { $, el } from './dom.js';
import { text } from './language.js';
import { action, said } from './page.js';
import { get, post } from './session.js';

const LOOK_MS = 1500;
const LOOKS = 40;
let shown = '';

/** The models with their evidence; which version answers, and how a shadow compares. */
export async function models() {
  show(await get('/api/setup/models'));
  setInterval(async () => {
    if (!$('models').hidden) {
      show(await get('/api/setup/models').catch(() => null));
    }
  }, 5000);
}

function show(all) {
  const now = JSON.stringify(all?.models ?? null);
  if (!all || now === shown) {
    return;
  }
  shown = now;
  const names = [...new Set(all.models.map(it => it.name))];
  $('shelf').replaceChildren(...names.map(name => panel(name, all.models.filter(it => it.name === name))));
}

/** The appliance acts on it within seconds. */
async function change(name, what, version) {
  let all = await post('/api/setup/models', { name, action: what, version });
  for (let i = 0; i < LOOKS && (all['reported-serial'] ?? all.serial) < all.serial; i++) {
    await new Promise(done => setTimeout(done, LOOK_MS));
    all = await get('/api/setup/models');
  }
  shown = '';
  show(all);
}

function button(words, name, what, version) {
  return action(el('button', { type: 'button', 'aria-label': `${text(words)} ${name} ${version ?? ''}` }, text(words)), () => change(name, what, version));
}

function panel(name, versions) {
  const first = versions[0];
  return el('div.panel', {}, el('h3', {}, name), first.task ? el('p.dim', {}, text('answers-what', first.task, first.scope, first['budget-ms'], first.severity)) : null,
    versions.toReversed().map(version),
    el('div.row', {}, versions.length > 1 && button('rollback', name, 'rollback'), (versions.length > 1 || versions[0].standing !== 'active') && button('automatic', name, 'automatic'), button('off', name, 'off')));
}

function pairs(object) {
  return el('dl', {}, Object.entries(object).map(([key, value]) => [el('dt', {}, key), el('dd', {}, said(String(value)))]));
}

function version(one) {
  const shadow = one.standing === 'shadow';
  const { compared, agreed, disagreed, ...facts } = one.facts;
  return el('div.version', {},
    el('div', {}, el('h4', {}, one.version, ' ', el(`span.badge.${one.standing === 'active' ? 'active' : one.standing === 'refused' ? 'refused' : one.standing === 'off' ? 'off' : 'standby'}`, {}, text(`standing-${one.standing}`))),
      el('p', {}, said(one.why)),
      compared ? el('p.notice', {}, text('shadow-compared', compared, agreed, disagreed)) : null,
      one.evidence ? [el('strong', {}, text('evidence')), pairs(one.evidence)] : null,
      el('div.figures', {}, one.figures.map(file => el('img', { loading: 'lazy', alt: `${one.name} ${one.version}: ${file.replace('.svg', '')}`,
        src: `/api/setup/models/figure?${new URLSearchParams({ name: one.name, version: one.version, file })}` }))),
      el('details', {}, el('summary', {}, text('more')), el('div.keys', {}, pairs({ ...facts, ...(one.licence ? { licence: one.licence, 'intended-use': one['intended-use'],
        signature: one.signature, 'golden-cases': one['golden-cases'], labels: one.labels.map(it => `${it.name} ≥ ${it.threshold}`).join(', ') } : {}) })))),
    el('div.row', {}, one.standing !== 'active' && one.standing !== 'refused' && button('activate', one.name, 'activate', one.version),
      shadow ? button('no-shadow', one.name, 'no-shadow') : one.standing === 'standby' && button('shadow', one.name, 'shadow', one.version)));
}
