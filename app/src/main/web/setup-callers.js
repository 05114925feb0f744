// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { $, el } from './dom.js';
import { clock, text } from './language.js';
import { action, advice } from './page.js';
import { get, post } from './session.js';

const MOST = 300;
let asked = null;

/** Who calls, as it happens; who was refused, and may call from a click on. `hear` hears of each handshake. */
export function callers(hear) {
  load(hear);
  const stream = new EventSource('/api/setup/handshakes');
  stream.addEventListener('snapshot', event => {
    $('feed').replaceChildren();
    JSON.parse(event.data).forEach(one => show(one, false));
    line(true);
  });
  stream.addEventListener('handshake', event => {
    const one = JSON.parse(event.data);
    show(one, true);
    hear({ handshake: one });
    if (one.what === 'refused' || one.what === 'let-in') {
      clearTimeout(asked);
      asked = setTimeout(() => load(hear), 200);
    }
  });
  stream.addEventListener('beat', () => line(true));
  stream.onerror = () => {
    line(false);
    if (stream.readyState === EventSource.CLOSED) {
      setTimeout(() => { stream.close(); callers(hear); }, 2000);
    }
  };
}

function line(there) {
  $('line').textContent = text(there ? 'connected' : 'lost-line');
  $('line').className = there ? 'badge' : 'badge wrong';
}

async function load(hear) {
  const all = await get('/api/setup/callers');
  $('policy').textContent = text(`policy-${all.policy}`);
  refused(all.refused, hear);
  may(all['may-call'], hear);
  hear({ peers: all['may-call'], title: all['ae-title'] });
}

function who(one) {
  return [el('span.who', {}, one.calling || text('somebody')), el('br'), el('span.dim', {}, one.address)];
}

function allow(one, hear) {
  return action(el('button.main', { type: 'button', 'aria-label': text('allow-whom', one.calling, one.address) }, text('allow')), async () => {
    await post('/api/setup/allow', { calling: one.calling, called: one.called, address: one.address });
    await load(hear);
  });
}

function table(heads, rows, nothing) {
  return rows.length === 0 ? el('p.dim', {}, text(nothing)) : el('table', {},
    el('thead', {}, el('tr', {}, heads.map(head => el('th', {}, head ? text(head) : '')))), el('tbody', {}, rows));
}

function refused(all, hear) {
  $('refused').replaceChildren(table(['caller', 'last', 'why', ''], all.map(one => el('tr', {},
    el('td.narrow', {}, who(one)),
    el('td.narrow', {}, clock(one.last), el('br'), el('span.dim', {}, text('times', one.count))),
    el('td', {}, one['may-call-now'] ? el('span.badge.ok', {}, text('may-call-now')) : null, ' ', el(`span.badge.${one['let-in'] ? 'let-in' : 'refused'}`, {}, text(one['let-in'] ? 'let-in' : 'refused')), ' ',
      advice(one.why, one.remedy)),
    el('td.narrow', {}, one.allowable && !one['may-call-now'] && allow(one, hear)))), 'nobody-refused'));
}

function may(all, hear) {
  $('may').replaceChildren(table(['ae-title', 'from', 'called-at', ''], all.map(one => el('tr', {},
    el('td.who', {}, one['ae-title']),
    el('td', {}, one.addresses.join(', ') || text('anywhere'), one.tls ? ` · TLS` : ''),
    el('td', {}, one.host ? `${one.host}:${one.port}` : '–'),
    el('td.narrow', {}, one.allowed
      ? action(el('button', { type: 'button', 'aria-label': `${text('take-back')} ${one['ae-title']}` }, text('take-back')), async () => {
        await post('/api/setup/remove', { 'ae-title': one['ae-title'] });
        await load(hear);
      })
      : el('span.dim', {}, text('in-settings'))))), 'nobody-may'));
}

function words(one) {
  switch (one.what) {
    case 'associated':
    case 'echo':
      return [text('taken', one.taken), ...one.declined.map(it => el('div', {}, advice(it.why, it.remedy)))];
    case 'released':
      return [''];
    default:
      return advice(one.why, one.remedy);
  }
}

/** The latest one stands first. */
function show(one, fresh) {
  $('feed').prepend(el(fresh ? 'tr.new' : 'tr', {},
    el('td.narrow', {}, clock(one.at)),
    el('td.narrow', {}, who(one)),
    el('td.narrow', {}, el(`span.badge.${one.what}`, {}, text(one.what))),
    el('td', {}, words(one))));
  while ($('feed').children.length > MOST) {
    $('feed').lastChild.remove();
  }
}
