import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import JSZip from 'jszip';
import ts from 'typescript';
import { packageExtension } from '../package.ts';

/** Every package whose code runs in the extension. SECURITY.md says why each is needed. */
const bundledPackages = [
  ...['@lezer/common', '@lezer/go', '@lezer/highlight', '@lezer/java', '@lezer/javascript', '@lezer/lr', '@lezer/php'],
  ...['@lezer/python', '@vscode/l10n', 'llhttp', 'parse-duration', 'undici', 'valibot', 'yaml'],
];

describe('The contents of the .vsix file', () => {
  let folder: string;
  let vsix: string;
  let again: string;
  let files: Map<string, Buffer>;

  before(async function () {
    this.timeout(120_000);
    folder = await mkdtemp(join(tmpdir(), 'package-'));
    // Packaging rebuilds the extension, so it's done before all suites if others run at the same time.
    vsix = process.env['VSIX_FILE'] ?? (await packageExtension(join(folder, 'first')));
    again = process.env['VSIX_FILE_AGAIN'] ?? (await packageExtension(join(folder, 'second')));
    files = await readPackage(vsix);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('are the code, licenses, and documents, and nothing else', () => {
    const withoutChunks = [...files.keys()].filter(
      (file) => !/^extension\/dist\/chunks\/[\w-]+-[A-Z0-9]{8}\.js$/.test(file),
    );
    assert.deepEqual(withoutChunks.sort(), [
      '[Content_Types].xml',
      'extension.vsixmanifest',
      'extension/LICENSE.txt',
      'extension/changelog.md',
      'extension/dist/THIRD_PARTY_LICENSES.txt',
      'extension/dist/extension.js',
      'extension/l10n/bundle.l10n.json',
      'extension/media/container.svg',
      'extension/media/icon.png',
      'extension/package.json',
      'extension/package.nls.json',
      'extension/readme.md',
    ]);
  });

  it('are less than 500 KB in total when compressed', async () => {
    const { length } = await readFile(vsix);
    console.log(`      the .vsix file is ${Math.round(length / 1024)} KB`);
    assert.ok(length < 500 * 1024, `${length} bytes`);
  });

  it('include only chunks that the code imports', () => {
    const chunks = [...files.keys()].filter((file) => file.startsWith('extension/dist/chunks/'));
    const code = codeFiles().map(([, text]) => text);
    assert.deepEqual(
      chunks.filter((chunk) => !code.some((text) => text.includes(chunk.split('/').at(-1) ?? ''))),
      [],
    );
  });

  it('include the license text of every bundled package', () => {
    const sections = text('extension/dist/THIRD_PARTY_LICENSES.txt').split(`\n${'-'.repeat(80)}\n`);
    const names = sections.map((section) => /^(\S+) \((MIT|ISC)\)$/m.exec(section)?.[1]);
    assert.deepEqual(names.sort(), bundledPackages);
    for (const section of sections) {
      assert.match(section, /copyright/i);
      assert.match(section, /provided ["']as is["']/i);
    }
  });

  it('never run text as code', () => {
    for (const [file, code] of codeFiles()) {
      assert.deepEqual(textRunAsCode(file, code), []);
    }
  });

  it('are the same when the extension is packaged again', async () => {
    const others = await readPackage(again);
    assert.deepEqual([...others.keys()].sort(), [...files.keys()].sort());
    const different = [...files].filter(([file, content]) => others.get(file)?.equals(content) !== true);
    assert.deepEqual(
      different.map(([file]) => file),
      [],
    );
  });

  const text = (file: string) => files.get(file)?.toString() ?? '';
  const codeFiles = () =>
    [...files.keys()].filter((file) => file.endsWith('.js')).map((file) => [file, text(file)] as const);
});

describe('textRunAsCode', () => {
  it('finds each way to run text as code', () => {
    const ways = ['eval(x)', '(0, eval)(x)', 'new Function(x)', 'Function(x)', 'globalThis.eval(x)', 'import(x)'];
    const timers = ["setTimeout('x()', 1)", "import vm from 'node:vm'", "require('vm')", "process.binding('fs')"];
    for (const code of [...ways, ...timers]) {
      assert.equal(textRunAsCode('planted.js', code).length, 1, code);
    }
    assert.deepEqual(textRunAsCode('innocent.js', "import('./x.js'); setTimeout(f, 1); x instanceof Function"), []);
  });
});

async function readPackage(vsix: string): Promise<Map<string, Buffer>> {
  const zip = await JSZip.loadAsync(await readFile(vsix));
  const entries = Object.values(zip.files).map(async (file) => [file.name, await file.async('nodebuffer')] as const);
  return new Map(await Promise.all(entries));
}

/** The build refuses `require` and `import` of names that are made at run time. This also covers packages that are minified. */
function textRunAsCode(file: string, code: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (runsText(node)) {
      found.push(node.getText().slice(0, 80));
    } else {
      ts.forEachChild(node, visit);
    }
  };
  visit(ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS));
  return found;
}

function runsText(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) {
    return isVm(node.moduleSpecifier);
  }
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) {
    return false;
  }
  const called = node.expression.getText();
  const [first] = node.arguments ?? [];
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return first === undefined || !ts.isStringLiteral(first);
  }
  const isTextTimer = /\bset(?:Timeout|Interval)$/.test(called) && first !== undefined && ts.isStringLiteralLike(first);
  const isEvaluator = /(?:^|[.\s,(])eval\)?$|(?:^|\.)Function$|\bprocess\.binding$/.test(called);
  return isTextTimer || isEvaluator || (first !== undefined && isVm(first));
}

function isVm(node: ts.Node): boolean {
  return ts.isStringLiteral(node) && /^(?:node:)?vm$/.test(node.text);
}
