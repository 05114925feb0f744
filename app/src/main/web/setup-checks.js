// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { $, el } from './dom.js';
import { clock, text } from './language.js';
import { action, advice } from './page.js';
import { get, post } from './session.js';

const LOOK_MS = 1000;

/** C-ECHO both ways, the checks of `gantry doctor`, and the acceptance report. Gives who hears of peers and calls. */
export function checks() {
  $('echo-form').addEventListener('submit', async event => {
    event.preventDefault();
    const form = event.target;
    await echo(form.title.value, { 'ae-title': form.title.value, host: form.host.value, port: Number(form.port.value) || 0 });
  });
  action($('all'), () => order([]));
  look();
  return ({ peers, title, handshake }) => {
    if (peers) {
      $('other-way').textContent = text('other-way', title);
      const called = peers.filter(peer => peer.host);
      $('peers').replaceChildren(el('div.row', {}, called.map(peer => {
        const button = el('button', { type: 'button' }, text('call-peer', peer['ae-title']));
        return action(button, () => echo(peer['ae-title'], { peer: peer['ae-title'] }));
      })));
    }
    if (handshake?.what === 'echo') {
      $('last-echo').textContent = text('echo-came', handshake.calling, handshake.address, clock(handshake.at));
    }
  };
}

async function echo(title, body) {
  $('echoed').textContent = text('calling', title);
  try {
    const answer = await post('/api/setup/echo', body);
    $('echoed').replaceChildren(el(`span.badge.${answer.answered ? 'ok' : 'wrong'}`, {}, title), ' ', ...(answer.answered
      ? [text('answers', answer['took-ms'].toFixed(1))] : advice(answer.why, answer.remedy)));
  } catch (problem) {
    $('echoed').replaceChildren(el('span.problem', {}, text('failed', problem.message)));
  }
}

async function order(names) {
  await post('/api/setup/checks', { checks: names });
  await look();
}

async function look() {
  const state = await get('/api/setup/checks');
  $('running').textContent = state.busy ? text('running', state.running ?? '') : '';
  $('all').disabled = state.busy;
  $('report').hidden = !state.report || state.busy;
  const open = document.activeElement?.dataset?.check;
  $('results').replaceChildren(...state.names.map(name => result(name, state)));
  if (open) {
    document.querySelector(`[data-check="${open}"]`)?.focus();
  }
  if (state.busy) {
    setTimeout(look, LOOK_MS);
  }
}

function result(name, state) {
  const found = state.results[name];
  const again = action(el('button', { type: 'button', disabled: state.busy, 'data-check': name,
    'aria-label': `${text('check-now')}: ${text(`check-${name}`)}` }, text('check-now')), () => order([name]));
  return el('div.check', {},
    el('div', {}, el('div', {}, el('strong', {}, text(`check-${name}`)), found ? el('small', {}, el('br'), clock(found.at)) : null), again),
    found ? el('ul', {}, found.findings.map(it => el('li', {}, el('span', {}, el(`span.badge.${it.level}`, {}, text(it.level))),
      el('span', {}, advice(it.text, it.remedy))))) : el('span.dim', {}, state.running === name ? text('running', '') : text('not-yet')));
}
