import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';

const root = join(import.meta.dirname, '..', '..');
export const bundlePath = join(root, 'l10n', 'bundle.l10n.json');

/** The sentences in the code. `l10n-dev` looks only for calls of `@vscode/l10n`, which `core/l10n.ts` wraps. */
export async function sentencesInCode(): ReturnType<typeof getL10nJson> {
  const paths = (await readdir(join(root, 'src'), { recursive: true })).filter((path) => path.endsWith('.ts')).sort();
  return getL10nJson(
    await Promise.all(
      paths.map(async (path) => {
        const contents = await readFile(join(root, 'src', path), 'utf8');
        return {
          extension: '.ts' as const,
          contents: contents.replace(/'[./]+\/(?:core\/)?l10n\.ts'/, "'@vscode/l10n'"),
        };
      }),
    ),
  );
}

if (import.meta.main) {
  const sentences = Object.entries(await sentencesInCode()).sort(([one], [other]) => (one < other ? -1 : 1));
  await writeFile(bundlePath, JSON.stringify(Object.fromEntries(sentences), undefined, 2));
}
