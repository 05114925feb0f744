// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { text } from './texts.js';

/** Who uses this page, and what they may: `pictures`, `identity`, `acknowledge`, `setup`. */
export class Session {
  user = null;
  changed = () => {};
  #rights = [];
  #roles = [];
  #token = '';

  may(right) {
    return this.#rights.includes(right);
  }

  async look() {
    this.#take(await (await fetch('/api/session')).json());
  }

  #take({ user, rights, roles, token }) {
    this.user = user;
    this.#rights = rights;
    this.#roles = roles;
    this.#token = token;
    this.changed();
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
        this.#take(await this.post('/api/login', { user: form.user.value, password: form.password.value }));
      } catch (problem) {
        throw new Error(text(problem.status === 429 ? 'too-many' : 'login-failed'));
      }
    });
  }

  /** Asks for name and role, and answers the outcome. */
  answer(action, outcome, title) {
    const dialog = document.getElementById('answer');
    dialog.querySelector('h2').textContent = title;
    const form = dialog.querySelector('form');
    form.role.replaceChildren(...this.#roles.map(role => new Option(role, role)));
    dialog.querySelector('.reason').hidden = action !== 'dismissed';
    form.reason.required = action === 'dismissed';
    dialog.querySelector('.minutes').hidden = action !== 'snoozed';
    this.#ask(dialog, () => this.post('/api/acks', {
      id: outcome.id,
      revision: outcome.revision,
      action,
      name: form.name.value,
      role: form.role.value,
      ...(action === 'dismissed' ? { reason: form.reason.value } : {}),
      ...(action === 'snoozed' ? { minutes: Number(form.minutes.value) } : {}),
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
        if (form.password) {
          form.password.value = '';
        }
        dialog.close();
      } catch (reason) {
        problem.textContent = reason.message;
      }
    };
    dialog.showModal();
  }
}
