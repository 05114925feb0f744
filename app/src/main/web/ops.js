// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { Chart } from './chart.js';
import { OPS_TEXTS } from './ops-texts.js';
import { $, el } from './dom.js';
import { LANGUAGE, clock, text } from './language.js';
import { begin, said } from './page.js';
import { get, session } from './session.js';

const NOW_MS = 2000;
const CHART_MS = 10_000;
const MOST_LINES = 2000;
/** A start a moment ago shows no hour without anything. */
const LEAST_S = 600;
const LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'];

await begin(OPS_TEXTS, 'viewer');
const atSecond = seconds => new Date(seconds * 1000).toLocaleTimeString(LANGUAGE, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
let heardAt = new Date();

/** Again and again, while the page is seen; what fails says that the page is old. */
function each(millis, what) {
  const turn = async () => {
    try {
      if (!document.hidden) {
        await what();
        heardAt = new Date();
        $('lost').hidden = true;
      }
    } catch (problem) {
      if (problem.status === 401) {
        location.reload();
      }
      $('lost').hidden = false;
      $('lost').textContent = text('lost', clock(heardAt));
    }
    setTimeout(turn, millis);
  };
  turn();
}

// ---- now

function tile(name, value, wrong) {
  return el(wrong ? 'div.tile.wrong' : 'div.tile', {}, el('strong', {}, value), text(name));
}

function now(state) {
  const wrong = state['not-ready'].map(it => el('li.wrong', {}, said(it)));
  $('reasons').replaceChildren(...wrong, ...state.reasons.map(it => el('li', {}, said(it))));
  const queues = Object.entries(state.queues).map(([name, depth]) => tile(`queue-${name}`, depth));
  const refused = Object.values(state.refused).reduce((sum, it) => sum + it, 0);
  $('tiles').replaceChildren(tile('broker', text(state.broker ? 'yes' : 'no'), !state.broker),
    tile('disk', `${state['disk-percent'].toFixed(0)} %`), tile('outbox-age', `${state['outbox-age-s'] ?? 0} s`), ...queues,
    tile('refused', refused));
  $('running').textContent = state.models.map(it => `${it.name} ${it.version}: ${it.provider}, ${it.precision}`).join(' · ');
}

// ---- the last day

const times = ['p50', 'p95', 'p99'];
const stages = ['answer', 'store', 'queued', 'decoded', 'prepared', 'computed'];
$('stage').append(...stages.map(it => new Option(text(`stage-${it}`), it)));
const perMinute = (point, key, span) => point.counts[key] == null ? 0 : point.counts[key] * 60 / span;
const gauge = key => point => point.gauges[key];

const charts = [
  ['latency', times, (point, _, i) => point.times[$('stage').value]?.[i + 1]],
  ['budgets', ['met', 'missed'], (point, span, i) => perMinute(point, ['met', 'missed'][i], span)],
  ['throughput', ['objects', 'answers', 'not-analysed', 'not-stored'], (point, span, i) => perMinute(point, ['objects', 'answers', 'not-analysed', 'refused'][i], span)],
  ['megabytes', ['received'], (point, span) => (point.counts.bytes ?? 0) / 1e6 / span],
  ['queues', ['queue-lane', 'queue-open-exams', 'queue-spool-unsettled', 'queue-outbox'], (point, _, i) => gauge(['lane', 'open-exams', 'spool-unsettled', 'outbox'][i])(point)],
  ['outbox-age', ['age'], gauge('outbox-age-s')],
  ['disk', ['used'], gauge('disk-percent')],
  ['memory', ['heap'], gauge('heap-mb')],
  ['gpu', ['gpu-percent', 'gpu-celsius'], (point, _, i) => gauge(['gpu-percent', 'gpu-celsius'][i])(point)],
  ['gpu-memory', ['used'], gauge('gpu-memory-mb')],
].map(([name, names, value]) => ({ name, names, value, chart: new Chart(text(`chart-${name}`), names.map(it => text(it)), atSecond) }));

async function history() {
  const hours = Number($('hours').value);
  const all = await get(`/api/ops/chart?hours=${hours}`);
  const to = Date.now() / 1000;
  const at = all.points.map(point => point.at);
  const from = Math.max(to - hours * 3600, Math.min(at[0] ?? to, to - LEAST_S));
  const shown = charts.filter(({ name }) => !name.startsWith('gpu') || all.points.some(point => point.gauges['gpu-percent'] != null));
  if ($('charts').children.length !== shown.length) {
    $('charts').replaceChildren(...shown.map(it => it.chart.element));
  }
  for (const { chart, names, value } of shown) {
    if (!chart.element.matches(':focus-within, :hover')) {
      chart.show(at, names.map((_, i) => all.points.map(point => value(point, all['span-s'], i) ?? null)), { from, to, step: all['span-s'] });
    }
  }
}

// ---- the log

let seq = 0;

async function log() {
  const { lines } = await get(`/api/ops/log?after=${seq}`);
  for (const line of lines) {
    seq = line.seq;
    $('log').append(el(`div.${line.level}`, { 'data-level': line.level }, el('span', {}, clock(line.at)), el('span', {}, line.level),
      el('span', {}, line.logger), el('span', {}, line.message + (line.trouble ? ` (${line.trouble})` : ''))));
  }
  while ($('log').children.length > MOST_LINES) {
    $('log').firstChild.remove();
  }
  if (lines.length) {
    choose();
  }
}

function choose() {
  const words = $('words').value.toLowerCase();
  const least = LEVELS.indexOf($('level').value);
  for (const line of $('log').children) {
    line.hidden = LEVELS.indexOf(line.dataset.level) < least || !line.textContent.toLowerCase().includes(words);
  }
  if ($('follow').getAttribute('aria-pressed') === 'true') {
    $('log').scrollTop = $('log').scrollHeight;
  }
}

$('hours').addEventListener('change', history);
$('stage').addEventListener('change', history);
$('level').addEventListener('change', choose);
$('words').addEventListener('input', choose);
$('follow').addEventListener('click', () => {
  $('follow').setAttribute('aria-pressed', $('follow').getAttribute('aria-pressed') !== 'true');
  choose();
});
each(NOW_MS, async () => now(await get('/api/ops/now')));
each(CHART_MS, history);
if (session.role === 'engineer') {
  $('log-part').hidden = false;
  each(NOW_MS, log);
}
