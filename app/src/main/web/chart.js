// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { el, svg } from './dom.js';

const WIDTH = 600;
const HEIGHT = 190;
const LEFT = 46;
const RIGHT = 8;
const TOP = 8;
const BOTTOM = 20;
const LINES = 4;

/** The next round number: 1, 2 or 5 times a power of ten. */
export function round(value) {
  if (value <= 0) {
    return 1;
  }
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(it => it * power).find(it => it >= value * 0.999);
}

function words(value) {
  return value == null ? '–' : value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** Lines over time. Where a series has no value its line breaks. With the arrow keys, or by pointing, one reads a point. */
export class Chart {
  element;
  #svg = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', tabindex: '0' });
  #legends;
  #at = el('span.at');
  #title;
  #data = { times: [], series: [], from: 0, to: 1 };
  #cursor = -1;
  #clock;

  /** @param names of the series, at most four */
  constructor(title, names, clock) {
    this.#title = title;
    this.#clock = clock;
    this.#legends = names.map((_, i) => el(`span.legend.s${i}`));
    this.names = names;
    this.element = el('figure.chart', {}, el('figcaption', {}, title, this.#legends, this.#at), this.#svg);
    this.#svg.addEventListener('pointermove', event => this.#point(this.#nearest(event)));
    this.#svg.addEventListener('pointerleave', () => this.#point(-1));
    this.#svg.addEventListener('blur', () => this.#point(-1));
    this.#svg.addEventListener('keydown', event => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step) {
        event.preventDefault();
        const last = this.#data.times.length - 1;
        this.#point(Math.max(0, Math.min(last, (this.#cursor < 0 ? last + 1 : this.#cursor) + step)));
      }
    });
  }

  #nearest(event) {
    const { times } = this.#data;
    const box = this.#svg.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * WIDTH;
    return times.reduce((best, time, i) => best < 0 || Math.abs(this.#x(time) - x) < Math.abs(this.#x(times[best]) - x) ? i : best, -1);
  }

  #x(time) {
    const { from, to } = this.#data;
    return LEFT + (time - from) / (to - from) * (WIDTH - LEFT - RIGHT);
  }

  /**
   * @param times  of the points, in seconds
   * @param series for each name its values, or null where there is none
   * @param span   {from, to, step} in seconds; between points further apart than two steps a line breaks
   */
  show(times, series, span) {
    this.#data = { times, series, ...span };
    const top = round(Math.max(...series.flat().filter(it => it != null), 0));
    const y = value => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
    this.#svg.replaceChildren();
    for (let i = 0; i <= LINES; i++) {
      const value = top * i / LINES;
      this.#svg.append(svg('line', { class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value), 'vector-effect': 'non-scaling-stroke' }),
        svg('text', { x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, words(value)));
    }
    for (let i = 0; i <= LINES; i++) {
      const time = span.from + (span.to - span.from) * i / LINES;
      this.#svg.append(svg('text', { x: this.#x(time), y: HEIGHT - 4, 'text-anchor': ['start', 'middle', 'middle', 'middle', 'end'][i] }, this.#clock(time)));
    }
    series.forEach((values, i) => this.#line(values, i, y));
    this.#point(-1);
  }

  #line(values, i, y) {
    const { times, step } = this.#data;
    let path = '';
    let before = null;
    values.forEach((value, at) => {
      if (value == null) {
        return;
      }
      const near = before != null && times[at] - before <= 2.5 * step;
      path += `${near ? 'L' : 'M'}${this.#x(times[at]).toFixed(1)} ${y(value).toFixed(1)}`;
      const alone = !near && !(values[at + 1] != null && times[at + 1] - times[at] <= 2.5 * step);
      if (alone) {
        this.#svg.append(svg('circle', { class: `s${i}`, cx: this.#x(times[at]).toFixed(1), cy: y(value).toFixed(1), r: 2.5 }));
      }
      before = times[at];
    });
    this.#svg.append(svg('path', { class: `s${i}`, d: path, 'vector-effect': 'non-scaling-stroke' }));
  }

  #point(at) {
    const { times, series } = this.#data;
    this.#cursor = at;
    this.#svg.querySelector('.cursor')?.remove();
    const values = series.map(it => at >= 0 ? it[at] : it.findLast(value => value != null));
    values.forEach((value, i) => { this.#legends[i].textContent = `${this.names[i]} ${words(value)}`; });
    this.#at.textContent = at >= 0 ? this.#clock(times[at]) : '';
    if (at >= 0) {
      const x = this.#x(times[at]);
      this.#svg.append(svg('line', { class: 'cursor', x1: x, x2: x, y1: TOP, y2: HEIGHT - BOTTOM, 'vector-effect': 'non-scaling-stroke' }));
    }
    this.#svg.setAttribute('aria-label', `${this.#title} ${this.#at.textContent}: ${values.map((value, i) => `${this.names[i]} ${words(value)}`).join(', ')}`);
  }
}
