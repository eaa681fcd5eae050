import { spawn } from 'node:child_process';

/** Runs a command to its end, within the time, and gives what it printed. */
export function output(command, parameters, { seconds = 100, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    let errors = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.stderr.on('data', (chunk) => (errors += chunk));
    const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === 0) resolve(text);
      else
        reject(
          new Error(
            `${command} ended with ${code ?? 'a signal'}\n${text.slice(-2000)}${errors.slice(-2000)}`,
          ),
        );
    });
  });
}
