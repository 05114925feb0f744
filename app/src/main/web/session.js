// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { ask, el } from './dom.js';
import { text } from './language.js';

/** Who uses this page: `user`, `kind` (user or kiosk), `role` (viewer or engineer); `user` is null for nobody. */
class Session {
  user = null;
  kind = null;
  role = null;
  changed = () => {};
  #token = '';

  /** Asks who this is. A screen that was started with `#kiosk=TOKEN` logs in with it. */
  async look() {
    this.#take(await get('/api/session'));
    const kiosk = new URLSearchParams(location.hash.slice(1)).get('kiosk');
    if (kiosk) {
      history.replaceState(null, '', location.pathname + location.search); // the token stays out of sight
      if (!this.user) {
        await this.post('/api/login', { kiosk }).then(it => this.#take(it), () => {});
      }
    }
  }

  #take({ user, kind, role, token }) {
    const same = user === this.user && token === this.#token;
    Object.assign(this, { user, kind, role });
    this.#token = token;
    if (!same) {
      this.changed();
    }
  }

  /** Sends JSON with the token that other sites cannot know. */
  async post(path, body) {
    return answer(await fetch(path, {
      method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Gantry-Token': this.#token }, body: JSON.stringify(body),
    }));
  }

  /** Asks for name and password. @param lead why, or null where one may go on without */
  login(lead) {
    const password = el('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true });
    const dialog = el('dialog', { id: 'login', 'aria-labelledby': 'login-title', closedby: lead ? 'none' : null, onclose: () => dialog.remove(), oncancel: event => lead && event.preventDefault() },
      el('form', { method: 'dialog' }, el('h2', { id: 'login-title' }, text('login')), lead && el('p.dim', {}, lead),
        el('label', {}, el('span', {}, text('user')), el('input', { name: 'user', autocomplete: 'username', required: true })),
        el('label', {}, el('span', {}, text('password')), password), el('p.problem', { role: 'alert' }),
        el('menu', {}, !lead && el('button', { type: 'button', onclick: () => dialog.close() }, text('cancel')),
          el('button.main', { type: 'submit' }, text('login')))));
    document.body.append(dialog);
    return new Promise(done => ask(dialog, async form => {
      try {
        this.#take(await this.post('/api/login', { user: form.elements.user.value, password: password.value }));
        done();
      } catch (problem) {
        password.value = '';
        throw new Error(problem.status === 401 ? text('login-failed') : problem.status === 429 ? text('too-many') : problem.message);
      }
    }));
  }

  async logout() {
    await this.post('/api/logout', {});
    await this.look();
  }
}

/** @throws Error with the words, the status and the whole of the appliance's problem document (RFC 9457) */
async function answer(response) {
  if (response.ok) {
    return response.status === 204 ? null : response.json();
  }
  const problem = await response.json().catch(() => ({}));
  throw Object.assign(new Error(problem.detail ?? problem.title ?? response.statusText), { status: response.status, problem });
}

export const session = new Session();

export async function get(path) {
  return answer(await fetch(path));
}

export const post = (path, body) => session.post(path, body);
