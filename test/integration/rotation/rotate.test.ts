import assert from 'node:assert/strict';
import { chmodSync, linkSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { controlServer, type ControlledServer } from '../../support/influxdb3/controlClient.ts';
import { sentencePattern } from '../../support/sentences.ts';
import { activateExtension, run, variable } from '../support/extension.ts';
import { storedSecrets, signInSecret } from '../support/secrets.ts';
import { listPath, isTokenAccepted } from '../support/serverList.ts';
import { ensureSignedIn } from '../support/ensureSignedIn.ts';
import {
  readFiles,
  clearFolder,
  createNotes,
  fillPlant,
  folderPath,
  withTokenReplaced,
  trackInGit,
} from './rotationWorkspace.ts';

interface RotationResult {
  server: string;
  name: string;
  id: number;
  expiry: string | null;
  replaced: { folder: string; file: string; count: number }[];
  left: { folder: string; file: string; reason: string }[];
  old: string;
}

const server = 'Local';

describe('rotateToken', () => {
  const url = variable('SERVER_URL');
  let control: ControlledServer;
  let secrets: vscode.SecretStorage;
  let count = 0;

  const names = async () => (await control.tokens()).map(({ name }) => String(name)).sort();
  const clipboard = () => vscode.env.clipboard.readText();
  const rotate = (args: object) => run<RotationResult>('rotateToken', { server, files: 'all', confirm: true, ...args });
  const createToken = async (expiry = '30d') => {
    count += 1;
    const name = `writer${count}`;
    await run('createNamedToken', { server, name, expiry });
    return { name, token: await clipboard() };
  };

  before(async () => {
    ({ secrets } = await activateExtension());
    control = controlServer(variable('CONTROL_URL'));
    await ensureSignedIn(server, url);
  });

  afterEach(async () => {
    await control.clearFaults();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    clearFolder('plant');
    clearFolder('notes');
  });

  it('updates realistic files byte for byte, and deletes the old token', async () => {
    const { name, token } = await createToken();
    const { token: other } = await createToken('never');
    const files = fillPlant(token, other).filter((file) => file.occurrences > 0);
    const result = await rotate({ name, old: 'delete' });
    const next = await clipboard();
    assert.notEqual(next, token);
    assert.deepEqual(
      result.replaced.map(({ folder, file, count: occurrences }) => [folder, file, occurrences]).sort(),
      files.map((file) => ['plant', file.path, file.occurrences]).sort(),
    );
    assert.deepEqual([result.left, result.old, result.name, result.server], [[], 'deleted', `${name}-2`, url]);
    for (const { path, content } of files) {
      const now = readFileSync(join(folderPath('plant'), path)).toString('latin1');
      assert.ok(now === withTokenReplaced(content, token, next), `${path} has the new token instead of the old one`);
    }
    assert.ok((await isTokenAccepted(url, next)) && !(await isTokenAccepted(url, token)));
    const stored = await storedSecrets(secrets, url);
    assert.ok(stored.includes(next) && !stored.includes(token), 'the new token is stored and the old one is not');
    assert.ok(!JSON.stringify(result).includes('apiv3_'));
  });

  it('uses the old lifetime or the given one, and increments the name', async () => {
    const { name } = await createToken('30d');
    const again = await rotate({ name, files: 'none', old: 'delete' });
    const days = (Date.parse(again.expiry ?? '') - Date.now()) / 86_400_000;
    assert.ok(days > 29.9 && days < 30.1, `${days} days`);
    const third = await rotate({ name: again.name, files: 'none', old: 'delete', expiry: 'never' });
    assert.deepEqual([third.name, third.expiry], [`${name}-3`, null]);
    const named = await rotate({ name: third.name, files: 'none', old: 'keep', newName: `${name} by hand` });
    assert.deepEqual([named.name, named.old], [`${name} by hand`, 'kept']);
    assert.ok((await names()).includes(`${name}-3`));
  });

  it('skips and lists files that Git tracks unless they are selected', async () => {
    const { name, token } = await createToken();
    createNotes({ '.env': `A=${token}\n`, 'telegraf.conf': `token = "${token}"\n`, '.gitignore': '.env\n' });
    trackInGit('telegraf.conf', '.gitignore');
    const result = await rotate({ name, old: 'delete' });
    assert.deepEqual(result.replaced, [{ folder: 'notes', file: '.env', count: 1 }]);
    assert.deepEqual(result.left, [{ folder: 'notes', file: 'telegraf.conf', reason: 'tracked' }]);
    assert.equal(result.old, 'deleted', 'a file that was not selected does not keep the old token');
    assert.ok(readFileSync(join(folderPath('notes'), 'telegraf.conf'), 'utf8').includes(token));
  });

  it('keeps the old token for files it could not update, and updates all names of a file', async () => {
    const { name, token } = await createToken();
    const outside = join(await mkdtemp(join(tmpdir(), 'outside-')), 'elsewhere.env');
    await writeFile(outside, `A=${token}`);
    const [plain = '', readOnly = '', twice = ''] = createNotes({
      'plain.env': `A=${token}`,
      'readonly.env': `A=${token}`,
      'twice.env': `A=${token}`,
    });
    const root = folderPath('notes');
    chmodSync(plain, 0o640);
    chmodSync(readOnly, 0o444);
    linkSync(twice, join(root, 'twin.txt'));
    symlinkSync(outside, join(root, 'link.env'));
    symlinkSync(plain, join(root, 'inside.env'));
    const result = await rotate({ name, old: 'delete' });
    assert.equal(result.old, 'kept', 'a file that could not be updated keeps the old token');
    assert.deepEqual(
      result.replaced.map(({ file, count }) => [file, count]),
      [
        ['plain.env', 1],
        ['twice.env', 1],
        ['twin.txt', 1],
      ],
    );
    assert.deepEqual(
      result.left.map(({ file, reason }) => [file, reason]),
      [
        ['link.env', 'link'],
        ['readonly.env', 'readOnly'],
      ],
    );
    assert.equal(statSync(plain).mode & 0o777, 0o640);
    assert.equal(statSync(twice).nlink, 2);
    assert.equal(readFileSync(join(root, 'twin.txt'), 'utf8'), `A=${await clipboard()}`);
    assert.ok(readFileSync(outside, 'utf8').includes(token));
  });

  it('saves editors with unsaved changes first, if the user agrees', async () => {
    const { name, token } = await createToken();
    const [path = ''] = createNotes({ 'open.env': `A=${token}\r\nB=1\n` });
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'C=3\r\n'));
    const result = await rotate({ name, old: 'delete' });
    assert.deepEqual(result.replaced, [{ folder: 'notes', file: 'open.env', count: 1 }]);
    assert.equal(readFileSync(path, 'utf8').includes('C=3'), true);
    assert.ok(readFileSync(path, 'utf8').includes(await clipboard()));
  });

  it('can be undone byte for byte while it waits, which deletes the new token', async () => {
    const { name, token } = await createToken();
    const { token: other } = await createToken('never');
    const paths = fillPlant(token, other).map(({ path }) => path);
    const before = readFiles(folderPath('plant'), paths);
    const waiting = await rotate({ name, old: 'later' });
    assert.equal(waiting.old, 'later');
    assert.ok(await isTokenAccepted(url, token), 'the old token still works');
    const undone = await run<RotationResult>('resumeRotation', { server, name, undo: true, confirm: true });
    assert.deepEqual([undone.left, undone.old], [[], 'kept']);
    assert.ok(isSame(readFiles(folderPath('plant'), paths), before), 'every file is restored');
    assert.ok(!(await names()).includes(`${name}-2`));
    assert.ok((await storedSecrets(secrets, url)).includes(token));
  });

  it('can be finished but not started again while it waits', async () => {
    const { name, token } = await createToken();
    createNotes({ 'a.env': `A=${token}\n` });
    await rotate({ name, old: 'later' });
    await assert.rejects(rotate({ name, old: 'delete' }), sentencePattern('rotationInProgress', name));
    const finished = await run<RotationResult>('resumeRotation', { server, name, old: 'delete', confirm: true });
    assert.deepEqual([finished.old, finished.replaced.length], ['deleted', 1]);
    await assert.rejects(run('resumeRotation', { server, name }), sentencePattern('noRotations'));
    assert.ok(!(await isTokenAccepted(url, token)));
  });

  it('rejects a second rotation of the same token at the same time', async () => {
    const { name } = await createToken();
    const both = await Promise.allSettled([
      rotate({ name, files: 'none', old: 'delete' }),
      // Calls with equal arguments share one rotation.
      rotate({ name, files: 'none', old: 'later' }),
    ]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.equal((await names()).filter((one) => one.startsWith(name)).length, both[0].status === 'fulfilled' ? 1 : 2);
  });

  it('describes its state when the server becomes unreachable, and can be finished later', async () => {
    const { name, token } = await createToken();
    createNotes({ 'a.env': `A=${token}\n` });
    await control.addFault({ kind: 'close', when: 'beforeWork', method: 'DELETE', times: 'always' });
    await assert.rejects(rotate({ name, old: 'delete' }), (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, sentencePattern('rotationStopped', name, server));
      assert.match(error.message, sentencePattern('rotationOldTokenUncertain'));
      return true;
    });
    assert.ok(readFileSync(join(folderPath('notes'), 'a.env'), 'utf8') === `A=${await clipboard()}\n`);
    await control.clearFaults();
    const finished = await run<RotationResult>('resumeRotation', { server, name, old: 'delete', confirm: true });
    assert.equal(finished.old, 'deleted');
    assert.ok(!(await isTokenAccepted(url, token)));
  });

  it('creates no second token when the response to the create was lost', async () => {
    const { name, token } = await createToken();
    createNotes({ 'a.env': `A=${token}\n` });
    await control.addFault({ kind: 'close', when: 'afterWork', path: '/api/v3/configure/token/named_admin' });
    await assert.rejects(rotate({ name, old: 'delete' }), sentencePattern('rotationMayHaveCreated', `${name}-2`, name));
    const finished = await run<RotationResult>('resumeRotation', { server, name, old: 'delete', confirm: true });
    assert.equal(finished.old, 'deleted');
    assert.ok(readFileSync(join(folderPath('notes'), 'a.env'), 'utf8') === `A=${await clipboard()}\n`);
    assert.deepEqual(
      (await names()).filter((one) => one.startsWith(name)),
      [`${name}-2`],
    );
  });

  it('signs in with the new token when the old one was the sign-in token', async () => {
    const before = (await signInSecret(secrets, url)) ?? '';
    const { name, token } = await createToken('never');
    await run('signIn', { server, fromClipboard: true });
    try {
      await rotate({ name, files: 'none', old: 'delete' });
      const next = await clipboard();
      assert.ok((await signInSecret(secrets, url)) === next && next !== token);
    } finally {
      await vscode.env.clipboard.writeText(before);
      await run('signIn', { server, fromClipboard: true });
    }
  });

  it('updates an open file outside the workspace folders', async () => {
    const { name, token } = await createToken();
    const outside = join(await mkdtemp(join(tmpdir(), 'outside-')), 'telegraf.conf');
    await writeFile(outside, `token = "${token}"\n`);
    await vscode.window.showTextDocument(vscode.Uri.file(outside));
    const result = await rotate({ name, old: 'delete' });
    assert.deepEqual(result.replaced, [{ folder: '', file: outside, count: 1 }]);
    assert.ok(readFileSync(outside, 'utf8') === `token = "${await clipboard()}"\n`);
  });

  it('updates an open file only once when a link in the workspace also leads to it', async () => {
    const { name, token } = await createToken();
    const outside = join(await mkdtemp(join(tmpdir(), 'outside-')), 'shared.env');
    await writeFile(outside, `A=${token}\n`);
    createNotes({ 'own.env': `A=${token}\n` });
    symlinkSync(outside, join(folderPath('notes'), 'shared.env'));
    await vscode.window.showTextDocument(vscode.Uri.file(outside));
    const result = await rotate({ name, old: 'delete' });
    assert.deepEqual([result.old, result.left], ['deleted', []]);
    assert.deepEqual(result.replaced.map(({ file, count: occurrences }) => [file, occurrences]).sort(), [
      [outside, 1],
      ['own.env', 1],
    ]);
    assert.ok(readFileSync(outside, 'utf8') === `A=${await clipboard()}\n`);
  });

  it('blocks other commands from changing its tokens until it has ended', async () => {
    const { name } = await createToken();
    await rotate({ name, files: 'none', old: 'later' });
    for (const other of [name, `${name}-2`]) {
      await assert.rejects(
        run('deleteToken', { server, name: other, confirm: true }),
        sentencePattern('rotationInProgress', name),
      );
    }
    await assert.rejects(run('removeServer', { server, confirm: true }), sentencePattern('rotationInProgress', name));
    await run('resumeRotation', { server, name, undo: true, confirm: true });
    await run('deleteToken', { server, name, confirm: true });
  });

  it('does not adopt a token that someone else created', async () => {
    const { name } = await createToken();
    await run('createNamedToken', { server, name: `${name}-2`, expiry: 'never' });
    await assert.rejects(rotate({ name, newName: `${name}-2` }), sentencePattern('tokenNameTaken'));
    const third = await rotate({ name, files: 'none', old: 'keep' });
    assert.equal(third.name, `${name}-3`);
  });

  it('stores an old token that is only in files', async () => {
    const { name, token } = await createToken();
    for (const key of (await secrets.keys()).filter((one) => one.startsWith('kept|'))) {
      if ((await secrets.get(key)) === token) await secrets.delete(key);
    }
    createNotes({ 'a.env': `A=${token}\n`, 'b.env': `B=${token}\n` });
    const result = await rotate({ name, old: 'keep' });
    assert.equal(result.replaced.length, 2);
    assert.ok((await storedSecrets(secrets, url)).includes(token));
  });

  it('updates files to a bridge token before it regenerates the operator token', async () => {
    const operator = (await signInSecret(secrets, url)) ?? '';
    createNotes({ 'op.env': `A=${operator}\n` });
    const result = await rotate({ name: '_admin', bridge: true, newName: 'bridge', expiry: 'never', old: 'delete' });
    assert.deepEqual([result.name, result.old], ['_admin', 'replaced']);
    const next = (await signInSecret(secrets, url)) ?? '';
    assert.ok(next !== operator && (await isTokenAccepted(url, next)) && !(await isTokenAccepted(url, operator)));
    const inFile = readFileSync(join(folderPath('notes'), 'op.env'), 'utf8')
      .trim()
      .slice(2);
    assert.ok(inFile !== next && (await isTokenAccepted(url, inFile)), 'the file has the bridge token');
    assert.ok((await names()).includes('bridge'));
  });

  it('regenerates the operator token, updates files, and deletes its helper', async () => {
    const operator = (await signInSecret(secrets, url)) ?? '';
    createNotes({ 'op.env': `A=${operator}\n` });
    const before = await names();
    const result = await rotate({ name: '_admin' });
    assert.deepEqual([result.name, result.old, result.replaced.length], ['_admin', 'replaced', 1]);
    const next = (await signInSecret(secrets, url)) ?? '';
    assert.ok(readFileSync(join(folderPath('notes'), 'op.env'), 'utf8') === `A=${next}\n`);
    assert.ok(await isTokenAccepted(url, next));
    assert.deepEqual(await names(), before);
  });

  it('changes nothing when an argument is invalid', async () => {
    const { name } = await createToken();
    await control.clearRequests();
    await assert.rejects(rotate({ name, expiry: 'soon' }), sentencePattern('durationInvalid', 'soon'));
    await assert.rejects(rotate({ name, newName: '' }), sentencePattern('tokenNameMissing'));
    // The list may be requested at any time, on a connection that's checked first, because the new token's row is refreshed.
    const changes = (await control.requests()).filter(({ method, path }) => method !== 'OPTIONS' && path !== listPath);
    assert.deepEqual(changes, []);
    await assert.rejects(rotate({ name: 'missing' }), sentencePattern('tokenNotFound', 'missing'));
    await assert.rejects(rotate({ name, newName: name }), sentencePattern('tokenNameTaken'));
    assert.ok((await names()).includes(name) && !(await names()).includes(`${name}-2`));
  });
});

function isSame(one: Map<string, string>, other: Map<string, string>): boolean {
  return one.size === other.size && [...one].every(([path, bytes]) => other.get(path) === bytes);
}
