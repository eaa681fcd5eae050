import { fileURLToPath } from 'node:url';

/** @type {import('next').NextConfig} */
export default {
  // Where its dependencies are installed; without it the workspace above is guessed.
  turbopack: { root: fileURLToPath(new URL('../', import.meta.url)) },
};
