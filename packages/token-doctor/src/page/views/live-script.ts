/** The page's one script: puts new refusals on top of the list. Without it a reload shows them. */
export const LIVE_SCRIPT = `
const list = document.getElementById('refusals');
const status = document.getElementById('live');
const counted = document.getElementById('counted');
const say = (text) => { if (status.textContent !== text) status.textContent = text; };
if (list && 'EventSource' in window) {
  let added = 0;
  let saidAt = 0;
  const source = new EventSource(list.dataset.events);
  source.onopen = () => say('The last 50, the newest first. New ones show by themselves.');
  source.onerror = () => say(source.readyState === EventSource.CLOSED
    ? 'New refusals do not show by themselves: too many of these pages are open. Reload to see them.'
    : 'The API does not answer. If it was started again, its log shows a new address.');
  source.addEventListener('refusals', (event) => {
    const news = JSON.parse(event.data);
    for (const item of news.items.reverse()) {
      const template = document.createElement('template');
      template.innerHTML = item;
      list.prepend(template.content);
    }
    while (list.children.length > 50) list.lastElementChild.remove();
    document.getElementById('none').hidden = list.children.length > 0;
    counted.hidden = news.counted === 0;
    document.getElementById('counted-number').textContent = news.counted;
    added += news.items.length;
    const now = Date.now();
    // A screen reader is told now and then, and not of each.
    if (now - saidAt > 3000 && added > 0) {
      say('The last 50, the newest first. ' + added + ' new since this page was opened.');
      saidAt = now;
    }
  });
}
`;
