// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { text } from './texts.js';

/** Who uses this page: `user`, `kind` (user or kiosk), `role` (viewer or engineer); `user` is null for nobody. */
export class Session {
  user = null;
  kind = null;
  role = null;
  changed = () => {};
  #token = '';

  /** Asks who this is. A screen that was started with `#kiosk=TOKEN` logs in with it. */
  async look() {
    this.#take(await (await fetch('/api/session')).json());
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

  /** Sends JSON with the token that other sites cannot know; throws what the appliance's problem document says. */
  async post(path, body) {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Gantry-Token': this.#token },
      body: JSON.stringify(body),
    });
    if (!response.ok) {
      const problem = await response.json().catch(() => ({}));
      throw Object.assign(new Error(problem.detail ?? problem.title ?? response.statusText), { status: response.status });
    }
    return response.status === 204 ? null : response.json();
  }

  async toggle() {
    if (this.user) {
      await this.post('/api/logout', {});
      return this.look();
    }
    this.#ask(document.getElementById('login'), async form => {
      try {
        this.#take(await this.post('/api/login', { user: form.elements.user.value, password: form.elements.password.value }));
      } catch (problem) {
        throw new Error(text(problem.status === 429 ? 'too-many' : 'login-failed'));
      }
    });
  }

  /** Asks for name and role, and answers the outcome. */
  answer(action, outcome, roles, title) {
    const dialog = document.getElementById('answer');
    dialog.querySelector('h2').textContent = title;
    const form = dialog.querySelector('form');
    form.elements.role.replaceChildren(...roles.map(role => new Option(role, role)));
    if (this.kind === 'user') {
      form.elements.name.value = this.user;
    }
    dialog.querySelector('.reason').hidden = action !== 'dismissed';
    form.elements.reason.required = action === 'dismissed';
    dialog.querySelector('.minutes').hidden = action !== 'snoozed';
    this.#ask(dialog, () => this.post('/api/acks', {
      id: outcome.id,
      revision: outcome.revision,
      action,
      name: form.elements.name.value,
      role: form.elements.role.value,
      ...(action === 'dismissed' ? { reason: form.elements.reason.value } : {}),
      ...(action === 'snoozed' ? { minutes: Number(form.elements.minutes.value) } : {}),
    }).catch(problem => { throw new Error(text('failed', problem.message)); }));
  }

  #ask(dialog, send) {
    const form = dialog.querySelector('form');
    const problem = dialog.querySelector('.problem');
    problem.textContent = '';
    dialog.querySelector('[value=cancel]').onclick = () => dialog.close();
    form.onsubmit = async event => {
      event.preventDefault();
      try {
        await send(form);
        if (form.elements.password) {
          form.elements.password.value = '';
        }
        dialog.close();
      } catch (reason) {
        problem.textContent = reason.message;
      }
    };
    dialog.showModal();
  }
}
