import { LONGEST_LIFE } from '../access/check-resources.js';
import { isAccessError } from '../access/expectation.js';
import { reject } from './room.js';

/** Checks a field by a rule of the access file, whose sentence then stands beside the field. */
export function checkField<T>(field: string, check: (path: string) => T): T {
  try {
    return check(field);
  } catch (error) {
    if (!isAccessError(error)) throw error;
    const rest = error.message.slice(`${error.path}: `.length);
    return reject(field, `${rest.charAt(0).toUpperCase()}${rest.slice(1)}.`);
  }
}

/** A text that has to be there, without the blanks around it. */
export function needText(values: URLSearchParams, field: string, what: string, longest = 128): string {
  const text = (values.get(field) ?? '').trim();
  if (text === '') reject(field, `${what} is needed.`);
  if (text.length > longest) reject(field, `${what} has ${longest} characters at most.`);
  return text;
}

/** A text that may be left out. */
export function mayText(values: URLSearchParams, field: string, longest = 256): string | undefined {
  const text = (values.get(field) ?? '').trim();
  if (text.length > longest) reject(field, `This has ${longest} characters at most.`);
  return text === '' ? undefined : text;
}

/** A whole number within bounds. */
export function needWholeNumber(
  values: URLSearchParams,
  field: string,
  { min, max, unit }: { readonly min: number; readonly max: number; readonly unit: string },
): number {
  const text = (values.get(field) ?? '').trim();
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < min || number > max) {
    reject(field, `Expected a whole number of ${unit} from ${min} to ${max}.`);
  }
  return number;
}

/** A name that nothing else of its kind has. */
export function needFree(
  field: string,
  name: string,
  others: Iterable<{ readonly name: string }>,
  what: string,
): string {
  for (const other of others) if (other.name === name) reject(field, `There is ${what} ${name} already.`);
  return name;
}

/** The life of access tokens in the field `life`, by the rule of the access file. */
export function needLife(values: URLSearchParams): number {
  return needWholeNumber(values, 'life', { min: 1, max: LONGEST_LIFE, unit: 'seconds' });
}
