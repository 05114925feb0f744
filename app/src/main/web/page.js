// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { $, el } from './dom.js';
import { speak, text } from './language.js';
import { session } from './session.js';

/** A command breaks between its words: `--client` never stands there as `-` and `-client`. */
function command(words) {
  return el('code', {}, words.split(' ').flatMap((word, i) => [i ? ' ' : null, el('span', {}, word)]));
}

/** What the appliance says in its own words, which are English: a screen reader should read them so. */
export function said(words, tag = 'span') {
  return el(tag, { lang: 'en' }, ...words.split('`').map((part, i) => i % 2 ? command(part) : part));
}

/** Why and what to do about it. */
export function advice(why, remedy) {
  return [said(why), remedy ? el('span.remedy', {}, said(remedy)) : null];
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

/**
 * Begins a page: its texts, who is there. Does not come back for somebody who may not see it, but asks to log in.
 * @param texts by language
 * @param role  `viewer` or `engineer`
 */
export async function begin(texts, role) {
  speak(texts);
  await session.look();
  const who = $('who');
  who.hidden = !session.user;
  who.textContent = text('logout', session.user);
  action(who, async () => {
    await session.logout();
    location.reload();
  });
  if (session.role !== 'engineer' && session.role !== role) {
    document.querySelector('main').hidden = true;
    await session.login(text(role));
    location.reload();
    return new Promise(() => {});
  }
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
