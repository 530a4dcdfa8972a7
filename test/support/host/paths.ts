import { fileURLToPath } from 'node:url';

/** The repository's root, which is also the folder of the extension under development. */
export const repositoryRoot: string = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[/\\]$/, '');

/** Caches downloaded editors between runs. Ignored by Git. */
export const editorCache: string = fileURLToPath(new URL('../../../.vscode-test', import.meta.url));
