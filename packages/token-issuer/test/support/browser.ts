/** What a person's browser shows after the last redirect. */
export interface Shown {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/**
 * As much of a browser as the flows need: cookies with their paths, redirects and forms. It stops at a
 * redirect that leaves the issuer, as the application would catch it.
 */
export class Browser {
  readonly #cookies = new Map<string, { readonly value: string; readonly path: string }>();

  /** The names of the cookies that it holds. */
  cookieNames(): readonly string[] {
    return [...this.#cookies.keys()].map((key) => key.split(' ')[0] ?? '');
  }

  /** Opens a URL. Where the redirects lead away from its host, the answer's `url` is that place. */
  async open(target: string | URL, init: RequestInit = {}): Promise<Shown> {
    const url = new URL(target);
    const headers = new Headers(init.headers);
    headers.set('accept', 'text/html');
    const cookie = this.#header(url);
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    this.#keep(response.headers.getSetCookie(), url);
    const location = response.headers.get('location');
    if (location === null) {
      return { url, status: response.status, headers: response.headers, body: await response.text() };
    }
    await response.body?.cancel();
    const next = new URL(location, url);
    if (next.host === url.host) return this.open(next);
    return { url: next, status: response.status, headers: response.headers, body: '' };
  }

  /** Sends the fields of a form to the page that shows it. */
  submit(page: Shown, fields: Readonly<Record<string, string>>): Promise<Shown> {
    return this.open(page.url, { method: 'POST', body: new URLSearchParams(fields) });
  }

  /** Sends the one form of a page with its hidden fields, where it says. */
  confirm(page: Shown, fields: Readonly<Record<string, string>> = {}): Promise<Shown> {
    const action = /<form[^>]* action="([^"]*)"/.exec(page.body)?.[1] ?? '';
    const hidden = [...page.body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
    const body = new URLSearchParams(
      hidden.map(([, name = '', value = '']): [string, string] => [name, value]),
    );
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return this.open(new URL(action, page.url), { method: 'POST', body });
  }

  #header(url: URL): string {
    return [...this.#cookies]
      .filter(([, { path }]) => url.pathname === path || url.pathname.startsWith(path.replace(/\/?$/, '/')))
      .map(([key, { value }]) => `${key.split(' ')[0]}=${value}`)
      .join('; ');
  }

  #keep(lines: readonly string[], url: URL): void {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(/; ?/);
      const [name = '', ...value] = pair.split('=');
      const path = attributes.find((text) => /^path=/i.test(text))?.slice(5) ?? url.pathname;
      const expires = attributes.find((text) => /^expires=/i.test(text))?.slice(8);
      const gone = expires !== undefined && Date.parse(expires) <= Date.now();
      if (gone) this.#cookies.delete(`${name} ${path}`);
      else this.#cookies.set(`${name} ${path}`, { value: value.join('='), path });
    }
  }
}
