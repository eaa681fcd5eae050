import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { Form } from './form.js';

/** A field of a form. */
export interface FieldParts {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** What stands there at first. */
  readonly first?: string;
  readonly type?: 'text' | 'url' | 'number' | 'password' | 'email';
  readonly placeholder?: string;
  /** Several lines. */
  readonly rows?: number;
  /** Names for scripts. */
  readonly data?: string;
}

/** A text field with its label, its hint and, where it was wrong, the sentence beside it. */
export function field(form: Form, parts: FieldParts): Html {
  const { name, label, hint, first, type = 'text', placeholder, rows, data } = parts;
  const id = form.id(name);
  const value = form.value(name, first);
  const attributes = html`id="${id}" name="${name}" ${describedBy(form, name, hint)} autocomplete="off"
  autocapitalize="none" spellcheck="false"
  ${placeholder === undefined ? undefined : html`placeholder="${placeholder}"`}
  ${data === undefined ? undefined : html`data-use="${data}"`}`;
  return html`<div class="field">
    <label for="${id}">${label}</label>
    ${notes(form, name, hint)}
    ${
      rows === undefined
        ? html`<input type="${type}" value="${value}" ${attributes} />`
        : html`<textarea rows="${String(rows)}" ${attributes}>${value}</textarea>`
    }
  </div>`;
}

/** One of several. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  /** A heading that it stands under, in a list to choose one from. */
  readonly group?: string;
  readonly hint?: string;
}

/** A list to choose one from. */
export function select(
  form: Form,
  parts: {
    readonly name: string;
    readonly label: string;
    readonly hint?: string;
    readonly first?: string;
    readonly choices: readonly Choice[];
    readonly data?: string;
  },
): Html {
  const { name, label, hint, first, choices, data } = parts;
  const id = form.id(name);
  const chosen = form.value(name, first);
  const option = ({ value, label: text }: Choice) =>
    html`<option value="${value}" ${value === chosen ? html`selected` : undefined}>${text}</option>`;
  const groups = [...new Set(choices.map(({ group }) => group))];
  return html`<div class="field">
    <label for="${id}">${label}</label>
    ${notes(form, name, hint)}
    <select
      id="${id}"
      name="${name}"
      ${describedBy(form, name, hint)}
      ${data === undefined ? undefined : html`data-use="${data}"`}
    >
      ${groups.map((group) => {
        const options = choices.filter((choice) => choice.group === group).map(option);
        return group === undefined
          ? html`${options}`
          : html`<optgroup label="${group}">${options}</optgroup>`;
      })}
    </select>
  </div>`;
}

/** Several of several (`checkbox`), or one of few (`radio`). */
export function choices(
  form: Form,
  parts: {
    readonly type: 'checkbox' | 'radio';
    readonly name: string;
    readonly legend: string;
    readonly hint?: string;
    readonly first?: readonly string[];
    readonly choices: readonly Choice[];
    readonly none?: string;
  },
): Html {
  const { type, name, legend, hint, first = [], choices: all, none } = parts;
  const one = (choice: Choice) => {
    const { value, label, hint: more } = choice;
    // Its place among all of them: two groups are one field.
    const id = form.id(`${name}-${all.indexOf(choice)}`);
    const ticked = form.isTicked(name, value, first.includes(value));
    return html`<div class="choice">
      <input
        type="${type}"
        id="${id}"
        name="${name}"
        value="${value}"
        ${ticked ? html`checked` : undefined}
      />
      <label for="${id}"
        >${label}${more === undefined ? undefined : html` <span class="soft">${more}</span>`}</label
      >
    </div>`;
  };
  const groups = [...new Set(all.map(({ group }) => group))];
  return html`<fieldset ${describedBy(form, name, hint, false)}>
    <legend>${legend}</legend>
    ${notes(form, name, hint)}
    ${all.length === 0 && none !== undefined ? html`<p class="soft">${none}</p>` : undefined}
    ${groups.map((group) => {
      const inside = all.filter((choice) => choice.group === group).map(one);
      return group === undefined
        ? html`${inside}`
        : html`<fieldset class="group">
            <legend>${group}</legend>
            ${inside}
          </fieldset>`;
    })}
  </fieldset>`;
}

function notes(form: Form, name: string, hint: string | undefined): Html {
  const problem = form.problem(name);
  const id = form.id(name);
  return html`${hint === undefined ? undefined : html`<p class="hint" id="${id}-hint">${hint}</p>`}
  ${problem === undefined ? undefined : html`<p class="problem" id="${id}-problem">${problem}</p>`}`;
}

function describedBy(form: Form, name: string, hint: string | undefined, isField = true): Html | undefined {
  const id = form.id(name);
  const problem = form.problem(name);
  const ids = [
    ...(problem === undefined ? [] : [`${id}-problem`]),
    ...(hint === undefined ? [] : [`${id}-hint`]),
  ];
  if (ids.length === 0) return undefined;
  const invalid = problem !== undefined && isField ? html` aria-invalid="true"` : undefined;
  return html`aria-describedby="${ids.join(' ')}"${invalid}`;
}
