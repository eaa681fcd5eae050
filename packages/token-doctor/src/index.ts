export { type CurlRequest, CurlSyntaxError, parseCurl } from './curl/parse-curl.js';
export { examine, type ExamineOptions, type Examination } from './evidence/examine.js';
export type { ShownMember, ShownToken } from './evidence/shown-token.js';
export type { Stage } from './evidence/stages.js';
export { explore, type ExploreOptions } from './page/explore.js';
