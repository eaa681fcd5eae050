/** What the script of a live list says, and where. */
export interface LiveWords {
  /** The name of the event, and the id of the list. */
  readonly list: string;
  /** How many are kept. */
  readonly most: number;
  /** While it listens. */
  readonly open: string;
  /** Before and after the number of new ones. */
  readonly news: readonly [string, string];
  /** Where too many listen. */
  readonly full: string;
  /** Where nobody answers. */
  readonly gone: string;
}

/**
 * The script of a page with a live list: puts what is new on top. The list names its events in `data-events`; `live` says
 * how it stands, `none` shows where it is empty, and `counted` where there is something to count. Without it a reload
 * shows what is new.
 */
export function liveScript({ list, most, open, news, full, gone }: LiveWords): string {
  return `
const list = document.getElementById(${JSON.stringify(list)});
const status = document.getElementById('live');
const counted = document.getElementById('counted');
const say = (text) => { if (status.textContent !== text) status.textContent = text; };
if (list && 'EventSource' in window) {
  let added = 0;
  let saidAt = 0;
  const source = new EventSource(list.dataset.events);
  source.onopen = () => say(${JSON.stringify(open)});
  source.onerror = () => say(source.readyState === EventSource.CLOSED ? ${JSON.stringify(full)} : ${JSON.stringify(gone)});
  source.addEventListener(${JSON.stringify(list)}, (event) => {
    const news = JSON.parse(event.data);
    for (const item of news.items.reverse()) {
      const template = document.createElement('template');
      template.innerHTML = item;
      list.prepend(template.content);
    }
    while (list.children.length > ${String(most)}) list.lastElementChild.remove();
    document.getElementById('none').hidden = list.children.length > 0;
    if (counted) {
      counted.hidden = news.counted === 0;
      document.getElementById('counted-number').textContent = news.counted;
    }
    added += news.items.length;
    const now = Date.now();
    // A screen reader is told now and then, and not of each.
    if (now - saidAt > 3000 && added > 0) {
      say(${JSON.stringify(news[0])} + added + ${JSON.stringify(news[1])});
      saidAt = now;
    }
  });
}
`;
}
