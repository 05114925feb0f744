// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0

export const $ = id => document.getElementById(id);

/** An element: `el('p.dim', {id: 'x', onclick: f}, 'text', child)`. */
export function el(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split('.');
  const element = document.createElement(tag);
  if (classes.length) {
    element.className = classes.join(' ');
  }
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

/** An element of a drawing. */
export function svg(name, attributes, text) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  if (text != null) {
    element.textContent = text;
  }
  return element;
}

/** Shows a dialog with a form; it stays open, and says what is wrong, until `send` has done what is asked. */
export function ask(dialog, send) {
  const form = dialog.querySelector('form');
  const problem = dialog.querySelector('.problem');
  problem.textContent = '';
  form.onsubmit = async event => {
    event.preventDefault();
    try {
      await send(form);
      dialog.close();
    } catch (reason) {
      problem.textContent = reason.message;
    }
  };
  dialog.showModal();
}
