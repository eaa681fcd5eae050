import type { Command } from './command.js';
import { judge } from './judge.js';

/** `token-doctor`: the token on standard input. */
export const tokenCommand: Command = (context) => judge(context, (text) => text);
