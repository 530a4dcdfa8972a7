import type { LRParser } from '@lezer/lr';
import { loadYamlParser } from '../yamlDocuments.ts';
import type { FileParser } from './idiom.ts';

const loaders: readonly (readonly [RegExp, () => Promise<FileParser>])[] = [
  [/\.pyw?$/i, async () => (await import('@lezer/python')).parser],
  [/\.[cm]?js$/i, () => loadJavaScript('')],
  [/\.jsx$/i, () => loadJavaScript('jsx')],
  [/\.[cm]?ts$/i, () => loadJavaScript('ts')],
  [/\.tsx$/i, () => loadJavaScript('ts jsx')],
  [/\.go$/i, async () => (await import('@lezer/go')).parser],
  [/\.java$/i, async () => (await import('@lezer/java')).parser],
  [/\.jsonc?$/i, async () => (await loadJavaScript('')).configure({ top: 'SingleExpression' })],
  [/\.ya?ml$/i, loadYamlParser],
  [/\.php$/i, async () => (await import('@lezer/php')).parser],
];

/** Loads the parser for a file's language on first use. @returns `undefined` if the language needs none */
export async function loadParser(path: string): Promise<FileParser | undefined> {
  return loaders.find(([pattern]) => pattern.test(path))?.[1]();
}

async function loadJavaScript(dialect: string): Promise<LRParser> {
  return (await import('@lezer/javascript')).parser.configure({ dialect });
}
