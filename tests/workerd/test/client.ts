/** Asks the API; tells the status. */
export async function call(url: URL, token: string, path = '/'): Promise<number> {
  const answer = await fetch(new URL(path, url), { headers: { authorization: `Bearer ${token}` } });
  await answer.text();
  return answer.status;
}

/** What the worker tells of its keys. */
export interface State {
  readonly status: string;
  readonly age: number;
  readonly lastFailure?: string;
}

export async function stateOf(url: URL): Promise<State> {
  return (await (await fetch(new URL('/state', url))).json()) as State;
}
