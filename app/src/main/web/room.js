// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { LANGUAGE, label, text } from './texts.js';
import { Picture } from './picture.js';
import { Session } from './session.js';

/** After so long without a word from the appliance the page says that it is stale. It hears something each 3 s. */
const STALE_MS = 10_000;
const MOST_HISTORY = 200;

const $ = id => document.getElementById(id);
const time = iso => new Date(iso).toLocaleTimeString(LANGUAGE, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const percent = value => `${(value * 100).toFixed(value > 0.0005 && value < 0.9995 ? 1 : 0)} %`;
const wanted = new URLSearchParams(location.search).get('scanner');

const cards = new Map(); // by scanner and exam
const places = new Map(); // scanner -> key of the exam that stands there
const picture = new Picture($('picture'));
const session = new Session();
let heardAt = performance.now();
let heardClock = new Date();
let shown = null;

const keyOf = card => `${card.scanner}\n${card.exam}`;

// ---- what the appliance tells

function connect() {
  const stream = new EventSource('/api/room/stream');
  stream.addEventListener('snapshot', event => {
    const snapshot = JSON.parse(event.data);
    cards.clear();
    places.clear();
    snapshot.cards.forEach(take);
    $('site').textContent = snapshot.site;
    $('device').textContent = snapshot.device;
    status(snapshot.status);
    heard();
    render();
  });
  stream.addEventListener('card', event => {
    const card = JSON.parse(event.data);
    const before = cards.get(keyOf(card));
    take(card);
    heard();
    if (card.headline === 'flagged' && before?.headline !== 'flagged' && card.mode === 'live') {
      beep();
    }
    render();
  });
  stream.addEventListener('status', event => { status(JSON.parse(event.data)); heard(); });
  stream.addEventListener('beat', heard);
  stream.onerror = () => { // the browser tries again by itself, except after an error answer
    if (stream.readyState === EventSource.CLOSED) {
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

function heard() {
  heardAt = performance.now();
  heardClock = new Date();
  stale();
}

function stale() {
  const old = performance.now() - heardAt > STALE_MS;
  document.body.classList.toggle('old', old);
  $('stale').hidden = !old;
  if (old) {
    $('stale').textContent = text('stale-text', time(heardClock));
  }
}

function status({ state, reasons }) {
  $('degraded').hidden = state === 'online';
  $('degraded').textContent = text('degraded', reasons.join('; '));
}

// ---- what people see

function render() {
  const scanners = [...new Set([...cards.values()].map(card => card.scanner))].sort();
  $('scanners').replaceChildren(...[null, ...scanners].map(link));
  const standing = [...places].filter(([scanner]) => !wanted || scanner === wanted).map(([, key]) => cards.get(key)).filter(Boolean);
  standing.sort((a, b) => b.received.localeCompare(a.received));
  place(standing[0] ?? null);
  const rest = [...cards.values()].filter(card => card !== standing[0] && (!wanted || card.scanner === wanted));
  rest.sort((a, b) => b.received.localeCompare(a.received));
  $('history').replaceChildren(...rest.slice(0, MOST_HISTORY).map(entry));
}

function link(scanner) {
  const a = document.createElement('a');
  const query = new URLSearchParams(location.search);
  scanner ? query.set('scanner', scanner) : query.delete('scanner');
  a.href = `?${query}`;
  a.textContent = scanner ?? text('all');
  if ((scanner ?? null) === wanted) {
    a.setAttribute('aria-current', 'true');
  }
  return a;
}

function place(card) {
  const main = $('place');
  main.dataset.headline = card?.headline ?? 'none';
  main.dataset.exam = card?.exam ?? '';
  $('mode').hidden = !card || card.mode === 'live';
  if (card && card.mode !== 'live') {
    const span = document.createElement('span');
    span.textContent = text(card.mode);
    $('mode').replaceChildren(span);
  }
  $('headline').textContent = card ? headline(card) : text('nothing');
  $('where').textContent = card ? `${card.scanner} · ${card.modality} · ${text('images', card.images)}` : '';
  $('lead').textContent = card ? lead(card) : '';
  $('answers').replaceChildren(...(card?.answers ?? []).map(answer));
  $('identity').hidden = !card?.identity;
  $('identity').textContent = card?.identity ?? '';
  $('acknowledge').hidden = !(card?.headline === 'flagged' && session.may('acknowledge'));
  $('acknowledged').textContent = card?.acknowledged ? text(`ack-${card.acknowledged.action}`, card.acknowledged.role) : '';
  shown = card;
  times();
  picture.show(card, session.may('pictures'));
}

/** Short enough for three metres: the word, and of a flag or of its absence what for. */
function headline(card) {
  const first = card.answers[0];
  const named = first?.finding && ['flagged', 'not-flagged'].includes(card.headline);
  return named ? `${text(card.headline)} ${text('for', first.finding.meaning)}` : text(card.headline);
}

function lead(card) {
  const first = card.answers[0];
  if (!first || card.headline === 'analysing') {
    return '';
  }
  return card.headline === 'not-analysed' || card.headline === 'taken-back'
    ? (first.reason ? text(`reason-${first.reason}`) : '')
    : text('score', percent(first.finding.probability), percent(first.finding.threshold));
}

function answer(one) {
  const li = document.createElement('li');
  const name = document.createElement('span');
  name.className = 'name';
  name.textContent = one.model ? `${one.model.name} ${one.model.version}` : '–';
  const budget = one['budget-ms'] == null ? text('took', Math.round(one['elapsed-ms']))
    : text(one.met ? 'within' : 'missed', Math.round(one['elapsed-ms']), Math.round(one['budget-ms']));
  const said = one.reason ? `${text('not-analysed')}: ${text(`reason-${one.reason}`)}`
    : `${text(one.result === 'positive' ? 'flagged' : 'not-flagged')} ${text('for', one.finding.meaning)}, `
      + text('score', percent(one.finding.probability), percent(one.finding.threshold));
  li.append(name, ` ${said} · ${budget}`);
  if (one.detail) {
    const detail = document.createElement('small');
    detail.className = 'dim';
    detail.textContent = ` ${one.detail}`;
    li.append(detail);
  }
  return li;
}

function entry(card) {
  const li = document.createElement('li');
  li.dataset.headline = card.headline;
  const word = document.createElement('span');
  word.className = 'word';
  word.textContent = headline(card);
  const more = document.createElement('small');
  more.className = 'dim';
  more.textContent = [time(card.received), card.scanner, card.mode === 'live' ? '' : text(card.mode).split(':')[0],
    card.aside ? text('late') : '', card.identity ?? ''].filter(Boolean).join(' · ');
  li.append(word, more);
  return li;
}

function span(seconds) {
  const unit = seconds < 90 ? [seconds, 'second'] : seconds < 5400 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
  return new Intl.NumberFormat(LANGUAGE, { style: 'unit', unit: unit[1], unitDisplay: 'long', maximumFractionDigits: 0 })
    .format(Math.max(0, Math.round(unit[0])));
}

function times() {
  $('clock').textContent = new Date().toLocaleTimeString(LANGUAGE);
  if (shown) {
    const taken = shown.acquired ?? shown.received;
    $('times').textContent = `${text(shown.acquired ? 'acquired' : 'received', time(taken))} · `
      + text('ago', span((Date.now() - Date.parse(taken)) / 1000));
  } else {
    $('times').textContent = '';
  }
}

// ---- what people do

function beep() {
  if ($('sound').getAttribute('aria-pressed') !== 'true') {
    return;
  }
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  volume.gain.setValueAtTime(0.2, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.8);
  tone.frequency.value = 660;
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.8);
}

function press(button) {
  const pressed = button.getAttribute('aria-pressed') !== 'true';
  button.setAttribute('aria-pressed', pressed);
  return pressed;
}

function acknowledge(action) {
  const flagged = shown?.answers.find(one => one.result === 'positive');
  if (flagged) {
    session.answer(action, flagged, text({ accepted: 'accept', dismissed: 'dismiss', snoozed: 'snooze' }[action]));
  }
}

$('sound').addEventListener('click', () => press($('sound')));
$('who').addEventListener('click', () => session.toggle());
for (const button of document.querySelectorAll('#acknowledge button')) {
  button.addEventListener('click', () => acknowledge(button.dataset.action));
}
document.addEventListener('keydown', event => {
  if (event.target.closest('dialog, input, select') || event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  const action = { b: () => $('show-boxes').click(), h: () => $('show-heat').click(), w: () => $('window').click(),
    s: () => $('sound').click(), a: () => acknowledge('accepted'), d: () => acknowledge('dismissed') }[event.key];
  action?.();
});

label();
session.changed = () => {
  $('who').textContent = text(session.user ? 'logout' : 'login');
  render();
};
await session.look();
connect();
setInterval(() => { stale(); times(); }, 1000);
