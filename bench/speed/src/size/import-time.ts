import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Nanoseconds that an import takes in a process that has imported nothing else; by turns, so that drift hits all
 * alike. One figure a round for each name.
 */
export async function measureImports(
  names: readonly string[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const figures = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, nanoseconds] of figures) nanoseconds.push(await importTime(import.meta.resolve(name)));
  }
  return figures;
}

async function importTime(url: string): Promise<number> {
  const code = `const start = process.hrtime.bigint(); await import(${JSON.stringify(url)}); console.log(String(process.hrtime.bigint() - start))`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code]);
  return Number(stdout);
}
