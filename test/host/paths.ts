import { fileURLToPath } from 'node:url';

/** The root of the checkout, which is also the extension under development. */
export const repositoryRoot: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** Where editors are kept between runs: what test-electron downloads, and the npm host beside it. Not in git. */
export const editorCache: string = fileURLToPath(new URL('../../.vscode-test', import.meta.url));
