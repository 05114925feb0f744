// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0

/** A drag over the whole picture changes centre and width by this share of the picture's range. */
const DRAG_SHARE = 1.0;

/** The exam's picture with boxes and heat map over it; its window follows a drag. */
export class Picture {
  #figure;
  #image;
  #heat;
  #boxes;
  #card = null;
  #instance = '';
  #window = null; // {center, width} or null: as the header says
  #asked = '';
  #busy = false;

  constructor(figure) {
    this.#figure = figure;
    this.#image = figure.querySelector('#preview');
    this.#heat = figure.querySelector('#heat');
    this.#boxes = figure.querySelector('#boxes');
    const stage = figure.querySelector('#stage');
    stage.addEventListener('pointerdown', event => this.#drag(event, stage));
    figure.querySelector('#show-boxes').addEventListener('click', event => {
      this.#boxes.toggleAttribute('hidden', !this.#press(event.currentTarget));
    });
    figure.querySelector('#show-heat').addEventListener('click', event => {
      this.#heat.hidden = !this.#press(event.currentTarget);
    });
    figure.querySelector('#window').addEventListener('click', () => { this.#window = null; this.#ask(); });
    this.#image.addEventListener('load', () => { this.#busy = false; this.#ask(); this.#draw(); });
    this.#image.addEventListener('error', () => { this.#busy = false; this.#figure.hidden = true; });
  }

  #press(button) {
    const pressed = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', pressed);
    return pressed;
  }

  show(card, allowed) {
    const instance = card?.answers.map(one => one.instance).find(Boolean) ?? card?.instance ?? '';
    this.#card = card;
    if (!allowed || !instance) {
      this.#figure.hidden = true;
      this.#image.removeAttribute('src'); // the picture of the patient before never stays
      this.#instance = this.#asked = '';
      return;
    }
    if (instance !== this.#instance) {
      this.#instance = instance;
      this.#window = null;
      this.#image.removeAttribute('src');
      this.#asked = '';
      this.#busy = false;
    }
    this.#figure.hidden = false;
    const explained = card.answers.find(one => one.heat);
    this.#figure.querySelector('#show-heat').hidden = !explained;
    if (explained) {
      this.#heat.src = explained.heat;
    } else {
      this.#heat.hidden = true;
    }
    this.#ask();
    this.#draw();
  }

  /** One request at a time; the newest window wins. */
  #ask() {
    const window = this.#window ? `?center=${this.#window.center}&width=${this.#window.width}` : '';
    const wanted = this.#instance ? `/api/previews/${this.#instance}.png${window}` : '';
    if (!this.#busy && wanted && wanted !== this.#asked) {
      this.#busy = true;
      this.#asked = wanted;
      this.#image.src = wanted;
    }
  }

  #draw() {
    const answers = this.#card?.answers ?? [];
    const size = answers.map(one => one.size).find(Boolean) ?? this.#card?.size;
    if (!size) {
      this.#boxes.replaceChildren();
      return;
    }
    this.#boxes.setAttribute('viewBox', `0 0 ${size.columns} ${size.rows}`);
    this.#boxes.setAttribute('preserveAspectRatio', 'none');
    const boxes = answers.flatMap(one => one.findings ?? []).flatMap(finding => finding.boxes
      .filter(box => box.instance === this.#instance).map(box => ({ ...box, flagged: finding.flagged })));
    this.#boxes.replaceChildren(...boxes.map(box => {
      const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      for (const [name, value] of [['x', box.column], ['y', box.row], ['width', box.width], ['height', box.height]]) {
        rect.setAttribute(name, value);
      }
      rect.classList.toggle('below', !box.flagged);
      return rect;
    }));
  }

  #drag(down, stage) {
    const range = this.#card?.range;
    if (!range) {
      return;
    }
    down.preventDefault();
    stage.setPointerCapture(down.pointerId);
    const from = this.#window ?? range.window;
    const share = (range.high - range.low) * DRAG_SHARE;
    const move = event => {
      this.#window = {
        width: Math.max(1, Math.round(from.width + (event.clientX - down.clientX) / stage.clientWidth * share)),
        center: Math.round(from.center + (event.clientY - down.clientY) / stage.clientHeight * share),
      };
      this.#figure.querySelector('#window-text').textContent = `C ${this.#window.center} W ${this.#window.width}`;
      this.#ask();
    };
    stage.addEventListener('pointermove', move);
    stage.addEventListener('pointerup', () => stage.removeEventListener('pointermove', move), { once: true });
  }
}
