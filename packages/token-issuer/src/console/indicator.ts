import { checkIndicator } from '../access/check-resources.js';
import type { Directory } from '../access/directory.js';
import { checkField } from './check.js';
import { reject } from './room.js';

/** A rule of an indicator: the page checks it as one types, the server when it is sent. */
export interface IndicatorRule {
  readonly sentence: string;
  /** What an indicator that keeps the rule matches. */
  readonly form: RegExp;
  /** Whether it must be kept; else it is advice. */
  readonly must: boolean;
  /** What is said of one that breaks it. */
  readonly broken: string;
}

/** RFC 8707 §2, and what Logto keeps for itself. The access file's own check has the last word. */
export const INDICATOR_RULES: readonly IndicatorRule[] = [
  {
    sentence: 'It begins with a scheme, such as https:// or urn:',
    form: /^[A-Za-z][A-Za-z0-9+.-]*:(?:\/\/[^/?#]+|[^/?#])/,
    must: true,
    broken: 'It has to begin with a scheme and a host, such as https://api.example.com.',
  },
  {
    sentence: 'It has only the characters of a URI: no blank, no quote, nothing beyond ASCII',
    form: /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*$/,
    must: true,
    broken: 'It has a character that no URI has: a blank, a quote, or a letter beyond ASCII.',
  },
  {
    sentence: 'It has no # (RFC 8707 §2)',
    form: /^[^#]*$/,
    must: true,
    broken: 'It must not have a fragment: leave out the # and what follows (RFC 8707 §2).',
  },
  {
    sentence: 'It is none of Logto’s own names (urn:logto:…)',
    form: /^(?!urn:logto:(?:resource:organizations$|organization:))/,
    must: true,
    broken: 'Logto keeps this name for its organizations: choose one of your own.',
  },
  {
    sentence: 'Advice: no ? in it. With one, the API has to say allowQuery',
    form: /^[^?]*$/,
    must: false,
    broken: '',
  },
  {
    sentence: 'Advice: no slash at its end. With one it is another resource than without',
    form: /[^/]$/,
    must: false,
    broken: '',
  },
];

/** An indicator that can be registered. Rejects the field `indicator` with one sentence. */
export function needIndicator(values: URLSearchParams, directory: Directory): string {
  const indicator = (values.get('indicator') ?? '').trim();
  if (indicator === '') reject('indicator', 'An indicator is needed, such as https://api.example.com.');
  const broken = INDICATOR_RULES.find(({ must, form }) => must && !form.test(indicator));
  if (broken !== undefined) reject('indicator', broken.broken);
  checkField('indicator', (path) => checkIndicator(path, indicator));
  if (directory.resourceByIndicator(indicator) !== undefined) {
    reject('indicator', 'An API resource with this indicator is registered already.');
  }
  return indicator;
}

/** Checks the rules as one types. Without it they are read, and the server checks them. */
export const INDICATOR_SCRIPT = `
const field = document.querySelector('[data-use=indicator]');
const list = document.getElementById('indicator-rules');
if (field && list) {
  const taken = JSON.parse(list.dataset.taken);
  const rules = [...list.querySelectorAll('li')].map((item) => ({
    item, sign: item.querySelector('.sign'), said: item.querySelector('.hidden'),
    holds: item.dataset.form === undefined
      ? (text) => !taken.includes(text)
      : (text) => new RegExp(item.dataset.form).test(text),
  }));
  const status = document.getElementById('indicator-status');
  const look = () => {
    const text = field.value.trim();
    let broken = 0;
    for (const { item, sign, said, holds } of rules) {
      const good = holds(text);
      if (!good && item.dataset.must === 'yes') broken += 1;
      sign.textContent = text === '' ? '·' : good ? '✓' : '✗';
      sign.className = 'sign ' + (text === '' ? '' : good ? 'good' : item.dataset.must === 'yes' ? 'bad' : '');
      said.textContent = text === '' ? '' : good ? 'kept: ' : 'broken: ';
    }
    status.textContent = text === '' ? '' : broken === 0 ? 'This can be registered.' : broken + (broken === 1 ? ' rule is broken.' : ' rules are broken.');
  };
  field.addEventListener('input', look);
  look();
}
`;
