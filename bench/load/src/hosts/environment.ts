/** Stands for `cloudflare:workers` where a worker runs on Node.js: its variables are those of the process. */
export const env = process.env;
