import type { Issuer } from '../../src/index.js';

/** A page of the console as it came. */
export interface ConsolePage {
  readonly status: number;
  readonly headers: Headers;
  readonly path: string;
  readonly html: string;
  /** The text as a person reads it: no tags, one blank between words. */
  readonly text: string;
}

type Fields = Readonly<Record<string, string | readonly string[]>>;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function decode(text: string): string {
  return text.replaceAll(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

export function consoleUrl(issuer: Issuer, path: string): string {
  return `http://localhost:${issuer.port}${path}`;
}

async function read(response: Response, path: string): Promise<ConsolePage> {
  const html = await response.text();
  const body = html.replace(/<style>[^]*?<\/style>/, '').replaceAll(/<script>[^]*?<\/script>/g, '');
  const text = decode(body.replaceAll(/<[^>]*>/g, ' ')).replaceAll(/\s+/g, ' ');
  return { status: response.status, headers: response.headers, path, html, text };
}

/** Opens a page, as a browser would by its address. */
export async function openPage(issuer: Issuer, path: string): Promise<ConsolePage> {
  return read(await fetch(consoleUrl(issuer, path), { redirect: 'manual' }), path);
}

interface Input {
  readonly name: string;
  readonly value: string;
}

/** The forms of a page: their hidden fields, and what stands in the others. */
export function formsOf(
  page: ConsolePage,
): readonly { readonly action: string; readonly inputs: readonly Input[] }[] {
  return [...page.html.matchAll(/<form method="post" action="([^"]*)"[^>]*>([^]*?)<\/form>/g)].map(
    (match) => ({
      action: decode(match[1] ?? ''),
      inputs: inputsOf(match[2] ?? ''),
    }),
  );
}

function inputsOf(form: string): readonly Input[] {
  const inputs = [...form.matchAll(/<input\b([^>]*)>/g)].flatMap(([, attributes = '']) => {
    const isChoice = /type="(?:checkbox|radio)"/.test(attributes);
    return isChoice && !/\bchecked\b/.test(attributes)
      ? []
      : [{ name: attribute(attributes, 'name'), value: attribute(attributes, 'value') }];
  });
  const areas = [...form.matchAll(/<textarea\b([^>]*)>\n?([^]*?)<\/textarea/g)].map(
    ([, attributes = '', text = '']) => ({
      name: attribute(attributes, 'name'),
      value: decode(text),
    }),
  );
  const selects = [...form.matchAll(/<select\b([^>]*)>([^]*?)<\/select>/g)].map(
    ([, attributes = '', options = '']) => {
      const all = [...options.matchAll(/<option\b([^>]*)>/g)].map(([, each = '']) => each);
      const chosen = all.find((each) => /\bselected\b/.test(each)) ?? all[0] ?? '';
      return { name: attribute(attributes, 'name'), value: attribute(chosen, 'value') };
    },
  );
  return [...inputs, ...areas, ...selects];
}

function attribute(attributes: string, name: string): string {
  return decode(new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? '');
}

/**
 * Fills in the form of an action and sends it, as a browser without JavaScript would; follows the redirect.
 *
 * @param fields - What is typed over what stands there.
 */
export async function submit(
  issuer: Issuer,
  page: ConsolePage,
  action: string,
  fields: Fields = {},
  about?: string,
): Promise<ConsolePage> {
  const form = formsOf(page).find(
    ({ inputs }) =>
      valueOf(inputs, '_action') === action && (about === undefined || valueOf(inputs, '_about') === about),
  );
  if (form === undefined) throw new Error(`${page.path} has no form ${action} ${about ?? ''}`);
  const body = new URLSearchParams(
    form.inputs
      .filter(({ name }) => !Object.hasOwn(fields, name))
      .map(({ name, value }): [string, string] => [name, value]),
  );
  for (const [name, value] of Object.entries(fields)) {
    for (const each of typeof value === 'string' ? [value] : value) body.append(name, each);
  }
  return post(issuer, form.action, body);
}

function valueOf(inputs: readonly Input[], name: string): string | undefined {
  return inputs.find((input) => input.name === name)?.value;
}

/** Posts a form with the headers of a browser, unless others are given. */
export async function post(
  issuer: Issuer,
  path: string,
  body: URLSearchParams,
  headers: Readonly<Record<string, string>> = {},
): Promise<ConsolePage> {
  const url = consoleUrl(issuer, path);
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: new URL(url).origin, 'sec-fetch-site': 'same-origin', ...headers },
    body,
  });
  const location = response.headers.get('location');
  return response.status === 303 && location !== null ? openPage(issuer, location) : read(response, path);
}
