import { codes } from './characterCode.ts';

/** In characters. Longer than any stack trace. */
const maxLength = 20_000;
const unsafe = /[^\P{C}\t]|[\p{Zl}\p{Zp}]/gu;

/** Makes a message safe for a log: only its first line can look like the beginning of an entry. */
export function logText(message: string): string {
  const shown = message.length > maxLength ? `${message.slice(0, maxLength)}…` : message;
  return shown
    .split(/\r?\n/)
    .map((line) => line.replace(unsafe, codes))
    .join('\n    ');
}
