import { liveScript } from 'local-pages';

const KEPT = 'The last 50, the newest first.';

/** The page's one script: puts new refusals on top of the list. Without it a reload shows them. */
export const LIVE_SCRIPT = liveScript({
  list: 'refusals',
  most: 50,
  open: `${KEPT} New ones show by themselves.`,
  news: [`${KEPT} `, ' new since this page was opened.'],
  full: 'New refusals do not show by themselves: too many of these pages are open. Reload to see them.',
  gone: 'The API does not answer. If it was started again, its log shows a new address.',
});
