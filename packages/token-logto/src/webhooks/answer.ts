/** What to answer to a delivery. */
export interface WebhookAnswer {
  /** 200 where the delivery was taken, also where nothing follows from it; 400, 401, 405, 413 or 503 where not. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, for whoever reads the recent requests of the hook in Logto's Console. */
  readonly body: string;
}

/** @param outcome - One word; nothing of the delivery. */
export function answer(
  status: number,
  outcome: string,
  headers: Readonly<Record<string, string>> = {},
): WebhookAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify({ outcome }),
  };
}
