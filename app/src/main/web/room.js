// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { answer as ask } from './answering.js';
import { $, el } from './dom.js';
import { LANGUAGE, clock, speak, text } from './language.js';
import { Picture } from './picture.js';
import { session } from './session.js';
import { TEXTS } from './texts.js';

/** After so long without a word from the appliance the page says that it is stale. It hears something each 3 s. */
const STALE_MS = 10_000;
const MOST_HISTORY = 200;

const percent = value => new Intl.NumberFormat(LANGUAGE, { style: 'percent', maximumFractionDigits: 1 }).format(value);
const ms = value => new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 }).format(value);
const wanted = new URLSearchParams(location.search).get('scanner');

const cards = new Map(); // by scanner and exam
const places = new Map(); // scanner -> key of the exam that stands there
const unfolded = new Set(); // of the history
const picture = new Picture($('picture'));
let stream = null;
let roles = [];
let heardAt = performance.now();
let heardClock = new Date();
let ahead = 0; // the appliance's clock minus ours, ms
let shown = null;
let announced = '';
let audio = null;

const keyOf = card => `${card.scanner}\n${card.exam}`;
const now = () => new Date(Date.now() + ahead);

// ---- what the appliance tells

function connect() {
  stream?.close();
  const opened = new EventSource('/api/room/stream');
  stream = opened;
  const on = (name, then) => opened.addEventListener(name, event => {
    const data = JSON.parse(event.data);
    heard(data.now);
    then(data);
  });
  on('snapshot', snapshot => {
    cards.clear();
    places.clear();
    snapshot.cards.forEach(take);
    $('site').textContent = snapshot.site;
    $('device').textContent = snapshot.device;
    roles = snapshot.roles;
    status(snapshot.status);
    render();
    if (snapshot.login !== Boolean(session.user)) {
      session.look();
    }
  });
  on('card', card => {
    const before = cards.get(keyOf(card));
    take(card);
    if (card.headline === 'flagged' && before?.headline !== 'flagged' && card.mode === 'live') {
      beep();
    }
    render();
  });
  on('status', status);
  on('beat', () => {});
  opened.onerror = () => { // the browser tries again by itself, except after an error answer
    if (opened.readyState === EventSource.CLOSED && opened === stream) {
      setTimeout(connect, 2000);
    }
  };
}

function take(card) {
  cards.set(keyOf(card), card);
  if (card.stands) {
    places.set(card.scanner, keyOf(card));
  }
}

function heard(clock) {
  heardAt = performance.now();
  heardClock = new Date();
  if (clock) {
    ahead = Date.parse(clock) - Date.now();
  }
  stale();
}

function stale() {
  const old = performance.now() - heardAt > STALE_MS;
  if (old !== document.body.classList.contains('old')) {
    document.body.classList.toggle('old', old);
    $('stale').hidden = !old;
    $('stale').textContent = old ? text('stale-text', clock(heardClock)) : '';
  }
}

function status({ state, reasons }) {
  $('degraded').hidden = state === 'online';
  $('degraded').replaceChildren(el('div', {}, text('degraded', [...new Set(reasons.map(it => text(`area-${it.area}`)))].join('; '))),
    ...reasons.map(it => el('small', { lang: 'en' }, it.words)));
}

// ---- what people see

function render() {
  const byTime = [...cards.values()].sort((a, b) => b.received.localeCompare(a.received));
  const standing = byTime.filter(card => places.get(card.scanner) === keyOf(card));
  const scanners = [...new Set(byTime.map(card => card.scanner))].sort();
  $('scanners').replaceChildren(...(scanners.length > 1 ? [null, ...scanners] : scanners)
    .map(scanner => link(scanner, standing.find(card => card.scanner === scanner))));
  const first = standing.find(card => !wanted || card.scanner === wanted) ?? null;
  place(first);
  const rest = byTime.filter(card => card !== first && (!wanted || card.scanner === wanted));
  $('history').replaceChildren(...rest.slice(0, MOST_HISTORY).map(entry));
}

/** To one scanner's page; says how its exam of now stands. */
function link(scanner, card) {
  const query = new URLSearchParams(location.search);
  scanner ? query.set('scanner', scanner) : query.delete('scanner');
  return el('a', { href: `?${query}`, 'data-headline': card?.headline, 'aria-current': (scanner ?? null) === wanted ? 'true' : null },
    scanner ?? text('all'), card && ` · ${text(card.headline)}`);
}

function place(card) {
  const main = $('place');
  main.dataset.headline = card?.headline ?? 'none';
  main.dataset.exam = card?.exam ?? '';
  mode(card);
  $('headline').replaceChildren(...(card ? words(card) : [text('nothing')]).map(part));
  $('where').textContent = card ? `${card.scanner} · ${card.modality} · ${text('images', card.images)}` : '';
  $('lead').textContent = card ? lead(card) : '';
  $('answers').replaceChildren(...(card?.answers ?? []).map(answer));
  $('identity').hidden = !card?.identity;
  $('identity').textContent = card?.identity ?? '';
  const flagged = card?.answers.find(one => one.result === 'positive');
  $('response').hidden = !flagged || card.mode !== 'live';
  $('response').textContent = response(flagged);
  if (!sameButtons(flagged)) {
    $('acknowledge').dataset.id = flagged?.id ?? '';
    $('acknowledge').replaceChildren(...buttons(flagged));
  }
  $('acknowledge').hidden = !$('acknowledge').children.length;
  shown = card;
  times();
  announce(card);
  picture.show(card, Boolean(session.user));
}

function mode(card) {
  $('mode').hidden = !card || card.mode === 'live';
  $('mode').replaceChildren(el('span', {}, card ? text(card.mode) : ''));
}

/** Said aloud by a screen reader once for each exam and word. */
function announce(card) {
  const key = card ? `${keyOf(card)}\n${card.headline}` : '';
  if (key !== announced) {
    announced = key;
    $('announce').textContent = card ? `${card.scanner}: ${headline(card)}. ${lead(card)}` : '';
  }
}

function mayAnswer() {
  return session.user && roles.length > 0;
}

/** The same buttons stay, so that who is about to press one does. */
function sameButtons(flagged) {
  return $('acknowledge').dataset.id === (flagged && mayAnswer() ? flagged.id : '')
    && Boolean($('acknowledge').children.length) === Boolean(flagged && mayAnswer());
}

function buttons(flagged) {
  return flagged && mayAnswer() ? Object.entries({ accepted: 'accept', dismissed: 'dismiss', snoozed: 'snooze' })
    .map(([action, key]) => el('button', { type: 'button', 'data-action': action, onclick: () => acknowledge(action, flagged.id) }, text(key))) : [];
}

function response(flagged) {
  return flagged?.response ? `${text(`ack-${flagged.response.action}`, flagged.response.role)} (${clock(flagged.response.at)})`
    : text('ack-open');
}

/** Short enough for three metres: the word, and of a flag or of its absence what for. */
function words(card) {
  const first = card.answers[0];
  const named = first?.finding && ['flagged', 'not-flagged'].includes(card.headline);
  return named ? [text(card.headline), text('for', first.finding.meaning)] : [text(card.headline)];
}

function headline(card) {
  return words(card).join(' ');
}

/** The word is as large as its longest part lets it be, what follows as one line: `--ems` is about how wide that is. */
function part(words, index) {
  const span = el('span', {}, index ? ` ${words}` : words);
  const ems = word => [...word].reduce((sum, letter) => sum + (letter > '\u2e80' ? 1.05 : index ? 0.74 : 0.68), 0);
  span.style.setProperty('--ems', Math.max(...(index ? [words] : words.split(' ')).map(ems)));
  return span;
}

function lead(card) {
  const first = card.answers[0];
  if (!first || card.headline === 'analysing') {
    return '';
  }
  if (first.reason) {
    return text(`reason-${first.reason}`);
  }
  return first.finding ? text('score', percent(first.finding.probability), percent(first.finding.threshold)) : '';
}

function answer(one) {
  const budget = one['budget-ms'] === undefined ? text('took', ms(one['elapsed-ms']))
    : text(one.met ? 'within' : 'missed', ms(one['elapsed-ms']), ms(one['budget-ms']));
  const said = one.reason ? `${text('not-analysed')}: ${text(`reason-${one.reason}`)}`
    : `${text(one.result === 'positive' ? 'flagged' : 'not-flagged')} ${text('for', one.finding.meaning)}, `
      + text('score', percent(one.finding.probability), percent(one.finding.threshold));
  return el('li', {}, el('span.name', {}, one.model ? `${one.model.name} ${one.model.version}` : text('no-model')), ` ${said} · ${budget}`,
    one.detail && el('small.dim', { lang: 'en' }, ` ${one.detail}`));
}

function entry(card) {
  const more = [clock(card.received), card.scanner, card.mode === 'live' ? '' : text(`${card.mode}-short`),
    card.aside ? text('aside') : '', card.identity ?? ''].filter(Boolean).join(' · ');
  const flagged = card.mode === 'live' && card.answers.find(one => one.result === 'positive');
  const details = el('details', { open: unfolded.has(keyOf(card)),
    ontoggle: () => (details.open ? unfolded.add(keyOf(card)) : unfolded.delete(keyOf(card))) },
  el('summary', {}, el('span.word', {}, headline(card)), el('small.dim', {}, more)), el('ul', {}, card.answers.map(answer)),
  flagged && [el('p', {}, response(flagged)), buttons(flagged)]);
  return el('li', { 'data-headline': card.headline, 'data-exam': card.exam }, details);
}

function span(seconds) {
  const unit = seconds < 90 ? [seconds, 'second'] : seconds < 5400 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
  return new Intl.NumberFormat(LANGUAGE, { style: 'unit', unit: unit[1], unitDisplay: 'long', maximumFractionDigits: 0 })
    .format(Math.max(0, Math.round(unit[0])));
}

function times() {
  $('clock').textContent = clock(now());
  const taken = shown?.acquired ?? shown?.received;
  $('times').textContent = taken ? `${text(shown.acquired ? 'acquired' : 'received', clock(taken))} · `
    + text('ago', span((now() - Date.parse(taken)) / 1000)) : '';
}

// ---- what people do

function beep() {
  if (!audio || $('sound').getAttribute('aria-pressed') !== 'true') {
    return;
  }
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  volume.gain.setValueAtTime(0.2, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.8);
  tone.frequency.value = 660;
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.8);
}

function sound() {
  const pressed = $('sound').getAttribute('aria-pressed') !== 'true';
  $('sound').setAttribute('aria-pressed', pressed);
  if (pressed) {
    audio ??= new AudioContext(); // browsers make a sound only after somebody pressed something
    beep();
  }
}

function acknowledge(action, id) {
  const flagged = [...cards.values()].flatMap(card => card.answers).find(one => one.id === id);
  if (flagged && mayAnswer()) {
    ask(action, flagged, roles, text({ accepted: 'accept', dismissed: 'dismiss', snoozed: 'snooze' }[action]));
  }
}

$('sound').addEventListener('click', sound);
$('who').addEventListener('click', () => (session.user ? session.logout() : session.login(null)));
document.addEventListener('keydown', event => {
  if (event.target.closest('dialog, input, select') || event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  const click = id => () => $(id).offsetParent && $(id).click();
  const answers = action => () => acknowledge(action, $('acknowledge').dataset.id);
  const action = { b: click('show-boxes'), m: click('show-mask'), h: click('show-heat'), w: click('window'), s: click('sound'), l: click('who'),
    a: answers('accepted'), d: answers('dismissed'), z: answers('snoozed') }[event.key];
  if (action) {
    event.preventDefault();
    action();
  }
});

speak(TEXTS);
session.changed = () => {
  $('who').textContent = session.user ? text('logout', session.user) : text('login');
  connect(); // what may be shown is another
};
connect();
session.look();
setInterval(() => { stale(); times(); }, 1000);
