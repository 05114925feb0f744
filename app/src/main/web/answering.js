// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { $, ask } from './dom.js';
import { text } from './language.js';
import { post, session } from './session.js';

/** Asks for name and role, and answers an outcome. @param action accepted, dismissed or snoozed */
export function answer(action, outcome, roles, title) {
  const dialog = $('answer');
  const form = dialog.querySelector('form');
  const { name, role, reason, minutes } = form.elements;
  dialog.querySelector('h2').textContent = title;
  dialog.querySelector('[value=cancel]').onclick = () => dialog.close();
  role.replaceChildren(...roles.map(it => new Option(it, it)));
  if (session.kind === 'user') {
    name.value = session.user;
  }
  dialog.querySelector('.reason').hidden = action !== 'dismissed';
  reason.required = action === 'dismissed';
  dialog.querySelector('.minutes').hidden = action !== 'snoozed';
  ask(dialog, () => post('/api/acks', {
    id: outcome.id,
    revision: outcome.revision,
    action,
    name: name.value,
    role: role.value,
    ...(action === 'dismissed' ? { reason: reason.value } : {}),
    ...(action === 'snoozed' ? { minutes: Number(minutes.value) } : {}),
  }).catch(problem => { throw new Error(text('failed', problem.message)); }));
}
