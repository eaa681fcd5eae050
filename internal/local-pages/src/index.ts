export { isAborted, mediaType, readBody } from './body.js';
export { type HtmlDocument, htmlDocument, type HtmlDocumentParts } from './document.js';
export { readForm } from './form.js';
export { Html, html } from './html.js';
export { Live, type LiveSource } from './live.js';
export { liveScript, type LiveWords } from './live-script.js';
export { comparison, type ComparedRow, statusBadge, timeline, type TimelineStep } from './parts.js';
export { type OwnMachine, strangerBecause } from './stranger.js';
export { COLORS, CONTROLS, PARTS } from './style.js';
