/**
 * As much of a browser as a person needs to sign in: follows redirects, keeps cookies, sends the form, and stops at
 * the address of the application.
 *
 * @returns where the browser was sent in the end, with the authorization response in its query.
 */
export async function signIn(
  authorizationUrl: URL,
  person: { readonly username: string; readonly password: string },
): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = authorizationUrl;
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 10; step++) {
    const response = await fetch(url, {
      method: form === undefined ? 'GET' : 'POST',
      ...(form && { body: form }),
      headers: { accept: 'text/html', cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      redirect: 'manual',
    });
    await response.body?.cancel();
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';', 1)[0]?.split('=') ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get('location');
    // A page without a redirect is the sign-in page.
    form = location === null ? new URLSearchParams(person) : undefined;
    if (location === null) continue;
    url = new URL(location, url);
    if (url.origin !== authorizationUrl.origin) return url;
  }
  throw new Error('The sign-in led nowhere.');
}
