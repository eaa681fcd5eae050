/**
 * As much of a browser as a person needs: follows redirects, keeps cookies by host, sends the sign-in form.
 *
 * @returns the text of the page where it ended.
 */
export async function signIn(start: string, person: Readonly<Record<string, string>>): Promise<string> {
  const jars = new Map<string, Map<string, string>>();
  let url = new URL(start);
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 40; step++) {
    const cookies = jars.get(url.host) ?? new Map<string, string>();
    jars.set(url.host, cookies);
    const response = await fetch(url, {
      method: form === undefined ? 'GET' : 'POST',
      ...(form && { body: form }),
      headers: { accept: 'text/html', cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';', 1)[0]?.split('=') ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get('location');
    const text = await response.text();
    form = undefined;
    if (location !== null) url = new URL(location, url);
    else if (url.pathname.startsWith('/sign-in/')) form = new URLSearchParams(person);
    else return text;
  }
  throw new Error('The sign-in led nowhere.');
}
