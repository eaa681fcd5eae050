#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { claimsScript } from './claims-script.js';

const HELP = `Usage: token-logto claims-script [--role NAME] [--grant NAME] [--session NAME]

Prints the custom-claims script that puts the ids of roles, grant and session into users' access tokens
(Logto's Console: Custom JWT, Access token).

  --role NAME      the claim for the ids of roles, organization roles among them (default role_ids)
  --grant NAME     the claim for the grant's id (default grant_id)
  --session NAME   the claim for the session's id (default session_id)
`;

function run(argv: readonly string[]): number {
  const name = { type: 'string' } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { role: name, grant: name, session: name, help: { type: 'boolean', short: 'h' } },
    });
    const { help, ...names } = values;
    if (help === true) {
      process.stdout.write(HELP);
      return 0;
    }
    if (positionals.length !== 1 || positionals[0] !== 'claims-script') {
      process.stderr.write(HELP);
      return 2;
    }
    process.stdout.write(claimsScript({ ...names }));
    return 0;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 2;
  }
}

process.exitCode = run(process.argv.slice(2));
