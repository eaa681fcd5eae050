import { type Finding, finding } from '../finding.js';
import type { Look } from '../look.js';
import { quoted } from '../words.js';

/** 403 `forbidden`: no scope would help. */
export function explainForbidden(seen: Look): Finding {
  return seen.error.reason === 'organization' ? explainOrganization(seen) : explainPrincipal(seen);
}

/** The token is verified, so its organization may be told beside the one that the request names (rule 33). */
function explainOrganization({ error }: Look): Finding {
  const [wanted, held] = [textOf(error.expected), textOf(error.found)];
  const make = (cause: string, sentence: string, mend: string): Finding =>
    finding(`organization.${cause}`, 'certain', sentence, mend, wanted, held);
  if (wanted === 'no organization') {
    return make(
      'unwanted',
      `The token is for the organization ${quoted(held)}, and this route is for tokens without one.`,
      "Have the client ask for a token without `organization_id`; or say what the route takes by the option organization: 'any', 'required' or a place in the request.",
    );
  }
  const ask =
    'Have the client ask the token endpoint for `organization_id` together with `resource`; the user has to be a member.';
  if (wanted === 'an organization') {
    return make('missing', 'The token is for no organization, and this route demands one.', ask);
  }
  if (wanted === undefined) {
    return make(
      'unnamed',
      'The request names no organization in the place that the route reads, or names it twice.',
      'Look at the route’s `organization` and at the address or header that the client sends.',
    );
  }
  return held === undefined
    ? make('missing', `The request names the organization ${quoted(wanted)}, and the token is for none.`, ask)
    : make(
        'other',
        `The request names the organization ${quoted(wanted)}, and the token is for ${quoted(held)}.`,
        `Have the client ask for a token of the organization that it calls: \`organization_id=${wanted}\`.`,
      );
}

function explainPrincipal({ error }: Look): Finding {
  const wanted = textOf(error.expected) ?? 'another kind of principal';
  if (error.check === 'act') {
    return finding(
      'principal.delegated',
      'certain',
      'The route is for users alone, and the token was exchanged: somebody else acts in the user’s name (`act`).',
      'Call the route with the user’s own token.',
      wanted,
      'act',
    );
  }
  const found = textOf(error.found);
  if (found === undefined) {
    return finding(
      'principal.unknown',
      'certain',
      `The route is for a ${wanted}, and the token does not tell who it speaks for.`,
      'Name the claim that tells by the option principal.',
      wanted,
    );
  }
  const mend =
    wanted === 'user'
      ? 'Call it with the token of a user who has signed in, not with client credentials.'
      : 'Call it with a token from client credentials.';
  return finding(
    'principal.other',
    'certain',
    `The route is for a ${wanted}, and the token is of a ${found}.`,
    mend,
    wanted,
    found,
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
