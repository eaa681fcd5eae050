import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { Visit } from './room.js';

export { choices, field, select } from './fields.js';
export type { Choice, FieldParts } from './fields.js';

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
  back?.onShown();
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
