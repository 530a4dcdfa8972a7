import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { controlServer, type ControlledServer } from '../../influxdb3/controlClient.ts';
import { activated, eventually, run, variable } from '../support/extension.ts';

const server = 'Local';
const unknown = `apiv3_${randomBytes(64).toString('base64url')}`;

describe('Tokens in an open editor', () => {
  const url = variable('SERVER_URL');
  const configuration = () => vscode.workspace.getConfiguration('influxdb3Tokens');
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  let control: ControlledServer;
  let operator = '';
  let writer = '';
  let expired = '';

  const created = async (name: string, expiry: string) => {
    await run('createNamedToken', { server, name, expiry });
    return vscode.env.clipboard.readText();
  };

  before(async () => {
    await activated();
    control = controlServer(variable('CONTROL_URL'));
    await configuration().update('servers', [{ name: server, url }], true);
    execFileSync('git', ['init', '--quiet'], { cwd: root });
  });

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('ask no server before somebody looks at one', async () => {
    await control.clearRequests();
    await shown('INFLUX_TOKEN=apiv3_YOUR_TOKEN\n', 'properties');
    await vscode.workspace.openTextDocument({ content: unknown });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.deepEqual(await control.requests(), []);
    const { document } = await shown(`token: ${unknown}\n`, 'yaml');
    await eventually(async () => (await control.requests()).length > 0);
    await eventually(async () => (await titles(document)).some((title) => title.startsWith('not checked: ')));
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), [], 'what could not be checked is not reported');
  });

  it('are named over the line in any language, and can be copied and rotated there', async () => {
    await run('createOperatorToken', { server });
    operator = await vscode.env.clipboard.readText();
    writer = await created('ci-writer', '30d');
    expired = await created('old', '1s');
    const wanted = ['ci-writer on Local, expires in 30 days', 'Copy', 'Rotate'];
    for (const language of ['plaintext', 'yaml', 'python', 'shellscript', 'go', 'properties', 'dockerfile']) {
      const { document } = await shown(`before\nx = "${writer}"\n`, language);
      await eventually(async () => (await titles(document)).join() === wanted.join());
    }
  });

  it('are copied by the lens as by their row', async () => {
    const { document } = await shown(writer, 'plaintext');
    await eventually(async () => (await titles(document)).includes('Copy'));
    const copy = (await lenses(document)).find(({ command }) => command?.title === 'Copy')?.command;
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand(copy?.command ?? '', ...((copy?.arguments ?? []) as unknown[]));
    assert.equal(await vscode.env.clipboard.readText(), writer);
  });

  it('are told apart where several are on one line, and each told once', async () => {
    const { document } = await shown([writer, operator, writer, unknown].join(' '), 'plaintext');
    await eventually(async () => (await titles(document)).length === 7);
    assert.deepEqual(await titles(document), [
      'ci-writer on Local, expires in 30 days',
      'Copy "ci-writer"',
      'Rotate "ci-writer"',
      '_admin on Local, operator token',
      'Copy "_admin"',
      'Rotate "_admin"',
      'not recognized by any of your servers',
    ]);
  });

  it('have their details in a hover, without the string', async () => {
    const base64 = Buffer.from(writer).toString('base64');
    const { document } = await shown(`data:\n  token: ${base64}\n`, 'yaml');
    await eventually(async () => (await titles(document)).includes('Copy'));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(1, 20),
    );
    const said = hovers
      .flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value))
      .join()
      .replaceAll('&nbsp;', ' ')
      .replaceAll('\\', '');
    for (const wanted of ['**ci-writer**', 'Server: Local', url, 'apiv3_… (', 'kept in the secret storage', 'Base64']) {
      assert.ok(said.includes(wanted), `${wanted} in ${said}`);
    }
    assert.ok(!said.includes(writer.slice(6, 30)) && !said.includes(base64.slice(8, 30)));
  });

  it('show what strangers wrote into a name as text, which is no link', async () => {
    const { document } = await shown(
      await created('[a](command:x) https://a.example www.a.example $(bug)', '30d'),
      'plaintext',
    );
    await eventually(async () => (await titles(document)).includes('Copy'));
    assert.ok((await titles(document))[0]?.startsWith('[a](command:x) https://a.example www.a.example $ (bug) on'));
    const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(0, 20),
    );
    const markdown = hover?.contents[0] as vscode.MarkdownString;
    assert.ok(!markdown.isTrusted && !markdown.supportHtml && !markdown.supportThemeIcons);
    assert.match(markdown.value, /^\*\*\\\[a\\\]\\\(command:x\\\)/);
    assert.doesNotMatch(markdown.value, /[^\\]:\/\/|www\./);
  });

  it('are reported where git tracks the operator token, and where one is expired or unknown', async () => {
    const inGit = tracked('deploy/telegraf.conf', `[[outputs.influxdb_v2]]\n  token = "${operator}"\n`);
    const untracked = file('.env', `TOKEN=${operator}\nDEAD=${expired}\nLOST=${unknown}\nGOOD=${writer}\n`);
    await run('refresh');
    await open(untracked);
    await open(inGit);
    await eventually(() => Promise.resolve(codes(inGit).length > 0 && codes(untracked).length > 1));
    assert.deepEqual(codes(inGit), ['1 operatorTokenInGit 1']);
    assert.deepEqual(codes(untracked), ['1 expiredToken 1', '2 unknownToken 2']);
    assert.ok(vscode.languages.getDiagnostics(untracked).every(({ source }) => source === 'InfluxDB 3'));
  });

  it('are not called unknown while a listed server is out of reach', async () => {
    const { document } = await shown(`LOST=${unknown}\n`, 'properties');
    await eventually(() => Promise.resolve(codes(document.uri).length === 1));
    const down = { name: 'Down', url: 'http://127.0.0.1:9' };
    await configuration().update('servers', [{ name: server, url }, down], true);
    await eventually(() => Promise.resolve(codes(document.uri).length === 0));
    await eventually(async () => (await titles(document)).some((title) => title.startsWith('not checked')));
    await configuration().update('servers', [{ name: server, url }], true);
    await eventually(() => Promise.resolve(codes(document.uri).length === 1));
  });

  it('can be rotated, replaced by a reference, or left alone from there', async () => {
    const { document } = await open(tracked('deploy/telegraf.d/fixed.conf', `  token = "${operator}"\n`));
    await eventually(() => Promise.resolve(codes(document.uri).length === 1));
    const actions = await fixes(document);
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Rotate "_admin"…', 'Replace with ${INFLUXDB3_AUTH_TOKEN}', "Don't report tokens in this file"],
    );
    assert.equal(actions[0]?.command?.command, 'influxdb3Tokens.rotateToken');
    const ignore = actions[2]?.command;
    await vscode.commands.executeCommand(ignore?.command ?? '', ...((ignore?.arguments ?? []) as unknown[]));
    await eventually(() => Promise.resolve(codes(document.uri).length === 0));
    assert.deepEqual(configuration().inspect('diagnosticsExclude')?.workspaceValue, ['deploy/telegraf.d/fixed.conf']);
    assert.ok((await titles(document)).includes('_admin on Local, operator token'), 'it is still named');
    assert.ok(actions[1]?.edit && (await vscode.workspace.applyEdit(actions[1].edit)));
    assert.match(document.getText(), /^ {2}token = "\$\{INFLUXDB3_AUTH_TOKEN\}"$/m);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('are reported all the same where the setting is malformed', async () => {
    await configuration().update('diagnosticsExclude', [3, '[', '{', null], vscode.ConfigurationTarget.Workspace);
    const { document } = await open(tracked('deploy/malformed.conf', `  token = "${operator}"\n`));
    await eventually(() => Promise.resolve(codes(document.uri).length === 1));
    await configuration().update('diagnosticsExclude', undefined, vscode.ConfigurationTarget.Workspace);
  });

  it('are reported no more when the document is closed', async () => {
    const uri = file('closing.env', `LOST=${unknown}\n`);
    // Not opened by us: VS Code keeps such a document for minutes.
    await vscode.commands.executeCommand('vscode.open', uri);
    await eventually(() => Promise.resolve(codes(uri).length === 1));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually(() => Promise.resolve(codes(uri).length === 0));
  });

  for (const [what, content] of [
    ['a file of six megabytes', () => `${'some text = 1234567890\n'.repeat(270_000)}token = "${writer}"\n`],
    ['a line of 20,000 characters', () => `${'x'.repeat(20_000)} ${writer}\n`],
    ['five hundred tokens', () => `token = "${writer}"\n`.repeat(500)],
  ] as const) {
    it(`never hold up who types in ${what}`, async () => {
      await configuration().update('hideTokensInEditors', true, true);
      const editor = await open(file('big.txt', content()));
      const reading = await extensionHostTime(async () => {
        assert.ok((await titles(editor.document)).includes('ci-writer on Local, expires in 30 days'));
      });
      assert.ok(reading < 1000, `${reading} ms for the first lenses`);
      editor.selection = new vscode.Selection(0, 0, 0, 0);
      const typing = await extensionHostTime(async () => {
        const asked: Promise<string[]>[] = [];
        for (let key = 0; key < 10; key += 1) {
          asked.push(titles(editor.document));
          // As a keyboard does: an edit by the API is refused where VS Code was faster to change its mind.
          await vscode.commands.executeCommand('type', { text: 'k' });
        }
        await Promise.all(asked);
        await eventually(() =>
          Promise.resolve(editor.document.getText(new vscode.Range(0, 0, 0, 10)) === 'k'.repeat(10)),
        );
      });
      assert.ok(typing < 1000, `${typing} ms for ten keys`);
      await configuration().update('hideTokensInEditors', undefined, true);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    });
  }

  function tracked(path: string, content: string): vscode.Uri {
    const uri = file(path, content);
    execFileSync('git', ['add', path], { cwd: root });
    return uri;
  }

  /** Each test has files of its own: VS Code keeps a document for minutes after its editor was closed. */
  function file(path: string, content: string): vscode.Uri {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    return vscode.Uri.file(join(root, path));
  }
});

/**
 * How long the extension host worked, in milliseconds of its processor: what a key waits for where nothing else runs.
 * A clock would tell how busy the machine is, too.
 */
async function extensionHostTime(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return Math.round((user + system) / 1000);
}

async function open(uri: vscode.Uri): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
}

async function shown(content: string, language: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language }));
}

async function lenses({ uri }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  return vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
}

async function titles(document: vscode.TextDocument): Promise<string[]> {
  return (await lenses(document)).map(({ command }) => command?.title ?? '');
}

async function fixes(document: vscode.TextDocument): Promise<vscode.CodeAction[]> {
  const [first] = vscode.languages.getDiagnostics(document.uri);
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    first?.range,
    vscode.CodeActionKind.QuickFix.value,
  );
}

/** Line, code and severity of each. */
function codes(uri: vscode.Uri): string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .map(({ range, code, severity }) => `${range.start.line} ${typeof code === 'string' ? code : ''} ${severity}`)
    .sort();
}
