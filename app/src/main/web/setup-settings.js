// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { $, el } from './dom.js';
import { text } from './language.js';
import { action, said } from './page.js';
import { get, post } from './session.js';
import { Form } from './setup-form.js';


/** The settings as a form: changed, checked, shown as a difference, written, taken up. */
export async function settings() {
  const sheet = await get('/api/setup/settings');
  $('file').textContent = sheet.file;
  const form = new Form(sheet.schema, sheet.written);
  const outcome = el('div', { 'aria-live': 'polite' });
  const check = action(el('button.main', { type: 'button', id: 'check' }, text('check-settings')), () => propose(sheet, form, outcome));
  const undo = action(el('button', { type: 'button' }, text('undo')), settings);
  $('sheet').replaceChildren(...[
    sheet.unwritable ? el('p.notice', {}, text('unwritable'), ' ', said(sheet.unwritable)) : null,
    sheet.problems.length ? problems(sheet.problems, text('wrong-today')) : null,
    form.element, el('div', { id: 'bar' }, outcome, el('div.row', {}, check, undo))].filter(Boolean));
}

function problems(all, title) {
  return el('div', { role: 'alert' }, el('p.problem', {}, title),
    el('ul.problems', {}, all.map(it => el('li', {}, said(it.words)))));
}

async function propose(sheet, form, outcome) {
  form.clear();
  outcome.replaceChildren();
  const changes = form.changes();
  if (changes.length === 0) {
    outcome.replaceChildren(el('p', { role: 'status' }, text('no-change')));
    return;
  }
  try {
    const draft = await post('/api/setup/settings/check', { edition: sheet.edition, changes });
    $('bar').classList.add('decide');
    outcome.replaceChildren(difference(sheet, changes, draft, outcome));
    outcome.querySelector('.diff').focus();
  } catch (problem) {
    if (!problem.problem?.problems) {
      throw problem;
    }
    outcome.replaceChildren(problems(problem.problem.problems, text('wrong-settings', problem.problem.problems.length)));
    form.mark(problem.problem.problems);
  }
}

function lines(diff) {
  const signs = { went: '-', came: '+', same: ' ', gap: '' };
  return el('div.diff', { tabindex: '0', role: 'group', 'aria-label': text('difference') }, diff.map(line => el(`div.${line.sign}`, {},
    el('span', {}, line.sign === 'gap' ? '' : String(line.line)), el('span', {}, line.sign === 'gap' ? '⋯' : signs[line.sign]), el('span', {}, line.text))));
}

function keys(title, all) {
  return all.length ? el('p', {}, `${title} `, all.map((it, i) => [i ? ', ' : '', el('code', {}, it.words)])) : null;
}

function difference(sheet, changes, draft, outcome) {
  const restart = draft.restart.length > 0;
  const apply = action(el('button.main', { type: 'button', id: 'apply', disabled: Boolean(sheet.unwritable) },
    text(restart ? 'write-restart' : 'write')), async () => {
    const done = await post('/api/setup/settings/apply', { edition: sheet.edition, changes, restart });
    await settings();
    $('sheet').prepend(el('p.notice', { role: 'status', id: 'written' }, text(`written-${done.reload}`), ' ', text('former', ''), el('code', {}, done.former)));
    scrollTo({ top: 0 });
  });
  return el('div', {}, lines(draft.diff), keys(text('at-once'), draft.live),
    restart ? el('div.notice', {}, keys(text('needs-restart'), draft.restart), text('restart-all')) : null,
    el('div.row', {}, apply, action(el('button', { type: 'button' }, text('back')), async () => {
      outcome.replaceChildren();
      $('bar').classList.remove('decide');
    })));
}
