import assert from 'node:assert/strict';
import { chmodSync, linkSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { controlServer, type ControlledServer } from '../../influxdb3/controlClient.ts';
import { activated, run, variable } from '../support/extension.ts';
import { keptSecrets, signInSecret } from '../support/secrets.ts';
import { listPath, works } from '../support/serverList.ts';
import { signedIn } from '../support/signedIn.ts';
import { bytesOf, emptied, fillNotes, fillPlant, folderPath, replacedIn, trackInNotes } from './rotationWorkspace.ts';

interface Rotated {
  server: string;
  name: string;
  id: number;
  expiry: string | null;
  replaced: { folder: string; file: string; count: number }[];
  left: { folder: string; file: string; reason: string }[];
  old: string;
}

const server = 'Local';

describe('A rotation', () => {
  const url = variable('SERVER_URL');
  let control: ControlledServer;
  let secrets: vscode.SecretStorage;
  let count = 0;

  const names = async () => (await control.tokens()).map(({ name }) => String(name)).sort();
  const clipboard = () => vscode.env.clipboard.readText();
  const rotate = (args: object) => run<Rotated>('rotateToken', { server, files: 'all', confirm: true, ...args });
  /** A fresh token. @returns its name and string */
  const made = async (expiry = '30d') => {
    count += 1;
    const name = `writer${count}`;
    await run('createNamedToken', { server, name, expiry });
    return { name, token: await clipboard() };
  };

  before(async () => {
    ({ secrets } = await activated());
    control = controlServer(variable('CONTROL_URL'));
    await signedIn(server, url);
  });

  afterEach(async () => {
    await control.clearFaults();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    emptied('plant');
    emptied('notes');
  });

  it('of a named token rewrites every file as people have them, byte for byte, and deletes the old token', async () => {
    const { name, token } = await made();
    const { token: other } = await made('never');
    const files = fillPlant(token, other).filter(({ places }) => places > 0);
    const result = await rotate({ name, old: 'delete' });
    const next = await clipboard();
    assert.notEqual(next, token);
    assert.deepEqual(
      result.replaced.map(({ folder, file, count: places }) => [folder, file, places]).sort(),
      files.map(({ path, places }) => ['plant', path, places]).sort(),
    );
    assert.deepEqual([result.left, result.old, result.name, result.server], [[], 'deleted', `${name}-2`, url]);
    for (const { path, content } of files) {
      const now = readFileSync(join(folderPath('plant'), path)).toString('latin1');
      assert.ok(now === replacedIn(content, token, next), `${path} has the new string in place of the old one`);
    }
    assert.ok((await works(url, next)) && !(await works(url, token)));
    const kept = await keptSecrets(secrets, url);
    assert.ok(kept.includes(next) && !kept.includes(token), 'the new string is kept and the old one forgotten');
    assert.ok(!JSON.stringify(result).includes('apiv3_'));
  });

  it('keeps the period of the expiry, or takes the one that is said, and counts the name up', async () => {
    const { name } = await made('30d');
    const again = await rotate({ name, files: 'none', old: 'delete' });
    const days = (Date.parse(again.expiry ?? '') - Date.now()) / 86_400_000;
    assert.ok(days > 29.9 && days < 30.1, `${days} days`);
    const third = await rotate({ name: again.name, files: 'none', old: 'delete', expiry: 'never' });
    assert.deepEqual([third.name, third.expiry], [`${name}-3`, null]);
    const named = await rotate({ name: third.name, files: 'none', old: 'keep', newName: `${name} by hand` });
    assert.deepEqual([named.name, named.old], [`${name} by hand`, 'kept']);
    assert.ok((await names()).includes(`${name}-3`));
  });

  it('leaves what git tracks unless it is ticked, and names it', async () => {
    const { name, token } = await made();
    fillNotes({ '.env': `A=${token}\n`, 'telegraf.conf': `token = "${token}"\n`, '.gitignore': '.env\n' });
    trackInNotes('telegraf.conf', '.gitignore');
    const result = await rotate({ name, old: 'delete' });
    assert.deepEqual(result.replaced, [{ folder: 'notes', file: '.env', count: 1 }]);
    assert.deepEqual(result.left, [{ folder: 'notes', file: 'telegraf.conf', reason: 'tracked' }]);
    assert.equal(result.old, 'deleted', 'what the person left does not keep the old token alive');
    assert.ok(readFileSync(join(folderPath('notes'), 'telegraf.conf'), 'utf8').includes(token));
  });

  it('lists what it cannot rewrite, whoever runs it, keeps the old token alive for it, and keeps modes', async () => {
    const { name, token } = await made();
    const outside = join(await mkdtemp(join(tmpdir(), 'outside-')), 'elsewhere.env');
    await writeFile(outside, `A=${token}`);
    const [plain = '', readOnly = '', twice = ''] = fillNotes({
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
    assert.equal(result.old, 'kept', 'a place that could not be rewritten keeps the old token alive');
    assert.deepEqual(result.replaced, [{ folder: 'notes', file: 'plain.env', count: 1 }]);
    assert.deepEqual(
      result.left.map(({ file, reason }) => [file, reason]),
      [
        ['link.env', 'link'],
        ['readonly.env', 'readOnly'],
        ['twice.env', 'hardLink'],
        ['twin.txt', 'hardLink'],
      ],
    );
    assert.equal(statSync(plain).mode & 0o777, 0o640);
    assert.ok(readFileSync(outside, 'utf8').includes(token));
  });

  it('saves editors with unsaved changes first, where the person agrees', async () => {
    const { name, token } = await made();
    const [path = ''] = fillNotes({ 'open.env': `A=${token}\r\nB=1\n` });
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(path));
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'C=3\r\n'));
    const result = await rotate({ name, old: 'delete' });
    assert.deepEqual(result.replaced, [{ folder: 'notes', file: 'open.env', count: 1 }]);
    assert.equal(readFileSync(path, 'utf8').includes('C=3'), true);
    assert.ok(readFileSync(path, 'utf8').includes(await clipboard()));
  });

  it('that waits is undone byte for byte, and the new token goes', async () => {
    const { name, token } = await made();
    const { token: other } = await made('never');
    const paths = fillPlant(token, other).map(({ path }) => path);
    const before = bytesOf(folderPath('plant'), paths);
    const waiting = await rotate({ name, old: 'later' });
    assert.equal(waiting.old, 'later');
    assert.ok(await works(url, token), 'the old token lives until it is asked about');
    const undone = await run<Rotated>('resumeRotation', { server, name, undo: true, confirm: true });
    assert.deepEqual([undone.left, undone.old], [[], 'kept']);
    assert.ok(isSame(bytesOf(folderPath('plant'), paths), before), 'every file is as it was');
    assert.ok(!(await names()).includes(`${name}-2`));
    assert.ok((await keptSecrets(secrets, url)).includes(token));
  });

  it('that waits is finished when the person says so, and cannot be begun a second time meanwhile', async () => {
    const { name, token } = await made();
    fillNotes({ 'a.env': `A=${token}\n` });
    await rotate({ name, old: 'later' });
    await assert.rejects(rotate({ name, old: 'delete' }), /has not ended: finish or undo it first/);
    const finished = await run<Rotated>('resumeRotation', { server, name, old: 'delete', confirm: true });
    assert.deepEqual([finished.old, finished.replaced.length], ['deleted', 1]);
    await assert.rejects(run('resumeRotation', { server, name }), /No rotation waits/);
    assert.ok(!(await works(url, token)));
  });

  it('cannot interleave with another one of the same token', async () => {
    const { name } = await made();
    const both = await Promise.allSettled([
      rotate({ name, files: 'none', old: 'delete' }),
      rotate({ name, files: 'none', old: 'delete' }),
    ]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.equal((await names()).filter((one) => one.startsWith(name)).length, 1);
  });

  it('whose server goes away between steps says what is true now, and is finished later', async () => {
    const { name, token } = await made();
    fillNotes({ 'a.env': `A=${token}\n` });
    await control.addFault({ kind: 'close', when: 'beforeWork', method: 'DELETE', times: 'always' });
    await assert.rejects(
      rotate({ name, old: 'delete' }),
      /The rotation of "writer\d+" on Local stopped\. .*The files are rewritten/s,
    );
    assert.ok(readFileSync(join(folderPath('notes'), 'a.env'), 'utf8') === `A=${await clipboard()}\n`);
    await control.clearFaults();
    const finished = await run<Rotated>('resumeRotation', { server, name, old: 'delete', confirm: true });
    assert.equal(finished.old, 'deleted');
    assert.ok(!(await works(url, token)));
  });

  it('whose create gets no answer makes nothing twice', async () => {
    const { name, token } = await made();
    fillNotes({ 'a.env': `A=${token}\n` });
    await control.addFault({ kind: 'close', when: 'afterWork', path: '/api/v3/configure/token/named_admin' });
    await assert.rejects(rotate({ name, old: 'delete' }), /may have been made already/);
    const finished = await run<Rotated>('resumeRotation', { server, name, old: 'delete', confirm: true });
    assert.equal(finished.old, 'deleted');
    assert.ok(readFileSync(join(folderPath('notes'), 'a.env'), 'utf8') === `A=${await clipboard()}\n`);
    assert.deepEqual(
      (await names()).filter((one) => one.startsWith(name)),
      [`${name}-2`],
    );
  });

  it('of the token that the server is signed in with changes that too', async () => {
    const before = (await signInSecret(secrets, url)) ?? '';
    const { name, token } = await made('never');
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

  it('rewrites an open file that lies outside of every folder, too', async () => {
    const { name, token } = await made();
    const outside = join(await mkdtemp(join(tmpdir(), 'outside-')), 'telegraf.conf');
    await writeFile(outside, `token = "${token}"\n`);
    await vscode.window.showTextDocument(vscode.Uri.file(outside));
    const result = await rotate({ name, old: 'delete' });
    assert.deepEqual(result.replaced, [{ folder: '', file: outside, count: 1 }]);
    assert.ok(readFileSync(outside, 'utf8') === `token = "${await clipboard()}"\n`);
  });

  it('rewrites a file once that is open and that a link of the workspace leads to, and the link keeps nothing alive', async () => {
    const { name, token } = await made();
    const outside = join(await mkdtemp(join(tmpdir(), 'outside-')), 'shared.env');
    await writeFile(outside, `A=${token}\n`);
    fillNotes({ 'own.env': `A=${token}\n` });
    symlinkSync(outside, join(folderPath('notes'), 'shared.env'));
    await vscode.window.showTextDocument(vscode.Uri.file(outside));
    const result = await rotate({ name, old: 'delete' });
    assert.deepEqual([result.old, result.left], ['deleted', []]);
    assert.deepEqual(result.replaced.map(({ file, count: places }) => [file, places]).sort(), [
      [outside, 1],
      ['own.env', 1],
    ]);
    assert.ok(readFileSync(outside, 'utf8') === `A=${await clipboard()}\n`);
  });

  it('keeps others away from its tokens until it has ended', async () => {
    const { name } = await made();
    await rotate({ name, files: 'none', old: 'later' });
    for (const other of [name, `${name}-2`]) {
      await assert.rejects(run('deleteToken', { server, name: other, confirm: true }), /finish or undo it first/);
    }
    await assert.rejects(run('removeServer', { server, confirm: true }), /finish or undo it first/);
    await run('resumeRotation', { server, name, undo: true, confirm: true });
    await run('deleteToken', { server, name, confirm: true });
  });

  it('does not take what somebody else made meanwhile for its own', async () => {
    const { name } = await made();
    await run('createNamedToken', { server, name: `${name}-2`, expiry: 'never' });
    await assert.rejects(rotate({ name, newName: `${name}-2` }), /has a token of that name already/);
    const third = await rotate({ name, files: 'none', old: 'keep' });
    assert.equal(third.name, `${name}-3`);
  });

  it('of a token that is only in files shows first that the string works, and keeps it', async () => {
    const { name, token } = await made();
    for (const key of (await secrets.keys()).filter((one) => one.startsWith('kept|'))) {
      if ((await secrets.get(key)) === token) await secrets.delete(key);
    }
    fillNotes({ 'a.env': `A=${token}\n`, 'b.env': `B=${token}\n` });
    const result = await rotate({ name, old: 'keep' });
    assert.equal(result.replaced.length, 2);
    assert.ok((await keptSecrets(secrets, url)).includes(token));
  });

  it('of the operator token moves the files to a bridge first, where that is wanted', async () => {
    const operator = (await signInSecret(secrets, url)) ?? '';
    fillNotes({ 'op.env': `A=${operator}\n` });
    const result = await rotate({ name: '_admin', bridge: true, newName: 'bridge', expiry: 'never', old: 'delete' });
    assert.deepEqual([result.name, result.old], ['_admin', 'replaced']);
    const next = (await signInSecret(secrets, url)) ?? '';
    assert.ok(next !== operator && (await works(url, next)) && !(await works(url, operator)));
    const inFile = readFileSync(join(folderPath('notes'), 'op.env'), 'utf8')
      .trim()
      .slice(2);
    assert.ok(inFile !== next && (await works(url, inFile)), 'the file has the bridge token');
    assert.ok((await names()).includes('bridge'));
  });

  it('of the operator token regenerates it, rewrites the files, and leaves no helper behind', async () => {
    const operator = (await signInSecret(secrets, url)) ?? '';
    fillNotes({ 'op.env': `A=${operator}\n` });
    const before = await names();
    const result = await rotate({ name: '_admin' });
    assert.deepEqual([result.name, result.old, result.replaced.length], ['_admin', 'replaced', 1]);
    const next = (await signInSecret(secrets, url)) ?? '';
    assert.ok(readFileSync(join(folderPath('notes'), 'op.env'), 'utf8') === `A=${next}\n`);
    assert.ok(await works(url, next));
    assert.deepEqual(await names(), before);
  });

  it('whose arguments are wrong changes nothing', async () => {
    const { name } = await made();
    await control.clearRequests();
    await assert.rejects(rotate({ name, expiry: 'soon' }), /is not a duration/);
    await assert.rejects(rotate({ name, newName: '' }), /Give the token a name/);
    // The new token's row makes the list be asked for again, at a moment of its own.
    const changes = (await control.requests()).filter(({ path }) => path !== listPath);
    assert.deepEqual(changes, []);
    await assert.rejects(rotate({ name: 'nobody' }), /no token called "nobody"/);
    await assert.rejects(rotate({ name, newName: name }), /has a token of that name already/);
    assert.ok((await names()).includes(name) && !(await names()).includes(`${name}-2`));
  });
});

function isSame(one: Map<string, string>, other: Map<string, string>): boolean {
  return one.size === other.size && [...one].every(([path, bytes]) => other.get(path) === bytes);
}
