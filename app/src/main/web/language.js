// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { PAGE_TEXTS } from './page-texts.js';

const wanted = (new URLSearchParams(location.search).get('lang') ?? navigator.language ?? 'en').toLowerCase();

/** The language of this page: `?lang=`, else the browser's, else English. */
export const LANGUAGE = Object.keys(PAGE_TEXTS).find(it => wanted.startsWith(it)) ?? 'en';

let texts = PAGE_TEXTS[LANGUAGE];

/** What this page says besides what all say, by language; fills every element that names a text. */
export function speak(own) {
  texts = { ...PAGE_TEXTS[LANGUAGE], ...own[LANGUAGE] };
  document.documentElement.lang = LANGUAGE;
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = text(element.dataset.text);
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', text(element.dataset.label));
  }
}

/** The text of a key with `{0}`, `{1}` filled in. */
export function text(key, ...parts) {
  return (texts[key] ?? key).replace(/\{(\d)\}/g, (_, i) => parts[i] ?? '');
}

/** The time of day to the second, of another day with its date. */
export function clock(when) {
  const at = new Date(when);
  const day = at.toDateString() === new Date().toDateString() ? {} : { month: 'short', day: 'numeric' };
  return at.toLocaleString(LANGUAGE, { ...day, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
}
