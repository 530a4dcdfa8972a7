import assert from 'node:assert/strict';
import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { TooManyCandidates } from '../../../../src/content/tokensInText.ts';
import type { OpenText } from '../../../../src/content/openText.ts';
import { Token } from '../../../../src/core/token/token.ts';
import type { SearchFolder } from '../../../../src/files/search/searchTypes.ts';
import { WorkspaceSearch, type WorkspacePort } from '../../../../src/operations/steps/workspaceSearch.ts';
import { createTree, namesOf, randomTokenString, type Tree } from '../../files/helpers/searchTree.ts';
import { operationFixture, type OperationFixture } from '../support/operationFixture.ts';

const { signal } = new AbortController();

describe('WorkspaceSearch', () => {
  let fixture: OperationFixture;
  let tree: Tree;
  let outside: Tree;
  let folders: SearchFolder[];
  let texts: OpenText[];
  let foldersElsewhere: string[];
  let openFiles: string[];
  let search: WorkspaceSearch;

  beforeEach(async () => {
    fixture = await operationFixture();
    tree = createTree();
    outside = createTree();
    folders = [{ name: 'work', path: tree.createFolder('work') }];
    texts = [];
    foldersElsewhere = [];
    openFiles = [];
    search = searchWith(tree.createFolder('code'));
  });

  afterEach(() => {
    tree.remove();
    outside.remove();
  });

  const searchWith = (appRoot: string): WorkspaceSearch => {
    const workspace: WorkspacePort = {
      appRoot,
      folders: () => folders,
      foldersElsewhere: () => foldersElsewhere,
      openTexts: () => texts,
      openFilesOutsideWorkspace: () => openFiles,
    };
    return new WorkspaceSearch(fixture.servers.store, workspace);
  };
  const openText = (file: string, text: string, path?: string): OpenText => ({
    folder: 'work',
    file,
    path,
    parts: [{ editor: { uri: `test:${file}` }, text }],
  });

  it('finds tokens in the folders of the workspace', async () => {
    const other = { name: 'other', path: tree.createFolder('other') };
    folders.push(other);
    tree.write('work/a/app.env', randomTokenString());
    tree.write('work/b.env', 'nothing');
    tree.write('other/c.env', randomTokenString());
    assert.deepEqual(search.folders(), folders);
    assert.deepEqual(namesOf(asResult(await search.find(signal))), ['a/app.env', 'c.env']);
    assert.deepEqual(namesOf(asResult(await search.find(signal, { folders: [other] }))), ['c.env']);
  });

  it('finds tokens in open files outside the workspace, and in extra files', async () => {
    openFiles = [outside.write('open.env', randomTokenString()), outside.write('both.env', randomTokenString())];
    const extraFiles = [outside.write('extra.env', randomTokenString()), openFiles[1] ?? ''];
    const { files, unsearched } = await search.find(signal, { extraFiles });
    assert.deepEqual(
      files.map(({ path }) => path),
      [...openFiles, extraFiles[0]],
    );
    assert.deepEqual(unsearched, []);
  });

  it('names a variable after the token, as the quick fix does', async () => {
    const operator = await fixture.signedInAsOperator();
    const token = (await fixture.createElsewhere(operator, 'ci writer')).reveal();
    tree.write('work/.env', 'INFLUXDB3_AUTH_TOKEN=other\n');
    tree.write('work/compose.yml', `a: "${token}"\n`);
    outside.write('.env', 'INFLUXDB3_AUTH_TOKEN=other\n');
    openFiles = [outside.write('compose.yml', `a: "${token}"\n`)];
    const { files } = await search.find(signal, { checkServers: true });
    assert.deepEqual(
      files.flatMap(({ occurrences }) => occurrences.map(({ reference }) => reference?.variable)),
      ['INFLUXDB3_TOKEN_CI_WRITER', 'INFLUXDB3_TOKEN_CI_WRITER'],
    );
  });

  it('reports each unsearched file once', async () => {
    const unreadable = join(outside.write('file', ''), 'below');
    openFiles = [unreadable];
    assert.deepEqual((await search.find(signal, { extraFiles: [unreadable] })).unsearched, [unreadable]);
  });

  it('reports folders elsewhere, and editors with too many candidates, as unsearched', async () => {
    foldersElsewhere = ['remote (vscode-vfs)'];
    const many = new Token('apiv3_many');
    texts = [openText('Untitled-1', many.reveal()), openText('b.env', randomTokenString())];
    const isAlsoToken = ({ hash }: Token) => {
      if (hash === many.hash) {
        throw new TooManyCandidates();
      }
      return false;
    };
    const { files, unsearched } = await search.find(signal, { isAlsoToken });
    assert.deepEqual(unsearched, ['remote (vscode-vfs)', 'Untitled-1']);
    assert.deepEqual(
      files.map(({ file }) => file),
      ['b.env'],
    );
  });

  it('finds a listed token between any characters', async () => {
    const operator = await fixture.signedInAsOperator();
    tree.write('work/compose.yaml', `INFLUX_TOKEN: \${DB_TOKEN:-${operator.reveal()}}`);
    tree.write('work/otel.env', `HEADERS=Authorization=Bearer%20${operator.reveal()}`);
    tree.write('work/api.http', `Basic ${Buffer.from(`any:${operator.reveal()}`).toString('base64')}`);
    const { files } = await search.find(signal, { checkServers: true });
    assert.deepEqual(
      files.map(({ file }) => file),
      ['api.http', 'compose.yaml', 'otel.env'],
    );
  });

  it('shows the unsaved text of an editor instead of its file, also below a link', async () => {
    const path = tree.write('work/app.env', randomTokenString());
    symlinkSync(join(tree.path, 'work'), join(tree.path, 'link'));
    const unsaved = new Token(randomTokenString());
    for (const shown of [path, join(tree.path, 'link', 'app.env')]) {
      texts = [openText('app.env', `\n${unsaved.reveal()}`, shown)];
      const { files } = await search.find(signal);
      assert.equal(files.length, 1);
      assert.equal(files[0]?.barrier, 'unsaved');
      assert.deepEqual([files[0].occurrences[0]?.token.hash, files[0].occurrences[0]?.line], [unsaved.hash, 2]);
    }
  });

  it('lists editors without a file last, also when they were closed during the search', async () => {
    tree.write('work/app.env', randomTokenString());
    texts = [openText('Untitled-1', randomTokenString()), openText('gone.env', randomTokenString(), '/work/gone.env')];
    assert.deepEqual(namesOf(asResult(await search.find(signal))), ['app.env', 'Untitled-1', 'gone.env']);
  });

  it('lists a file once that is in the workspace and open through a link', async () => {
    const path = tree.write('work/app.env', randomTokenString());
    symlinkSync(path, join(outside.path, 'link.env'));
    openFiles = [join(outside.path, 'link.env')];
    assert.deepEqual(namesOf(asResult(await search.find(signal))), ['app.env']);
  });

  it('contacts servers only if it is asked to', async () => {
    await fixture.signedInAsOperator();
    fixture.tokenServer.requests.length = 0;
    assert.equal((await search.find(signal)).known[0]?.records, undefined);
    assert.equal(fixture.tokenServer.requests.length, 0);
    const { known } = await search.find(signal, { checkServers: true });
    assert.deepEqual(
      known[0]?.records?.map(({ name }) => name),
      ['_admin'],
    );
    const requestCount = () => fixture.tokenServer.requests.length;
    const before = requestCount();
    await search.find(signal, { checkServers: true });
    assert.ok(requestCount() > before, 'loads the lists again');
  });

  it('finds tokens of another length that are stored or that the caller accepts', async () => {
    const [stored, accepted] = [new Token('apiv3_stored'), new Token('apiv3_accepted')];
    tree.write('work/app.env', [stored, accepted, new Token('apiv3_other')].map((token) => token.reveal()).join('\n'));
    await fixture.servers.tokens.store(fixture.identity, stored, 'ci', { untilSavedElsewhere: false });
    const isAlsoToken = (token: Token) => token.hash === accepted.hash;
    const { files } = await search.find(signal, { checkServers: true, isAlsoToken });
    assert.deepEqual(
      files.flatMap(({ occurrences }) => occurrences.map(({ token }) => token.hash)),
      [stored.hash, accepted.hash],
    );
  });

  it('stops when it is canceled, also while it waits for servers', async () => {
    tree.write('work/app.env', randomTokenString());
    const canceled = AbortSignal.abort(new Error('canceled'));
    await assert.rejects(search.find(canceled), { message: 'canceled' });
    await assert.rejects(search.find(canceled, { checkServers: true }), { message: 'canceled' });
  });

  it('uses the ripgrep of VS Code', async () => {
    const listed = tree.write('work/listed.env', randomTokenString());
    tree.write('work/unlisted.env', randomTokenString());
    const ripgrep = tree.write('code/node_modules/@vscode/ripgrep/bin/rg', `#!/bin/sh\nprintf '%s\\0' '${listed}'\n`);
    chmodSync(ripgrep, 0o755);
    const withRipgrep = searchWith(join(tree.path, 'code'));
    assert.deepEqual(namesOf(asResult(await withRipgrep.find(signal))), ['listed.env']);
  });
});

function asResult({ files, unsearched }: Awaited<ReturnType<WorkspaceSearch['find']>>) {
  return { files: [...files], unsearched: [...unsearched] };
}
