import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import typescript from 'typescript';
import yaml from 'yaml';
import { referencesIn } from '../../../../src/content/references/environmentReference.ts';
import { loadParser } from '../../../../src/content/references/parsers.ts';
import type { Reference } from '../../../../src/content/edits.ts';
import { everydayFiles } from '../../files/helpers/everydayFiles.ts';
import { applied, tokenString } from './applyReference.ts';
import { everydayReferences } from './everydayReferences.ts';
import { isInstalled } from './isInstalled.ts';

const run = promisify(execFile);
/** In milliseconds. */
const timeout = 60_000;
const marker = 'wordInsteadOfTheToken';

interface Replaced {
  readonly file: string;
  readonly text: string;
  readonly start: number;
  readonly reference: Reference;
}

describe('References in everyday files', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'everyday-'))));
  after(() => rm(folder, { recursive: true }));

  it('are offered as expected', async () => {
    for (const { file, text } of everydayTexts()) {
      const replaced = await replacementsIn(file, text);
      const lines = replaced.map((one) => one && changedLines(text, changed(one)));
      const expected = everydayReferences[file] ?? replaced.map(() => undefined);
      assert.deepEqual(lines, expected, file);
    }
  });

  it('are the whole difference to an application that parses the file', async () => {
    const replaced = (await allReplaced()).filter(({ file }) => /\.(?:ya?ml|json|conf|toml)$/.test(file));
    const hasPython = await isInstalled('python3');
    const isToml = ({ file }: Replaced) => /\.(?:conf|toml)$/.test(file);
    const parsed = replaced.filter((one) => hasPython || !isToml(one));
    if (!hasPython) {
      console.log(`      python3 isn't installed, so ${replaced.filter(isToml).length} TOML files weren't parsed.`);
    }
    assert.ok(parsed.length >= (hasPython ? 17 : 14), `only ${parsed.length} files`);
    for (const one of parsed) {
      const { file, text, start, reference } = one;
      const marked = text.slice(0, start) + marker + text.slice(start + tokenString.length);
      const { before, after } = reference;
      const value = reference.text.replace(/^"(.*)"$|^!env_var /, '$1');
      const expected = JSON.stringify(await parse(file, marked)).replaceAll(`${before}${marker}${after}`, value);
      assert.equal(JSON.stringify(await parse(file, changed(one))), expected, file);
    }
  }).timeout(timeout);

  it('give programs the token', async () => {
    const commands = await createPrintingCommands(folder);
    let count = 0;
    for (const one of await allReplaced()) {
      const [command, ...args] = programs.find(([pattern]) => pattern.test(one.file))?.[1] ?? [];
      if (command === undefined) {
        continue;
      }
      if (!(await isInstalled(command))) {
        console.log(`      ${command} isn't installed, so ${one.file} wasn't run.`);
        continue;
      }
      count += 1;
      const results = [one.text, changed(one)].map(async (text, index) => {
        const cwd = join(folder, `${count}-${index}`);
        await write(join(cwd, one.file), text.replaceAll('> /etc/', '> '));
        await Promise.all(Object.entries(besides).map(([name, content]) => write(join(cwd, name), content)));
        const env = {
          PATH: `${commands}:${process.env['PATH'] ?? ''}`,
          ...(index === 1 && { INFLUXDB3_AUTH_TOKEN: tokenString }),
        };
        const { stdout } = await run(command, [...args, one.file], { cwd, env, timeout });
        return stdout;
      });
      const [expected, actual] = await Promise.all(results);
      assert.ok(expected?.includes(tokenString) === true || /\b92\b/.test(expected ?? ''), `${one.file}: ${expected}`);
      assert.equal(actual, expected, one.file);
    }
    assert.ok(count >= 8, `only ${count} files`);
  }).timeout(timeout);
});

/** How to run a file so that it prints what the token gets into. */
const programs: readonly (readonly [RegExp, readonly string[]])[] = [
  [/env\.sh$/, ['bash', '-c', '. "$0"; echo "$INFLUX_TOKEN"']],
  [/install\.sh$/, ['bash', '-c', '. "./$0"; cat telegraf/telegraf.d/out.conf ds.yaml']],
  [/\.sh$/, ['bash']],
  [/\.py$/, ['python3']],
  [/env\.ts$/, [process.execPath, '--input-type=module', '-e', printModule()]],
  [/\.rb$/, ['ruby', '-r', './chef.rb']],
];

/** Files that the programs need. */
const besides: Readonly<Record<string, string>> = {
  'somewhere.py': 'def Client(**options): print(options)\n',
  'chef.rb': 'def file(path) = yield\ndef action(name) = puts(name)\ndef content(text) = puts(text)\n',
  'telegraf/telegraf.d/x': '',
};

function printModule(): string {
  return "const { token } = await import(process.cwd() + '/' + process.argv[1]); console.log(token);";
}

/** Commands that print their arguments instead of contacting anything. */
async function createPrintingCommands(folder: string): Promise<string> {
  for (const name of ['curl', 'ssh', 'docker']) {
    await write(join(folder, 'bin', name), '#!/bin/sh\nprintf "%s\\n" "$@"\n', 0o755);
  }
  return join(folder, 'bin');
}

async function write(path: string, content: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content, { mode });
}

function everydayTexts(): { file: string; text: string }[] {
  return everydayFiles.map(({ file, write: content }) => {
    const written = content(tokenString);
    return { file, text: typeof written === 'string' ? written : written.toString('utf16le') };
  });
}

async function allReplaced(): Promise<Replaced[]> {
  const lists = await Promise.all(everydayTexts().map(({ file, text }) => replacementsIn(file, text)));
  return lists.flat().filter((one) => one !== undefined);
}

async function replacementsIn(file: string, text: string): Promise<(Replaced | undefined)[]> {
  const find = referencesIn(file, text, { parser: await loadParser(file) });
  return [...text.matchAll(new RegExp(tokenString, 'g'))].map(({ index }) => {
    const reference = find(index, index + tokenString.length);
    return reference && { file, text, start: index, reference };
  });
}

function changed({ text, start, reference }: Replaced): string {
  return applied(text, start, start + tokenString.length, reference);
}

function changedLines(before: string, after: string): string {
  const unchanged = new Set(before.split(/\r?\n/));
  return after
    .split(/\r?\n/)
    .filter((line) => !unchanged.has(line))
    .join('\n');
}

async function parse(file: string, text: string): Promise<unknown> {
  if (/\.ya?ml$/.test(file)) {
    const document = yaml.parseDocument(text, {
      merge: true,
      customTags: [{ tag: '!env_var', resolve: (name: string) => name }],
    });
    assert.deepEqual(document.errors, []);
    return document.toJS();
  }
  if (file.endsWith('.json')) {
    const { config, error } = typescript.parseConfigFileTextToJson(file, text) as { config: unknown; error?: unknown };
    assert.equal(error, undefined);
    return config;
  }
  const script = 'import json, sys, tomllib; print(json.dumps(tomllib.load(open(sys.argv[1], "rb"))))';
  const path = join(tmpdir(), `everyday-${process.pid}.toml`);
  try {
    await writeFile(path, text);
    return JSON.parse((await run('python3', ['-c', script, path], { timeout })).stdout);
  } finally {
    await rm(path, { force: true });
  }
}
