/**
 * What a person and their browser do: follow the redirects, keep the cookies, and choose a name on the sign-in page.
 *
 * @returns where the authorization server sends the browser in the end.
 */
export class Person {
  readonly #cookies = new Map<string, string>();

  constructor(readonly name: string) {}

  async signIn(address: URL): Promise<URL> {
    let answer = await this.#open(address, address.host);
    // The page that asks who it is; where the session knows, there is none.
    if (answer.page)
      answer = await this.#open(answer.url, address.host, new URLSearchParams({ user: this.name }));
    return answer.url;
  }

  async #open(
    url: URL,
    host: string,
    form?: URLSearchParams,
  ): Promise<{ readonly url: URL; readonly page: boolean }> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      ...(form && { method: 'POST', body: form }),
      headers: { accept: 'text/html', cookie },
      redirect: 'manual',
    });
    await response.body?.cancel();
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';', 1)[0]?.split('=') ?? [];
      this.#cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) return { url, page: true };
    const next = new URL(location, url);
    return next.host === host ? this.#open(next, host) : { url: next, page: false };
  }
}
