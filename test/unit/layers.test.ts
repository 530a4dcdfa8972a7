import assert from 'node:assert/strict';
import { dirname, posix } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { findCycle, importsOf, root, sources } from './sourceFiles.ts';

const withoutVscode = ['core', 'content', 'files', 'influxdb', 'storage', 'servers', 'rotation', 'operations'];

/** What each folder may import. Lint says it again, with the reasons, and is tested against this. */
const mayImport: Record<string, readonly string[]> = {
  core: [],
  content: ['core'],
  files: ['core', 'content'],
  influxdb: ['core'],
  storage: ['core'],
  servers: ['core', 'influxdb', 'storage'],
  rotation: ['core', 'content', 'files', 'influxdb', 'storage'],
  operations: ['core', 'content', 'files', 'influxdb', 'storage', 'servers', 'rotation'],
  vscode: ['core', 'content', 'servers', 'operations'],
  ui: [...withoutVscode, 'vscode'],
  editor: [...withoutVscode, 'vscode', 'ui'],
  commands: [...withoutVscode, 'vscode', 'ui'],
};
const topFolders = Object.keys(mayImport);
const topOf = (path: string) => path.split('/')[0] ?? '';
const folders = [...new Set([...sources.keys()].map(dirname))].filter((folder) => folder !== '.');
const isVscodeImport = /(?:from|import\()\s*'vscode'/;

describe('imports', () => {
  it('go only to folders that a folder may import, in any form', () => {
    assert.deepEqual([...new Set(folders.map(topOf))].sort(), topFolders.toSorted());
    for (const path of [...sources.keys()].filter((file) => file !== 'extension.ts')) {
      const allowed = [topOf(path), ...(mayImport[topOf(path)] ?? [])];
      const others = importsOf(path).filter((imported) => !sources.has(imported) || !allowed.includes(topOf(imported)));
      assert.deepEqual(others, [], path);
    }
  });

  it('take vscode only in folders that are not tested without it', () => {
    const importing = [...sources].filter(([, text]) => isVscodeImport.test(text)).map(([path]) => path);
    assert.ok(importing.length > 20);
    assert.deepEqual(
      importing.filter((path) => withoutVscode.includes(topOf(path))),
      [],
    );
  });

  it('have no cycles between folders', () => {
    // Operations and their steps share the interfaces that an operation takes. Lint allows the steps nothing else.
    const folderOf = (path: string) => (topOf(path) === 'operations' ? 'operations' : dirname(path));
    const next = (folder: string) =>
      new Set(
        [...sources.keys()]
          .filter((path) => folderOf(path) === folder)
          .flatMap(importsOf)
          .map(folderOf)
          .filter((imported) => imported !== folder),
      );
    assert.equal(
      findCycle(
        folders.map((folder) => folderOf(`${folder}/x.ts`)),
        next,
      )?.join(' -> '),
      undefined,
    );
  });
});

describe('lint rules for imports', function () {
  this.timeout(120_000);

  // A planted file is in no project, so rules that need types are off.
  const eslint = new ESLint({
    cwd: root,
    overrideConfig: [
      { ...tseslint.configs.disableTypeChecked, files: ['**/*.ts'] },
    ] as ESLint.Options['overrideConfig'],
  });

  /** Lints a file that doesn't exist. Returns the messages about imports, by the line of the import, from 0. */
  async function plant(path: string, lines: readonly string[]): Promise<Map<number, string>> {
    const [result] = await eslint.lintText(lines.join('\n'), { filePath: `src/${path}` });
    assert.equal(result?.fatalErrorCount, 0);
    const found = result.messages.filter(({ ruleId }) => ruleId?.endsWith('no-restricted-imports') === true);
    return new Map(found.map(({ line, message }) => [line - 1, message]));
  }

  for (const folder of folders) {
    it(`reject what ${folder} must not import, and say why`, async () => {
      const relative = (target: string) => posix.relative(folder, target);
      const targets = topFolders.filter((target) => target !== topOf(folder));
      const forms = (target: string) => [
        `import { x } from '${relative(target)}/x.ts';`,
        `import type { X } from '${relative(target)}/deep/er.ts';`,
        `export * from '${relative(target)}/x.ts';`,
      ];
      const found = await plant(`${folder}/planted.ts`, targets.flatMap(forms));
      for (const [index, target] of targets.entries()) {
        const messages = [0, 1, 2].map((form) => found.get(3 * index + form));
        const isAllowed = mayImport[topOf(folder)]?.includes(target) === true;
        assert.ok(
          messages.every((message) =>
            isAllowed ? message === undefined : message?.includes('. It may import from: ') === true,
          ),
          `${folder} imports ${target}: ${String(messages[0])}`,
        );
      }
    });
  }

  it('reject vscode in folders that are tested without it, and say why', async () => {
    for (const folder of folders) {
      const found = await plant(`${folder}/planted.ts`, [
        "import * as vscode from 'vscode';",
        "import type { Uri } from 'vscode';",
      ]);
      const isForbidden = withoutVscode.includes(topOf(folder));
      assert.equal(found.size, isForbidden ? 2 : 0, folder);
      assert.ok([...found.values()].every((message) => message.includes('tested in plain Node.js')));
    }
  });

  it('reject the entry point everywhere', async () => {
    for (const folder of folders) {
      const entryPoint = posix.relative(folder, 'extension.ts');
      assert.equal(
        (await plant(`${folder}/planted.ts`, [`import { activate } from '${entryPoint}';`])).size,
        1,
        folder,
      );
    }
  });

  const nested: readonly [path: string, line: string, isAllowed: boolean][] = [
    ['influxdb/transport/planted.ts', "import { ping } from '../ping.ts';", false],
    ['operations/steps/planted.ts', "import { signIn } from '../signIn.ts';", false],
    ['operations/steps/planted.ts', "import type { Person } from '../person.ts';", true],
    ['operations/steps/deletion/planted.ts', "import { signIn } from '../../signIn.ts';", false],
    ['operations/steps/deletion/planted.ts', "import { connect } from '../connect.ts';", true],
    ['core/planted.ts', "import { readFile } from 'node:fs/promises';", false],
    ['content/references/planted.ts', "import { connect } from 'net';", false],
    ['files/planted.ts', "import { readFile } from 'node:fs/promises';", true],
    ['influxdb/transport/planted.ts', "import { request } from 'undici';", false],
    ['influxdb/transport/planted.ts', "import type { Dispatcher } from 'undici';", true],
  ];
  for (const [path, line, isAllowed] of nested) {
    it(`${isAllowed ? 'allow' : 'reject'} ${line} in ${dirname(path)}`, async () => {
      assert.equal((await plant(path, [line])).size, isAllowed ? 0 : 1);
    });
  }
});
