import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { randomTokenString, utf16be, utf16le, type Tree } from './searchTree.ts';

/** Fills a folder with all edge cases of a search. @param outside a folder that links lead to */
export function writeEdgeCases(tree: Tree, outside: Tree): void {
  const token = randomTokenString();
  const base64 = Buffer.from(`${token}\n`).toString('base64');
  const contents: Record<string, string | Buffer> = {
    '.env': `TOKEN=${token}`,
    '.gitignore': '.env\n*.ignored\n',
    'some.ignored': token,
    '.hidden/.deep/conf': `a\r\nb\n${token}\r`,
    'node_modules/pack/.env': token,
    'sub/node_modules/pack/.env': token,
    '.git/config': token,
    'sub/.git': token,
    binary: Buffer.concat([Buffer.from('\0'), Buffer.from(token)]),
    late: Buffer.concat([Buffer.alloc(70_000, 'a\n'), Buffer.from(`\0 ${token}`)]),
    'utf16le.txt': utf16le(`ä\r\n${token}\r\n`),
    'utf16be.txt': utf16be(`ä\r\n${token}\r\n`),
    'utf16.b64': utf16be(base64),
    'latin1.txt': Buffer.from(`größe ${token}`, 'latin1'),
    'mark.txt': `\ufeff${token}`,
    two: `${token} ${randomTokenString()}`,
    many: `${token}\n`.repeat(500),
    long: `${'x'.repeat(200_000)} ${token}`,
    longer: `x${token}`,
    cut: `${token.slice(0, 50)}\n${token.slice(50)}`,
    placeholders: '${INFLUX_TOKEN} YOUR_TOKEN apiv3_… apiv3_YOUR_TOKEN',
    'secret.yaml': `data:\n  token: ${base64}\n`,
    'book.ipynb': JSON.stringify({ cells: [{ source: [`t = "${token}"`] }] }),
    'with space': token,
    'with\nline break': token,
    '-dash': token,
    'ünï ☃': token,
    empty: '',
    readOnly: token,
    hardLinked: token,
  };
  for (const [name, content] of Object.entries(contents)) {
    tree.write(name, content);
  }
  const inTree = (name: string) => join(tree.path, name);
  chmodSync(inTree('readOnly'), 0o444);
  linkSync(inTree('hardLinked'), inTree('sub/otherName'));
  execFileSync('mkfifo', [inTree('pipe')]);
  outside.write('file', token);
  outside.write('folder/deep/file', utf16le(token));
  outside.write('folder/binary', `\0${token}`);
  symlinkSync(join(outside.path, 'file'), inTree('linkToFile'));
  symlinkSync(join(outside.path, 'folder'), inTree('linkToFolder'));
  symlinkSync(outside.path, join(outside.path, 'folder', 'cycle'));
  symlinkSync('sub', inTree('linkInside'));
  symlinkSync('..', inTree('sub/up'));
  symlinkSync('nowhere', inTree('broken'));
  symlinkSync('circle', inTree('circle'));
}

export const edgeCaseFiles: readonly string[] = [
  ...['-dash', '.env', '.hidden/.deep/conf', 'book.ipynb', 'hardLinked', 'late', 'latin1.txt', 'linkToFile'],
  ...['linkToFolder/deep/file', 'long', 'many', 'mark.txt', 'readOnly', 'secret.yaml', 'some.ignored'],
  ...['sub/.git', 'sub/otherName', 'two', 'utf16.b64', 'utf16be.txt', 'utf16le.txt', 'with\nline break', 'with space'],
  'ünï ☃',
];
