// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { svg } from './dom.js';
import { text } from './language.js';

/** A drag over the whole picture, or this many key strokes, changes centre and width by the picture's whole range. */
const STROKES = 50;
const AGAIN_MS = 400;
/** Masks have so many colours, one for each label. */
const COLOURS = 4;

/** The exam's picture with boxes, mask and heat map over it; its window follows a drag, or the arrow keys. */
export class Picture {
  #figure;
  #image;
  #heat;
  #boxes;
  #mask;
  #stage;
  #card = null;
  #key = '';
  #frame = 1;
  #window = null; // {center, width}, or null: as the object says
  #seen = null; // {low, high, center, width, rows, columns} of what is shown
  #asked = '';
  #busy = false;

  constructor(figure) {
    this.#figure = figure;
    this.#image = figure.querySelector('#preview');
    this.#heat = figure.querySelector('#heat');
    this.#boxes = figure.querySelector('#boxes');
    this.#mask = figure.querySelector('#mask');
    this.#stage = figure.querySelector('#stage');
    this.#stage.addEventListener('pointerdown', event => this.#drag(event));
    this.#stage.addEventListener('keydown', event => this.#stroke(event));
    for (const [button, layer] of [['#show-boxes', this.#boxes], ['#show-mask', this.#mask]]) {
      figure.querySelector(button).addEventListener('click', event => {
        layer.toggleAttribute('hidden', !this.#press(event.currentTarget));
      });
    }
    figure.querySelector('#show-heat').addEventListener('click', event => this.#showHeat(this.#press(event.currentTarget)));
    figure.querySelector('#window').addEventListener('click', () => { this.#window = null; this.#ask(); });
    figure.querySelector('#frame').addEventListener('input', event => {
      this.#frame = Number(event.currentTarget.value);
      this.#ask();
      this.#draw();
    });
    this.#image.addEventListener('load', () => this.#draw());
  }

  #press(button) {
    const pressed = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', pressed);
    return pressed;
  }

  #find(id) {
    return this.#figure.querySelector(id);
  }

  /** @param allowed whether whoever is here may see pictures */
  show(card, allowed) {
    const picture = allowed ? card?.picture : null;
    this.#card = card;
    this.#figure.hidden = !picture;
    const key = picture ? `${picture.instance}\n${picture.frame}` : '';
    if (key !== this.#key) {
      this.#key = key;
      this.#forget(picture?.frame ?? 1);
    }
    if (!picture) {
      return;
    }
    this.#find('#frames').hidden = picture.frames < 2;
    this.#find('#frame').max = picture.frames;
    this.#find('#show-boxes').hidden = !this.#marked().length;
    this.#find('#show-mask').hidden = !this.#marked().some(box => box.outline);
    this.#find('#show-heat').hidden = !this.#map();
    this.#ask();
    this.#draw();
  }

  /** The picture of the patient before never stays. */
  #forget(frame) {
    this.#release(this.#image);
    this.#release(this.#heat);
    this.#heat.hidden = true;
    this.#find('#show-heat').setAttribute('aria-pressed', false);
    this.#find('#picture-problem').hidden = true;
    this.#find('#window-text').textContent = '';
    this.#stage.hidden = true;
    this.#window = this.#seen = null;
    this.#asked = '';
    this.#frame = frame;
    this.#find('#frame').value = frame;
    this.#boxes.replaceChildren();
    this.#mask.replaceChildren();
  }

  #release(image) {
    if (image.src) {
      URL.revokeObjectURL(image.src);
      image.removeAttribute('src');
    }
  }

  #map() {
    return this.#card?.answers.map(one => one['heat-map']).find(Boolean);
  }

  async #showHeat(wanted) {
    const key = this.#key;
    this.#heat.hidden = true;
    this.#problem(null);
    if (wanted) {
      const response = await fetch(`/api/heatmaps/${this.#map()}.png`);
      if (key !== this.#key) {
        return;
      }
      if (response.ok) {
        this.#release(this.#heat);
        this.#heat.src = URL.createObjectURL(await response.blob());
        this.#heat.hidden = false;
      } else {
        this.#find('#show-heat').setAttribute('aria-pressed', false);
        this.#problem(text('no-heat'));
      }
    }
  }

  #problem(what) {
    this.#find('#picture-problem').hidden = !what;
    this.#find('#picture-problem').textContent = what ?? '';
  }

  /** One request at a time; the newest window wins. */
  async #ask() {
    const picture = this.#card?.picture;
    if (!this.#key || !picture || this.#busy) {
      return;
    }
    const query = new URLSearchParams({ frame: this.#frame, ...(this.#window ?? {}) });
    const wanted = `/api/previews/${picture.instance}.png?${query}`;
    if (wanted === this.#asked) {
      return;
    }
    this.#busy = true;
    this.#asked = wanted;
    const key = this.#key;
    let response = null;
    try {
      response = await fetch(wanted);
      const answer = response.ok ? await response.blob() : await response.json();
      if (key === this.#key) {
        response.ok ? this.#take(response.headers, answer) : this.#refused(response.status, answer);
      }
    } catch {
      this.#asked = ''; // the appliance is away; the page says so
    }
    this.#busy = false;
    if (response?.ok || key !== this.#key) {
      this.#ask(); // the window may have gone on
    }
  }

  #take(headers, blob) {
    const number = name => (headers.has(name) ? Number(headers.get(name)) : null);
    this.#seen = { low: number('X-Low'), high: number('X-High'), center: number('X-Center'), width: number('X-Width'),
      rows: number('X-Rows'), columns: number('X-Columns') };
    this.#release(this.#image);
    this.#image.src = URL.createObjectURL(blob);
    this.#stage.hidden = false;
    this.#problem(null);
    this.#find('#window').hidden = this.#seen.low === null; // colour has no window
    this.#find('#window-text').textContent = this.#seen.low === null ? ''
      : `C ${Math.round(this.#seen.center)}  W ${Math.round(this.#seen.width)}`;
  }

  #refused(status, { detail }) {
    if (status === 503 || status === 404) { // others are being made, or it is not on the disk yet
      setTimeout(() => { this.#asked = ''; this.#ask(); }, AGAIN_MS);
    }
    if (status !== 503 && !this.#seen) {
      this.#stage.hidden = true;
      this.#problem(text('no-picture', detail));
    }
  }

  /** The boxes of this picture, in any of its frames. */
  #marked() {
    const picture = this.#card?.picture;
    return (this.#card?.answers ?? []).flatMap(one => one.boxes).filter(box => box.instance === picture?.instance);
  }

  /** Columns and rows that the preview spreads over: each of its pixels stands for a square, the last ones for a part of one. */
  #covered({ rows, columns }) {
    const { naturalWidth: width, naturalHeight: height } = this.#image;
    const by = width ? Math.ceil(Math.max(rows, columns) / Math.max(width, height)) : 1;
    return width ? [width * by, height * by] : [columns, rows];
  }

  #draw() {
    const size = this.#seen ?? this.#card?.picture;
    if (!size?.rows) {
      return;
    }
    const [width, height] = this.#covered(size);
    for (const layer of [this.#boxes, this.#mask]) {
      layer.setAttribute('viewBox', `0 0 ${width} ${height}`);
      layer.setAttribute('preserveAspectRatio', 'none');
    }
    this.#stage.style.setProperty('--ratio', width / height);
    const labels = [...new Set(this.#marked().map(box => box.label))];
    const boxes = this.#marked().filter(box => box.frame === this.#frame);
    this.#boxes.replaceChildren(...boxes.map(box => svg('rect', { x: box.column, y: box.row, width: box.width,
      height: box.height, class: box.flagged ? '' : 'below' })));
    this.#mask.replaceChildren(...boxes.filter(box => box.outline).map(box => svg('path', {
      d: box.outline.map(ring => `M${ring.map(corner => corner.join(' ')).join('L')}Z`).join(''),
      class: `label-${labels.indexOf(box.label) % COLOURS}` })));
    this.#stage.setAttribute('aria-label', [text('picture'), ...boxes.map(box => box.label)].join(', '));
  }

  /** Centre and width, both in shares of the picture's range. */
  #move(from, wider, higher) {
    const share = this.#seen.high - this.#seen.low;
    this.#window = {
      width: Math.max(1, Math.round(from.width + wider * share)),
      center: Math.round(from.center + higher * share),
    };
    this.#ask();
  }

  #drag(down) {
    if (!this.#seen || this.#seen.low === null) {
      return;
    }
    down.preventDefault();
    this.#stage.focus();
    this.#stage.setPointerCapture(down.pointerId);
    const from = this.#window ?? this.#seen;
    const move = event => this.#move(from, (event.clientX - down.clientX) / this.#stage.clientWidth,
      (event.clientY - down.clientY) / this.#stage.clientHeight);
    this.#stage.addEventListener('pointermove', move);
    for (const end of ['pointerup', 'pointercancel']) {
      this.#stage.addEventListener(end, () => this.#stage.removeEventListener('pointermove', move), { once: true });
    }
  }

  #stroke(event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step && this.#seen && this.#seen.low !== null) {
      event.preventDefault();
      this.#move(this.#window ?? this.#seen, step[0] / STROKES, step[1] / STROKES);
    }
  }
}
