import { type Finding, finding } from '@acme/token-core/explain';

/** How far a configuration file came. The texts are of the file, or of the error that it threw. */
export type SettingsProblem =
  | {
      readonly kind: 'missing' | 'no-module' | 'hangs' | 'none' | 'several';
      readonly file: string;
      readonly names?: readonly string[];
    }
  | { readonly kind: 'threw'; readonly file: string; readonly message: string };

/** What a setting that nobody filled in turns into. */
const UNFILLED = /a setting is missing here|found (?:nothing|null|"")/;

function make(name: string, sentence: string, mend: string, expected?: string, found?: string): Finding {
  return finding(`settings.${name}`, 'certain', sentence, mend, expected, found);
}

/**
 * Why there is no verifier to judge with: most often the API would not start either.
 *
 * @example
 * console.warn(explainSettings({ kind: 'missing', file: 'src/auth.ts' }).sentence);
 */
export function explainSettings(problem: SettingsProblem): Finding {
  const { kind, file } = problem;
  switch (kind) {
    case 'missing':
      return make(
        'file',
        `There is no file ${file}.`,
        'Check the path; it counts from the directory where the command runs.',
      );
    case 'no-module':
      return make(
        'file',
        `${file} is no JavaScript or TypeScript file.`,
        'Name the file that exports the verifier: --config ./auth.ts.',
        'a file that ends in .ts, .mts, .cts, .js, .mjs or .cjs',
        file,
      );
    case 'hangs':
      return make(
        'hangs',
        `${file} did not come to the end of its imports in time: it waits for something at its top level.`,
        'Keep the verifier in a file of its own that connects to nothing.',
      );
    case 'none':
      return make(
        'no-verifier',
        `${file} exports no verifier${problem.names?.length ? `: its exports are ${problem.names.join(', ')}` : ''}.`,
        'Export what createVerifier gives: `export const verifier = createVerifier({ … })`; or name the issuer and the resource by --issuer and --resource.',
        'a verifier',
        problem.names?.length ? problem.names.join(', ') : 'no export',
      );
    case 'several':
      return make(
        'several-verifiers',
        `${file} exports several verifiers: ${problem.names?.join(', ') ?? ''}.`,
        'Say which one is meant: --export <name>.',
      );
    case 'threw':
    default:
      return explainThrown(file, problem.message);
  }
}

function explainThrown(file: string, message: string): Finding {
  const option = /^(?:\w+: )*(\w+): expected (.*), found (.*)$/s.exec(message);
  if (option === null) {
    return make(
      'threw',
      `${file} threw while it was imported: ${message}`,
      'The API would not start either. If it reads the environment, pass the file that sets it: --env-file .env.',
    );
  }
  const [, name = '', expected = '', found = ''] = option;
  if (UNFILLED.test(message)) {
    return make(
      'unset',
      `The option ${name} is not set: it has ${found}, so an environment variable is missing, or its name is misspelt.`,
      'Set the variable where the API runs; here pass the file that sets it: --env-file .env.',
      expected,
      found,
    );
  }
  return make(
    'option',
    `The option ${name} is wrong: the API would not start.`,
    `Set ${name} to ${expected}.`,
    expected,
    found,
  );
}
