import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isIgnoredByGit } from '../../../src/files/git/ignoredFile.ts';
import { findTrackedFiles } from '../../../src/files/git/trackedFiles.ts';
import { findInFolders } from '../../../src/files/search/findInFolders.ts';
import { rotationPorts, type RotationContext as Context } from '../../../src/rotation/adapters.ts';
import { optionsFor, toChoice } from '../../../src/rotation/choices.ts';
import { findMissingValues, withValues, type MissingValue } from '../../../src/rotation/environmentValues.ts';
import { FileLocks } from '../../../src/rotation/fileLocks.ts';
import type { Journal } from '../../../src/rotation/journal.ts';
import type { FilesPort, PersonPort, RotationPorts } from '../../../src/rotation/ports.ts';
import { Rotation } from '../../../src/rotation/rotation.ts';
import { unsetVariables } from '../../../src/rotation/unsetVariables.ts';
import { ProcessLocks } from '../../../src/storage/processLocks.ts';
import { createDirectory } from '../support/influxdb3/helpers/temporaryDirectory.ts';
import { prepareRotation, type TestRotation } from './testRotation.ts';

/** Real files, a real repository, and the real search. The server and the secret storage are in memory. */
describe('Rotation with references and env files', () => {
  let directory: ReturnType<typeof createDirectory>;
  let rotation: TestRotation;
  let asked: string[];
  let answer: boolean;
  let unsaved: Set<string>;

  beforeEach(() => {
    directory = createDirectory();
    rotation = prepareRotation({ kind: 'named', signedInWith: 'other' });
    asked = [];
    answer = true;
    unsaved = new Set();
    execFileSync('git', ['init', '--quiet', directory.path]);
  });
  afterEach(() => directory.remove());

  const pathOf = (file: string) => join(directory.path, file);
  const write = async (file: string, text: string) => {
    await mkdir(dirname(pathOf(file)), { recursive: true });
    await writeFile(pathOf(file), text);
  };
  const read = (file: string) => readFile(pathOf(file), 'utf8');
  const loading = "require('dotenv').config();\n";
  const program = () => `${loading}const token = "${rotation.old.reveal()}";\n`;
  const reference = (variable = 'INFLUXDB3_AUTH_TOKEN') => `${loading}const token = process.env.${variable};\n`;
  const track = (...files: string[]) => void execFileSync('git', ['-C', directory.path, 'add', '--force', ...files]);
  const next = () => rotation.fixture.listed.get(rotation.journal.next.name)?.token.reveal() ?? assert.fail();

  const describeValue = ({ environmentFile, variable, readers }: MissingValue) =>
    `${environmentFile.file} ${variable} ${readers.map(({ file }) => file).join()}`;
  /** Selects the references, and then what is selected by default. */
  const chooseOccurrences: PersonPort['chooseOccurrences'] = async (files) => {
    const tracked = await findTrackedFiles(files.flatMap(({ path }) => path ?? []));
    const options = optionsFor(files, tracked);
    const all = options.flatMap((file) => file.options);
    const selected = all.filter(({ writes, selectedByDefault }) => writes === 'reference' || selectedByDefault);
    const choice = toChoice(options, new Set(selected));
    const values = await findMissingValues(choice, { isUnsaved: (path) => unsaved.has(path), isIgnoredByGit });
    asked = values.map(describeValue);
    return answer ? withValues(choice, values) : choice;
  };
  const ports = (): RotationPorts => {
    const inMemory = rotation.fixture.ports({ person: { chooseOccurrences } });
    const { signal } = inMemory;
    const search: FilesPort['search'] = () =>
      findInFolders([{ name: 'w', path: directory.path }], {
        ripgrep: undefined,
        isKnown: ({ hash }) => rotation.fixture.stored.has(hash),
        signal,
      });
    const fileLocks = new FileLocks(new ProcessLocks(pathOf('.git/locks')));
    const { files } = rotationPorts({
      ...{ search, signal, fileLocks, backupFolder: pathOf('../backups') },
      isUnsaved: (path) => unsaved.has(path),
      ...({} as Omit<Context, 'search' | 'signal' | 'fileLocks' | 'backupFolder' | 'isUnsaved'>),
    });
    return { ...inMemory, files };
  };
  const rotate = async () => {
    const running = new Rotation(rotation.journal, ports());
    const result = await running.begin();
    return { result, unset: (await unsetVariables(running.journal)).map(describeUnset) };
  };
  const describeUnset = ({ variable, files }: Awaited<ReturnType<typeof unsetVariables>>[number]) =>
    `${variable} ${files.map(({ file }) => file).join()}`;

  it('adds the new token to the env file that Git ignores, and counts that as an updated file', async () => {
    await write('.gitignore', '.env\n');
    await write('app.js', program());
    await write('.env', 'LOG_LEVEL=debug\r\nA=1');
    track('app.js');
    const { result, unset } = await rotate();
    assert.deepEqual(asked, ['.env INFLUXDB3_AUTH_TOKEN app.js']);
    assert.equal(await read('app.js'), reference());
    assert.equal(await read('.env'), `LOG_LEVEL=debug\r\nA=1\r\nINFLUXDB3_AUTH_TOKEN=${next()}\r\n`);
    assert.deepEqual(
      result.replaced.map(({ file, count }) => `${file} ${count}`),
      ['.env 1', 'app.js 1'],
    );
    assert.equal(result.old, 'deleted');
    assert.deepEqual(unset, []);
  });

  it('says which variable to set when the user does not want it, or there is no env file', async () => {
    answer = false;
    await write('.gitignore', '.env\n');
    await write('sub/app.js', program());
    await write('sub/.env', 'A=1\n');
    await write('b.js', program());
    track('sub/app.js', 'b.js');
    const { unset, result } = await rotate();
    assert.deepEqual(asked, ['sub/.env INFLUXDB3_AUTH_TOKEN sub/app.js']);
    assert.deepEqual(unset, ['INFLUXDB3_AUTH_TOKEN b.js,sub/app.js']);
    assert.equal(await read('sub/.env'), 'A=1\n');
    assert.equal(result.replaced.length, 2);
  });

  it('uses the env file of the workspace folder once for all files without one beside them', async () => {
    await write('.gitignore', '.env\n');
    for (const file of ['a/x.js', 'b/c/y.js', 'own/z.js']) {
      await write(file, program());
    }
    await write('.env', '');
    await write('own/.env', 'A=1\n');
    track('a', 'b', 'own/z.js');
    const { unset } = await rotate();
    assert.deepEqual(asked, ['.env INFLUXDB3_AUTH_TOKEN a/x.js,b/c/y.js', 'own/.env INFLUXDB3_AUTH_TOKEN own/z.js']);
    assert.equal(await read('.env'), `INFLUXDB3_AUTH_TOKEN=${next()}\n`);
    assert.equal(await read('own/.env'), `A=1\nINFLUXDB3_AUTH_TOKEN=${next()}\n`);
    assert.deepEqual(unset, []);
  });

  it('adds several variables to one env file, and keeps its other tokens', async () => {
    await write('.gitignore', '.env\n');
    await write('compose.yml', `environment:\n  A_TOKEN: "${rotation.old.reveal()}"\n`);
    await write('app/app.js', program());
    await write('.env', 'A=1');
    track('compose.yml', 'app/app.js');
    await rotate();
    const added = ['INFLUXDB3_AUTH_TOKEN', 'A_TOKEN'].map((variable) => `${variable}=${next()}\n`);
    assert.deepEqual(asked.length, 2);
    assert.equal(await read('.env'), `A=1\n${added.join('')}`);
  });

  it('adds nothing where the variable has the old token, which is updated as everywhere', async () => {
    await write('.gitignore', '.env\n');
    await write('app.js', program());
    await write('.env', `DB_TOKEN=${rotation.old.reveal()}\nA=1\n`);
    track('app.js');
    const { unset } = await rotate();
    assert.deepEqual(asked, []);
    assert.equal(await read('app.js'), reference('DB_TOKEN'));
    assert.equal(await read('.env'), `DB_TOKEN=${next()}\nA=1\n`);
    assert.deepEqual(unset, []);
  });

  it('uses the variables of the env file in the workspace folder as they are', async () => {
    await write('.gitignore', '.env\n');
    await write('sub/app.js', program());
    await write('.env', `DB_TOKEN=${rotation.old.reveal()}\n`);
    track('sub');
    await rotate();
    assert.deepEqual(asked, []);
    assert.equal(await read('sub/app.js'), reference('DB_TOKEN'));
    assert.equal(await read('.env'), `DB_TOKEN=${next()}\n`);
  });

  it('never reads a variable that means something else in the env file of the workspace folder', async () => {
    await write('.gitignore', '.env\n');
    await write('sub/app.js', program());
    await write('.env', 'INFLUXDB3_AUTH_TOKEN=other\n');
    track('sub');
    await rotate();
    assert.deepEqual(asked, ['.env INFLUXDB3_AUTH_TOKEN_2 sub/app.js']);
    assert.equal(await read('sub/app.js'), reference('INFLUXDB3_AUTH_TOKEN_2'));
    assert.equal(await read('.env'), `INFLUXDB3_AUTH_TOKEN=other\nINFLUXDB3_AUTH_TOKEN_2=${next()}\n`);
  });

  const unread: readonly (readonly [file: string, before: string])[] = [
    ['app.js', 'const token = '],
    ['app.py', 'token = '],
    ['Program.java', 'class Program { String token = '],
    ['telegraf.conf', 'token = '],
    ['vector.yaml', 'token: '],
    ['sub/compose.yml', 'token: '],
  ];
  for (const [file, before] of unread) {
    it(`says which variable to set for ${file}, whose program does not read the env file`, async () => {
      for (const env of ['A=1\n', `INFLUXDB3_AUTH_TOKEN=${rotation.old.reveal()}\n`, `db=${rotation.old.reveal()}\n`]) {
        rotation = prepareRotation({ kind: 'named', signedInWith: 'other' });
        const token = rotation.old.reveal();
        await write('.gitignore', '.env\n');
        await write(file, `${before}"${token}"${file.endsWith('.java') ? '; }' : ''}\n`);
        await write('.env', env.replace(/apiv3_.*/, token));
        track(file);
        const { unset } = await rotate();
        assert.deepEqual(asked, []);
        const variable = env.startsWith('db') && !file.startsWith('sub') ? 'db' : 'INFLUXDB3_AUTH_TOKEN';
        assert.deepEqual(unset, [`${variable} ${file}`]);
      }
    });
  }

  const unsuitable: Record<string, () => void | Promise<void>> = {
    'that Git does not ignore': () => rm(pathOf('.gitignore')),
    'that Git tracks': () => track('.env'),
    'that is read-only': () => chmod(pathOf('.env'), 0o444),
    'with unsaved changes': () => void unsaved.add(pathOf('.env')),
    'that is a link': async () => {
      await write('env.txt', 'A=1\n');
      await rm(pathOf('.env'));
      await symlink('env.txt', pathOf('.env'));
    },
    'that is a folder': async () => {
      await rm(pathOf('.env'));
      await mkdir(pathOf('.env'));
    },
    'that is too large': () => write('.env', 'A=1\n'.repeat(20_000)),
    'that is UTF-16': () => writeFile(pathOf('.env'), '\ufeffA=1\n', 'utf16le'),
  };
  for (const [what, prepare] of Object.entries(unsuitable)) {
    it(`does not offer an env file ${what}`, async () => {
      await write('.gitignore', '.env\n');
      await write('app.js', program());
      await write('.env', 'A=1\n');
      track('app.js');
      await prepare();
      const { unset } = await rotate();
      assert.deepEqual(asked, []);
      assert.deepEqual(unset, ['INFLUXDB3_AUTH_TOKEN app.js']);
    });
  }

  it('keeps the old token when the env file was changed in the meantime', async () => {
    await write('.gitignore', '.env\n');
    await write('app.js', program());
    await write('.env', 'A=1\n');
    track('app.js');
    const all = ports();
    const planUpdate: FilesPort['planUpdate'] = async (...args) => {
      const planned = await all.files.planUpdate(...args);
      await write('.env', 'A=2\n');
      return planned;
    };
    const running = new Rotation(rotation.journal, { ...all, files: { ...all.files, planUpdate } });
    const result = await running.begin();
    assert.equal(result.old, 'kept');
    assert.deepEqual(result.left, [{ folder: 'w', file: '.env', reason: 'changed' }]);
    assert.deepEqual((await unsetVariables(running.journal)).map(describeUnset), ['INFLUXDB3_AUTH_TOKEN app.js']);
  });

  for (const action of ['finish', 'undo'] as const) {
    it(`can ${action} after a crash before or after each file was written`, async () => {
      for (let step = 0; step < 4; step += 1) {
        rotation = prepareRotation({ kind: 'named', signedInWith: 'other' });
        await write('.gitignore', '.env\n');
        await write('app.js', program());
        await write('.env', 'A=1');
        track('app.js');
        const saved = await crashAtWrite(step);
        const result = await new Rotation(saved, ports())[action]();
        const isFinished = action === 'finish';
        assert.equal(result.isUndone, !isFinished);
        assert.equal(await read('app.js'), isFinished ? reference() : program(), `step ${step}`);
        assert.equal(await read('.env'), isFinished ? `A=1\nINFLUXDB3_AUTH_TOKEN=${next()}\n` : 'A=1');
      }
    });
  }

  async function crashAtWrite(step: number): Promise<Journal> {
    const all = ports();
    const crashed = Promise.withResolvers<undefined>();
    let count = 0;
    const crashIfReached = async () => {
      count += 1;
      if (count - 1 === step) {
        crashed.resolve(undefined);
        await new Promise(() => undefined);
      }
    };
    const writeFiles: FilesPort['write'] = async (...args) => {
      await crashIfReached();
      const result = await all.files.write(...args);
      await crashIfReached();
      return result;
    };
    const run = new Rotation(rotation.journal, { ...all, files: { ...all.files, write: writeFiles } }).begin();
    await Promise.race([crashed.promise, run.then(() => assert.fail('must crash before its end'))]);
    return rotation.fixture.journals.get(rotation.journal.id) ?? assert.fail();
  }
});
