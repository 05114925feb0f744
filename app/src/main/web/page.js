// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { PAGE_TEXTS } from './page-texts.js';

const wanted = (new URLSearchParams(location.search).get('lang') ?? navigator.language ?? 'en').toLowerCase();

/** The language of this page: `?lang=`, else the browser's, else English. */
export const LANGUAGE = Object.keys(PAGE_TEXTS).find(it => wanted.startsWith(it)) ?? 'en';

let own = {};
let token = '';

/** The text of a key with `{0}`, `{1}` filled in. */
export function text(key, ...parts) {
  return (own[key] ?? PAGE_TEXTS[LANGUAGE][key] ?? key).replace(/\{(\d)\}/g, (_, i) => parts[i] ?? '');
}

/** An element: `el('p.dim', {id: 'x', onclick: f}, 'text', child)`. */
export function el(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split('.');
  const element = document.createElement(tag);
  element.className = classes.join(' ');
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (value === true || value === false) {
      element.toggleAttribute(key, value);
    } else if (value != null) {
      element.setAttribute(key, value);
    }
  }
  element.append(...children.flat(Infinity).filter(it => it != null && it !== false));
  return element;
}

/** What the appliance says in its own words, which are English: a screen reader should read them so. */
export function said(words, tag = 'span') {
  return el(tag, { lang: 'en' }, ...words.split('`').map((part, i) => i % 2 ? el('code', {}, part) : part));
}

/** Why and what to do about it. */
export function advice(why, remedy) {
  return [said(why), remedy ? el('span.remedy', {}, said(remedy)) : null];
}

export function clock(iso) {
  const at = new Date(iso);
  const today = at.toDateString() === new Date().toDateString();
  return at.toLocaleString(LANGUAGE, { ...(today ? {} : { dateStyle: undefined, month: 'short', day: 'numeric' }),
    hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

async function answer(response) {
  if (response.ok) {
    return response.status === 204 ? null : response.json();
  }
  const problem = await response.json().catch(() => ({}));
  throw Object.assign(new Error(problem.detail ?? problem.title ?? response.statusText), { status: response.status, problem });
}

export async function get(path) {
  return answer(await fetch(path));
}

/** Sends JSON with the token that other sites cannot know. */
export async function post(path, body) {
  return answer(await fetch(path, {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Gantry-Token': token }, body: JSON.stringify(body),
  }));
}

/** Does something on a click, once at a time; what goes wrong stands beside the button. */
export function action(button, what) {
  button.addEventListener('click', async () => {
    const trouble = button.parentElement.querySelector(':scope > .problem') ?? el('p.problem', { role: 'alert' });
    trouble.remove();
    button.disabled = true;
    try {
      await what();
    } catch (problem) {
      trouble.textContent = text('failed', problem.message);
      button.after(trouble);
    } finally {
      button.disabled = false;
    }
  });
  return button;
}

function label() {
  document.documentElement.lang = LANGUAGE;
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = text(element.dataset.text);
  }
}

function login(role) {
  const trouble = el('p.problem', { role: 'alert' });
  const user = el('input', { name: 'user', autocomplete: 'username', required: true });
  const password = el('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true });
  const dialog = el('dialog', { 'aria-labelledby': 'login-title' }, el('form', {
    method: 'dialog',
    onsubmit: async event => {
      event.preventDefault();
      try {
        await post('/api/login', { user: user.value, password: password.value });
        location.reload();
      } catch (problem) {
        trouble.textContent = text(problem.status === 429 ? 'too-many' : 'login-failed');
        password.value = '';
      }
    },
  }, el('h2', { id: 'login-title' }, text('login')), el('p.dim', {}, text(role)),
  el('label', {}, text('user'), user), el('label', {}, text('password'), password), trouble,
  el('menu', {}, el('button.main', { type: 'submit' }, text('login')))));
  dialog.addEventListener('cancel', event => event.preventDefault());
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * Begins a page: its texts, who is there. Does not come back for somebody who may not see it, but asks to log in.
 * @param texts by language
 * @param role  `viewer` or `engineer`
 */
export async function begin(texts, role) {
  own = texts[LANGUAGE];
  label();
  const session = await get('/api/session');
  token = session.token;
  const who = document.getElementById('who');
  who.hidden = !session.user;
  who.textContent = `${text('logout')} (${session.user})`;
  action(who, async () => {
    await post('/api/logout', {});
    location.reload();
  });
  if (session.role !== 'engineer' && session.role !== role) {
    document.querySelector('main').hidden = true;
    login(role);
    return new Promise(() => {});
  }
  return session;
}

/** Shows the section that the address names, the first one else. */
export function sections() {
  const links = [...document.querySelectorAll('main > nav a')];
  const show = () => {
    const current = links.find(link => link.hash === location.hash) ?? links[0];
    for (const link of links) {
      link.toggleAttribute('aria-current', link === current);
      if (link === current) {
        link.setAttribute('aria-current', 'page');
      }
      document.querySelector(link.hash).hidden = link !== current;
    }
  };
  addEventListener('hashchange', show);
  show();
}
