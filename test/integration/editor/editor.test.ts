import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { controlServer, type ControlledServer } from '../../support/influxdb3/controlClient.ts';
import { sentence } from '../../support/sentences.ts';
import { activateExtension, eventually, run, variable } from '../support/extension.ts';
import { processorTime } from '../../support/processorTime.ts';
import { codeLenses, codeLensTitles } from '../support/codeLenses.ts';

const server = 'Local';
const unknown = `apiv3_${randomBytes(64).toString('base64url')}`;
const writerText = sentence('tokenIdentified', 'ci-writer', server, sentence('expiresIn', sentence('days', 30)));
const operatorText = sentence('tokenIdentified', '_admin', server, sentence('operatorToken'));

describe('registerEditor', () => {
  const url = variable('SERVER_URL');
  const configuration = () => vscode.workspace.getConfiguration('influxdb3Tokens');
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  let control: ControlledServer;
  let operator = '';
  let writer = '';
  let expired = '';

  const createToken = async (name: string, expiry: string) => {
    await run('createNamedToken', { server, name, expiry });
    return vscode.env.clipboard.readText();
  };

  before(async () => {
    await activateExtension();
    control = controlServer(variable('CONTROL_URL'));
    await configuration().update('servers', [{ name: server, url }], true);
    execFileSync('git', ['init', '--quiet'], { cwd: root });
  });

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('contacts no server until an editor shows a token', async () => {
    await control.clearRequests();
    await showText('INFLUX_TOKEN=apiv3_YOUR_TOKEN\n', 'properties');
    await vscode.workspace.openTextDocument({ content: unknown });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.deepEqual(await control.requests(), []);
    const { document } = await showText(`token: ${unknown}\n`, 'yaml');
    await eventually(async () => (await control.requests()).length > 0);
    await eventually(async () =>
      (await codeLensTitles(document)).some((title) => title === sentence('tokenNotChecked')),
    );
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), [], 'a token that was not checked is not reported');
  });

  it('shows CodeLens with the token, Copy, and Rotate in any language', async () => {
    await run('createOperatorToken', { server });
    operator = await vscode.env.clipboard.readText();
    writer = await createToken('ci-writer', '30d');
    expired = await createToken('old', '1s');
    const expected = [writerText, sentence('copy'), sentence('rotate')];
    for (const language of ['plaintext', 'yaml', 'python', 'shellscript', 'go', 'properties', 'dockerfile']) {
      const { document } = await showText(`before\nx = "${writer}"\n`, language);
      await eventually(async () => (await codeLensTitles(document)).join() === expected.join());
    }
  });

  it('copies a token from its CodeLens', async () => {
    const { document } = await showText(writer, 'plaintext');
    await eventually(async () => (await codeLensTitles(document)).includes(sentence('copy')));
    const copy = (await codeLenses(document)).find(({ command }) => command?.title === sentence('copy'))?.command;
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand(copy?.command ?? '', ...((copy?.arguments ?? []) as unknown[]));
    assert.equal(await vscode.env.clipboard.readText(), writer);
  });

  it('shows each of several tokens on one line once, with its name in the actions', async () => {
    const { document } = await showText([writer, operator, writer, unknown].join(' '), 'plaintext');
    await eventually(async () => (await codeLensTitles(document)).length === 7);
    assert.deepEqual(await codeLensTitles(document), [
      writerText,
      sentence('copyNamed', 'ci-writer'),
      sentence('rotateNamed', 'ci-writer'),
      operatorText,
      sentence('copyNamed', '_admin'),
      sentence('rotateNamed', '_admin'),
      sentence('tokenNotRecognized'),
    ]);
  });

  it('shows details in a hover, without the token string', async () => {
    const base64 = Buffer.from(writer).toString('base64');
    const { document } = await showText(`data:\n  token: ${base64}\n`, 'yaml');
    await eventually(async () => (await codeLensTitles(document)).includes(sentence('copy')));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(1, 20),
    );
    const text = hovers
      .flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value))
      .join()
      .replaceAll('&nbsp;', ' ')
      .replaceAll('\\', '');
    const expected = [
      '**ci-writer**',
      `${sentence('server')}: Local`,
      url,
      'apiv3_… (',
      sentence('storedInVsCode'),
      'Base64',
    ];
    for (const part of expected) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
    assert.ok(!text.includes(writer.slice(6, 30)) && !text.includes(base64.slice(8, 30)));
  });

  it('shows links and icons in a token name as plain text', async () => {
    const { document } = await showText(
      await createToken('[a](command:x) https://a.example www.a.example $(bug)', '30d'),
      'plaintext',
    );
    await eventually(async () => (await codeLensTitles(document)).includes(sentence('copy')));
    assert.ok(
      (await codeLensTitles(document))[0]?.startsWith('"[a](command:x) https://a.example www.a.example $ (bug)" on'),
    );
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

  it('reports the operator token in tracked files, and expired and unknown tokens', async () => {
    const inGit = tracked('deploy/telegraf.conf', `[[outputs.influxdb_v2]]\n  token = "${operator}"\n`);
    const untracked = file('.env', `TOKEN=${operator}\nEXPIRED=${expired}\nUNKNOWN=${unknown}\nGOOD=${writer}\n`);
    await run('refresh');
    await open(untracked);
    await open(inGit);
    await eventually(() => Promise.resolve(codes(inGit).length > 0 && codes(untracked).length > 1));
    assert.deepEqual(codes(inGit), ['1 operatorTokenInGit 1']);
    assert.deepEqual(codes(untracked), ['1 expiredToken 1', '2 unknownToken 2']);
    assert.ok(vscode.languages.getDiagnostics(untracked).every(({ source }) => source === 'InfluxDB 3'));
  });

  it('reports a named token with full rights in a tracked file', async () => {
    const inGit = tracked('deploy/named.conf', `  token = "${writer}"\n`);
    await open(inGit);
    await eventually(() => Promise.resolve(codes(inGit).length > 0));
    assert.deepEqual(codes(inGit), ['0 adminTokenInGit 1']);
  });

  it('does not report a token as unknown while a server is unreachable', async () => {
    const { document } = await showText(`UNKNOWN=${unknown}\n`, 'properties');
    await eventually(() => Promise.resolve(codes(document.uri).length === 1));
    const down = { name: 'Down', url: 'http://127.0.0.1:9' };
    await configuration().update('servers', [{ name: server, url }, down], true);
    await eventually(() => Promise.resolve(codes(document.uri).length === 0));
    await eventually(async () =>
      (await codeLensTitles(document)).some((title) => title === sentence('tokenNotChecked')),
    );
    await configuration().update('servers', [{ name: server, url }], true);
    await eventually(() => Promise.resolve(codes(document.uri).length === 1));
  });

  it('offers quick fixes to rotate, to replace, and to exclude the file', async () => {
    const { document } = await open(tracked('deploy/telegraf.d/fixed.conf', `  token = "${operator}"\n`));
    await eventually(() => Promise.resolve(codes(document.uri).length === 1));
    const actions = await fixes(document);
    assert.deepEqual(
      actions.map(({ title }) => title),
      [sentence('rotateFix', '_admin'), sentence('replaceFix', '${TOKEN}'), sentence('excludeFix')],
    );
    assert.equal(actions[0]?.command?.command, 'influxdb3Tokens.rotateToken');
    const ignore = actions[2]?.command;
    await vscode.commands.executeCommand(ignore?.command ?? '', ...((ignore?.arguments ?? []) as unknown[]));
    await eventually(() => Promise.resolve(codes(document.uri).length === 0));
    assert.deepEqual(configuration().inspect('diagnosticsExclude')?.workspaceValue, ['deploy/telegraf.d/fixed.conf']);
    assert.ok((await codeLensTitles(document)).includes(operatorText), 'the CodeLens is still shown');
    assert.ok(actions[1]?.edit && (await vscode.workspace.applyEdit(actions[1].edit)));
    assert.match(document.getText(), /^ {2}token = "\$\{TOKEN\}"$/m, 'as .env names it');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('moves a token to the .env file that Git ignores, and saves neither file', async () => {
    file('moved/.gitignore', '.env\n');
    const environment = file('moved/.env', 'LOG_LEVEL=debug\n');
    const loading = 'from dotenv import load_dotenv\n\nload_dotenv()\n';
    const { document } = await open(tracked('moved/app.py', `${loading}token = "${operator}"\n`));
    await eventually(() => Promise.resolve(codes(document.uri).length === 1));
    const title = sentence('replaceAndAddFix', 'os.environ["INFLUXDB3_AUTH_TOKEN"]', 'moved/.env');
    const fix = (await fixes(document)).find((one) => one.title === title)?.command;
    assert.ok(fix);
    await vscode.commands.executeCommand(fix.command, ...((fix.arguments ?? []) as unknown[]));
    assert.equal(document.getText(), `import os\n${loading}token = os.environ["INFLUXDB3_AUTH_TOKEN"]\n`);
    const { document: moved } = await open(environment);
    assert.equal(moved.getText(), `LOG_LEVEL=debug\nINFLUXDB3_AUTH_TOKEN=${operator}\n`);
    assert.ok(document.isDirty && moved.isDirty);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await open(document.uri);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('reports tokens even when diagnosticsExclude is malformed', async () => {
    await configuration().update('diagnosticsExclude', [3, '[', '{', null], vscode.ConfigurationTarget.Workspace);
    const { document } = await open(tracked('deploy/malformed.conf', `  token = "${operator}"\n`));
    await eventually(() => Promise.resolve(codes(document.uri).length === 1));
    await configuration().update('diagnosticsExclude', undefined, vscode.ConfigurationTarget.Workspace);
  });

  it('removes diagnostics when the document is closed', async () => {
    const uri = file('closing.env', `UNKNOWN=${unknown}\n`);
    // Use a command, because VS Code keeps a document opened by an extension for minutes.
    await vscode.commands.executeCommand('vscode.open', uri);
    await eventually(() => Promise.resolve(codes(uri).length === 1));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually(() => Promise.resolve(codes(uri).length === 0));
  });

  it('says that it identifies none of too many strings that could be tokens', async () => {
    const words = Array.from({ length: 2000 }, (_, index) => `apiv3_${`${index}-`.padEnd(86, 'word')}\n`);
    const { document } = await open(file('words.txt', `${words.join('')}${writer}\n`));
    assert.equal((await codeLensTitles(document))[0], sentence('tooManyInEditor'));
  });

  for (const [what, content] of [
    ['a file of six megabytes', () => `${'some text = 1234567890\n'.repeat(270_000)}token = "${writer}"\n`],
    ['a line of 20,000 characters', () => `${'x'.repeat(20_000)} ${writer}\n`],
    ['five hundred tokens', () => `token = "${writer}"\n`.repeat(500)],
  ] as const) {
    it(`does not slow down typing in ${what}`, async () => {
      await configuration().update('hideTokensInEditors', true, true);
      const editor = await open(file('big.txt', content()));
      const reading = await processorTime(async () => {
        assert.ok((await codeLensTitles(editor.document)).includes(writerText));
      });
      assert.ok(reading < 1000, `${reading} ms for the first CodeLens`);
      editor.selection = new vscode.Selection(0, 0, 0, 0);
      const typing = await processorTime(async () => {
        const requests: Promise<string[]>[] = [];
        for (let key = 0; key < 10; key += 1) {
          requests.push(codeLensTitles(editor.document));
          // Type like a keyboard, because VS Code refuses an API edit if the document has changed.
          await vscode.commands.executeCommand('type', { text: 'k' });
        }
        await Promise.all(requests);
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

  /** Every test needs its own files, because VS Code keeps a document for minutes after its editor is closed. */
  function file(path: string, content: string): vscode.Uri {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    return vscode.Uri.file(join(root, path));
  }
});

async function open(uri: vscode.Uri): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
}

async function showText(content: string, language: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language }));
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

function codes(uri: vscode.Uri): string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .map(({ range, code, severity }) => `${range.start.line} ${typeof code === 'string' ? code : ''} ${severity}`)
    .sort();
}
