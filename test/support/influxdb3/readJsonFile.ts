import { readFileSync } from 'node:fs';

/** @throws Error without the file's content, which may be a token */
export function readJsonFile(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${path}: not JSON`);
  }
}
