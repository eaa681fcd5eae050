import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { Visit } from './room.js';

/** The hidden fields that every form has. */
export const HIDDEN = { action: '_action', about: '_about', csrf: '_csrf', version: '_version' } as const;

/** A form on a page, and what stands in its fields: what was typed, where it has come back. */
export interface Form {
  readonly action: string;
  readonly about: string;
  readonly visit: Visit;
  /** What was typed, else what stands there at first. */
  readonly value: (name: string, first?: string) => string;
  /** Whether one of several was ticked, else whether it is at first. */
  readonly isTicked: (name: string, value: string, first?: boolean) => boolean;
  readonly problem: (name: string) => string | undefined;
  /** The problems that no field has asked for so far: they are the form's. */
  readonly otherProblems: () => readonly string[];
  /** An id of the page for a field. */
  readonly id: (name: string) => string;
}

/**
 * The form of an action.
 *
 * @param about - Tells it apart from others with the same action on the page; reaches the action as it is.
 */
export function formOf(visit: Visit, action: string, about = ''): Form {
  const { returned } = visit;
  const back = returned?.action === action && returned.about === about ? returned : undefined;
  const asked = new Set<string>();
  return {
    action,
    about,
    visit,
    value: (name, first = '') => (back === undefined ? first : (back.values.get(name) ?? '')),
    isTicked: (name, value, first = false) =>
      back === undefined ? first : back.values.getAll(name).includes(value),
    problem: (name) => {
      asked.add(name);
      return back?.problems[name];
    },
    otherProblems: () =>
      Object.entries(back?.problems ?? {})
        .filter(([name]) => !asked.has(name))
        .map(([, sentence]) => sentence),
    id: (name) =>
      [action, about, name]
        .filter((part) => part !== '')
        .join('-')
        .replaceAll(/[^\w-]/g, '_'),
  };
}

/** How a form ends. */
export interface FormParts {
  readonly content?: Html;
  /** What its button says. */
  readonly button: string;
  /** More of the button for who cannot see what stands around it. */
  readonly buttonAbout?: string;
  /** `plain`: not the main thing of the page. `danger`: takes something away. */
  readonly kind?: 'main' | 'plain' | 'danger';
  /** A row of fields where there is room, or a button alone in a line. */
  readonly shape?: 'stack' | 'row' | 'inline';
}

/** The form itself: it posts to the page that it is on. */
export function formHtml(form: Form, parts: FormParts): Html {
  const { visit, action, about } = form;
  const { content, button, buttonAbout, kind = 'main', shape = 'stack' } = parts;
  // The fields are made by now.
  const others = form.otherProblems();
  const problem = others.length === 0 ? undefined : others.join(' ');
  const id = form.id('problem');
  return html`<form method="post" action="${visit.address}" class="${shape}" novalidate>
    ${hidden(HIDDEN.csrf, visit.seal.csrf)} ${hidden(HIDDEN.version, visit.seal.version)}
    ${hidden(HIDDEN.action, action)} ${about === '' ? undefined : hidden(HIDDEN.about, about)}
    ${problem === undefined ? undefined : html`<p class="problem" id="${id}" role="alert">${problem}</p>`}
    ${content}
    <button
      type="submit"
      class="${kind}"
      ${problem === undefined ? undefined : html`aria-describedby="${id}"`}
    >
      ${button}${buttonAbout === undefined ? undefined : html`<span class="hidden"> ${buttonAbout}</span>`}
    </button>
  </form>`;
}

function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`;
}

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
  return html`<fieldset ${describedBy(form, name, hint, false)}>
    <legend>${legend}</legend>
    ${notes(form, name, hint)}
    ${all.length === 0 && none !== undefined ? html`<p class="soft">${none}</p>` : undefined}
    ${all.map(({ value, label, hint: more }, index) => {
      const id = form.id(`${name}-${index}`);
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
