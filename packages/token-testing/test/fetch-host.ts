import { type Answering, plainAnswer } from './plain-host.js';

/** The core behind requests as `fetch` has them: no `rawHeaders`, a repeated header joined by commas. */
export const fetchAnswer: Answering = (settings) => {
  const answer = plainAnswer(settings);
  return (request) => {
    const headers = new Headers();
    const asSent = request.rawHeaders ?? [];
    for (let index = 0; index < asSent.length; index += 2) {
      headers.append(asSent[index] ?? '', asSent[index + 1] ?? '');
    }
    return answer({ method: request.method, url: request.url, headers });
  };
};
