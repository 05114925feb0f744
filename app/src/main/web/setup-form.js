// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
import { el } from './dom.js';
import { text } from './language.js';
import { said } from './page.js';

/** A form made of a JSON Schema; a field that is left empty lets the default hold. */
export class Form {
  element = el('form', { id: 'form', autocomplete: 'off', onsubmit: event => event.preventDefault() });
  #schema;
  #fields = []; // {key, before, read, row}

  constructor(schema, written) {
    this.#schema = schema;
    const single = [];
    for (const [name, raw] of Object.entries(schema.properties)) {
      const property = this.#resolved(raw);
      if (property.properties) {
        this.element.append(this.#section(name, property, written[name]));
      } else {
        single.push(this.#row(name, property, written[name]));
      }
    }
    this.element.prepend(el('details', { open: true }, el('summary', {}, text('general')), el('div.keys', {}, single)));
  }

  #resolved(schema) {
    if (!schema.$ref) {
      return schema;
    }
    const { $ref, ...own } = schema;
    return { ...this.#schema.$defs[$ref.split('/').pop()], ...own };
  }

  #section(key, schema, written) {
    const rows = Object.entries(schema.properties).map(([name, raw]) => {
      const property = this.#resolved(raw);
      return property.properties ? this.#section(`${key}.${name}`, property, written?.[name])
        : this.#row(`${key}.${name}`, property, written?.[name]);
    });
    return el('details', { 'data-section': key }, el('summary', {}, el('code', {}, key), ' ', schema.description ? said(schema.description, 'small') : null),
      el('div.keys', {}, rows));
  }

  #row(key, schema, written) {
    const id = `key-${key.replaceAll('.', '-')}`;
    const list = schema.type === 'array' && this.#resolved(schema.items).properties;
    const field = list ? this.#entries(key, schema, written) : this.#field(id, schema, written);
    const row = el('div.key', { 'data-key': key },
      list ? el('span.name', { id }, el('code', {}, key)) : el('label', { for: id }, el('code', {}, key)),
      el('div', {}, field.element, el('small', { id: `${id}-help` }, schema.description ? said(schema.description) : null,
        schema['x-reload'] ? ` · ${text('reload')}` : ''), el('p.problem', {})));
    this.#fields.push({ key, before: JSON.stringify(written), read: field.read, row });
    row.addEventListener('input', () => row.classList.toggle('changed', JSON.stringify(field.read()) !== JSON.stringify(written)));
    return row;
  }

  /** One value, or a list of texts, one a line. What is no number is sent as it is: the appliance says what is wrong. */
  #field(id, schema, written) {
    const help = { id, 'aria-describedby': `${id}-help` };
    const number = schema.type === 'integer' || schema.type === 'number';
    const typed = value => number && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    if (schema.type === 'array') {
      const area = el('textarea', { ...help, placeholder: (schema.default ?? []).join('\n'), spellcheck: 'false', rows: Math.min(8, (written ?? schema.default ?? []).length + 1) });
      area.value = Array.isArray(written) ? written.join('\n') : written ?? '';
      return { element: area, read: () => {
        const lines = area.value.split('\n').map(line => line.trim()).filter(Boolean);
        return lines.length ? lines : Array.isArray(written) && written.length === 0 ? [] : undefined;
      } };
    }
    const choices = schema.enum ?? (schema.type === 'boolean' ? [true, false] : null);
    if (choices && (written === undefined || choices.includes(written))) {
      const select = el('select', help, el('option', { value: '' }, text('default-is', schema.default ?? '–')),
        choices.map(it => el('option', { value: String(it), selected: it === written }, String(it))));
      return { element: select, read: () => select.value === '' ? undefined : choices.find(it => String(it) === select.value) };
    }
    const input = el('input', { ...help, placeholder: schema['x-default'] ?? schema.default ?? '', spellcheck: 'false',
      inputmode: number ? 'numeric' : null });
    input.value = written ?? '';
    return { element: input, read: () => input.value.trim() === '' ? undefined : typed(input.value.trim()) };
  }

  /** A list of mappings: one group of fields each, that can be added and taken away. */
  #entries(key, schema, written) {
    const item = this.#resolved(schema.items);
    const entries = new Map(); // fieldset -> its fields
    const box = el('div', { role: 'group', 'aria-labelledby': `key-${key.replaceAll('.', '-')}` });
    const add = (value, at) => {
      const fields = Object.entries(item.properties).map(([name, raw], i) => {
        const id = `key-${key.replaceAll('.', '-')}-${at}-${i}`;
        const field = this.#field(id, this.#resolved(raw), value[name]);
        return { name, ...field, label: el('label', { for: id }, name, field.element) };
      });
      const set = el('fieldset', {}, fields.map(it => it.label), el('button', { type: 'button', onclick: () => {
        entries.delete(set);
        set.remove();
        box.dispatchEvent(new Event('input', { bubbles: true }));
      } }, text('take-away')));
      entries.set(set, fields);
      more.before(set);
    };
    let next = 0;
    const more = el('button', { type: 'button', onclick: () => {
      add({}, next++);
      box.dispatchEvent(new Event('input', { bubbles: true }));
      more.previousElementSibling.querySelector('input, select')?.focus();
    } }, text('add'));
    box.append(more);
    (Array.isArray(written) ? written : []).forEach(value => add(value, next++));
    return { element: box, read: () => {
      const all = [...entries.values()].map(fields => Object.fromEntries(fields.map(it => [it.name, it.read()]).filter(([, value]) => value !== undefined)));
      return all.length || (Array.isArray(written) && written.length === 0) ? all : undefined;
    } };
  }

  /** What somebody changed: `[{key, value}]`, without a value where the default is to hold. */
  changes() {
    return this.#fields.map(({ key, before, read }) => ({ key, before, value: read() }))
      .filter(({ before, value }) => JSON.stringify(value) !== before)
      .map(({ key, value }) => value === undefined ? { key } : { key, value });
  }

  clear() {
    for (const { row } of this.#fields) {
      row.classList.remove('wrong');
      row.querySelector(':scope > div > .problem').textContent = '';
      row.querySelector('input, select, textarea')?.removeAttribute('aria-invalid');
    }
  }

  /** Says each problem at its field too, and goes to the first. */
  mark(problems) {
    let first = null;
    for (const problem of problems) {
      const field = this.#fields.find(({ key }) => problem.key === key || problem.key.startsWith(`${key}.`) || problem.key.startsWith(`${key}[`));
      if (field) {
        field.row.classList.add('wrong');
        field.row.querySelector(':scope > div > .problem').textContent = problem.rule + (problem.found ? `, found ${problem.found}` : '');
        field.row.querySelector('input, select, textarea')?.setAttribute('aria-invalid', 'true');
        for (let at = field.row.closest('details'); at; at = at.parentElement.closest('details')) {
          at.open = true;
        }
        first ??= field.row;
      }
    }
    first?.scrollIntoView({ block: 'center' });
    first?.querySelector('input, select, textarea')?.focus({ preventScroll: true });
  }
}
