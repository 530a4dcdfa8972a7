import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from './support/host/paths.ts';
import { run, withThisNode } from './support/host/run.ts';

/** Rebuilds the extension, like `npm run package`. Resolves to the path of the `.vsix` file. */
export async function packageExtension(folder = join(repositoryRoot, 'out', 'package')): Promise<string> {
  const vsix = join(folder, 'influxdb3-tokens.vsix');
  await mkdir(folder, { recursive: true });
  const { code, output } = await run(
    process.execPath,
    [join(repositoryRoot, 'node_modules/@vscode/vsce/vsce'), 'package', '--no-dependencies', '-o', vsix],
    { cwd: repositoryRoot, env: withThisNode() },
  );
  assert.equal(code, 0, output);
  return vsix;
}
