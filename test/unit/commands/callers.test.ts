import assert from 'node:assert/strict';
import { callRules } from '../../../src/commands/callRules.ts';
import { commandNames } from '../../../src/commands/commandNames.ts';
import type { Server } from '../../../src/core/server/server.ts';
import { sentence } from '../../support/sentences.ts';
import { openExtensionWindow, signInAndCreate, type ExtensionWindow } from './support/extensionWindow.ts';

const createsOrReveals = commandNames.filter((name) => callRules[name].withoutArguments.length > 0);

describe('Hostile callers', () => {
  let opened: ExtensionWindow;

  beforeEach(async () => {
    opened = await openExtensionWindow();
  });

  /** Closes all prompts, and returns how many there were. */
  function closePrompts(): () => number {
    let count = 0;
    opened.window.prompts.onOpen = (prompt) => {
      count += 1;
      prompt.close();
    };
    return () => count;
  }

  function state(): string {
    const { window, server, secrets } = opened;
    const { clipboard, terminals, settings } = window;
    const tokens = server.tokens().map(({ hash }) => hash);
    return JSON.stringify([
      clipboard,
      terminals.length,
      [...settings],
      [...secrets.stored],
      tokens,
      server.requests.length,
    ]);
  }

  async function signIn(): Promise<void> {
    await signInAndCreate(opened);
    await opened.run('refresh', opened.serverRow());
  }

  for (const name of createsOrReveals) {
    it(`asks before ${name} without arguments, or rejects, whatever is passed instead of a row`, async () => {
      await signIn();
      const { Uri } = await import('../../support/vscodeApi/index.ts');
      const before = state();
      const row = { ...(await opened.tokenRow('ci')) };
      const { url } = opened.server;
      const lookalikes: unknown[][] = [
        [undefined],
        [null],
        [null, []],
        [undefined, [row]],
        [Uri.revive({ scheme: 'file', path: `${opened.window.folder}/app.env` })],
        [{ $mid: 1, scheme: 'file', path: '/app.env' }],
        [row],
        [{ server: { kind: 'server', name: 'Local', url }, record: { name: 'ci' } }],
        [{ $treeViewId: 'influxdb3Tokens.servers', $treeItemHandle: `1/server:${url}` }],
        [Object.assign(() => undefined, row)],
        [[row]],
        ['Local'],
        [true],
      ];
      for (const args of lookalikes) {
        const count = closePrompts();
        const error = await opened.run(name, ...args).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        const { notifications } = opened.window.prompts;
        const isRefused = error instanceof Error || notifications.length > 0;
        assert.ok(count() > 0 || isRefused, `nothing was asked for ${JSON.stringify(args)}`);
        assert.equal(state(), before, JSON.stringify(args));
        notifications.length = 0;
      }
    });
  }

  it('asks for the server of the selected token, which a link or an extension may have selected', async () => {
    const token = await signInAndCreate(opened);
    const { Position, Selection, Uri } = await import('../../support/vscodeApi/index.ts');
    const uri = Uri.revive({ scheme: 'file', path: '/app.env' });
    const selection = new Selection(new Position(0, 0), new Position(0, token.length));
    const document = { uri, version: 1, getText: () => token };
    opened.window.editor = { document, selections: [selection] };
    for (const argument of [undefined, uri]) {
      const lists: (readonly string[])[] = [];
      opened.window.prompts.onOpen = (prompt) => {
        lists.push(prompt.kind === 'list' ? prompt.items.map(({ description }) => description ?? '') : []);
        prompt.close();
      };
      await opened.run('rotateToken', argument);
      assert.deepEqual(lists, [[opened.server.url]]);
    }
  });

  it('takes a file only for commands that the editor menu offers', async () => {
    await signIn();
    const { Uri } = await import('../../support/vscodeApi/index.ts');
    const file = Uri.revive({ scheme: 'file', path: '/app.env' });
    for (const name of commandNames) {
      closePrompts();
      const isRejected = await opened.run(name, file).then(
        () => false,
        () => true,
      );
      assert.equal(isRejected, callRules[name].isInEditorMenu !== true, name);
    }
  });

  for (const name of ['openTerminal', 'copyToken', 'createNamedToken', 'signOut'] as const) {
    it(`asks for the server when the row for ${name} is in a hidden view`, async () => {
      await signIn();
      const row = name === 'copyToken' ? await opened.tokenRow('ci') : opened.serverRow();
      const before = state();
      opened.window.areViewsVisible = false;
      const titles: string[] = [];
      opened.window.prompts.onOpen = (prompt) => {
        titles.push(prompt.kind === 'list' ? prompt.placeholder : prompt.kind);
        prompt.close();
      };
      await opened.run(name, row);
      assert.deepEqual(titles, [sentence('selectServer')]);
      assert.equal(state(), before);
    });
  }

  it('ignores a focused row that no command is for, which the buttons of a view pass', async () => {
    await signIn();
    const { TokenGroupNode } = await import('../../../src/ui/servers/nodes.ts');
    const { FoundFileNode, FoundOccurrenceNode } = await import('../../../src/ui/found/foundNodes.ts');
    const file = Object.create(FoundFileNode.prototype) as object;
    const unknown = Object.assign(Object.create(FoundOccurrenceNode.prototype) as object, {
      identified: { status: 'unknown' },
    });
    const group = new TokenGroupNode({ name: 'Local', url: opened.server.url } as Server, [], 0);
    for (const row of [file, unknown, group]) {
      const before = opened.server.requests.length;
      await opened.run('refresh', row);
      assert.ok(opened.server.requests.length > before);
      const count = closePrompts();
      await opened.run('openTerminal', row);
      assert.equal(count(), 1, 'asks for the server');
      opened.window.prompts.onOpen = () => undefined;
    }
  });

  it('gives rows IDs that differ in each session', async () => {
    const idOf = () => {
      const { provider } = opened.window.trees.get('influxdb3Tokens.servers') ?? assert.fail();
      return provider.getTreeItem(opened.serverRow()).id;
    };
    const first = idOf();
    assert.equal(idOf(), first);
    const { url } = opened.server;
    opened = await openExtensionWindow();
    opened.window.settings.set('influxdb3Tokens.servers', [{ name: 'Local', url }]);
    assert.notEqual(idOf(), first);
  });

  it('asks once for a thousand calls without arguments', async () => {
    const running = Array.from({ length: 1000 }, () => opened.run('createOperatorToken'));
    let count = 0;
    opened.window.prompts.onOpen = (prompt) => {
      count += 1;
      if (prompt.kind === 'list') prompt.accept(...prompt.items);
    };
    const results = await Promise.all(running);
    assert.equal(count, 1);
    assert.equal(results.filter((result) => result !== undefined).length, 1);
    assert.deepEqual(
      opened.server.tokens().map(({ name }) => name),
      ['_admin'],
    );
  });

  it('asks once for a thousand calls with equal arguments', async () => {
    await signIn();
    const running = Array.from({ length: 1000 }, () => opened.run('openTerminal', { server: 'Local' }));
    const count = closePrompts();
    await Promise.all(running);
    assert.equal(count(), 1);
    assert.equal(opened.window.terminals.length, 0);
  });

  it('refuses most of a thousand calls with different arguments, and shows no message for them', async () => {
    await signIn();
    opened.window.prompts.notifications.length = 0;
    const call = async (_: unknown, index: number) =>
      opened.run('createNamedToken', { server: 'Local', name: `t${index}` }).then(
        () => 'declined',
        () => 'refused',
      );
    const running = Array.from({ length: 1000 }, call);
    const count = closePrompts();
    const results = await Promise.all(running);
    assert.equal(count(), 10);
    assert.equal(results.filter((result) => result === 'refused').length, 990);
    assert.deepEqual(opened.window.prompts.notifications, []);
    // Answered calls make room for others.
    assert.equal(await call(undefined, 1), 'declined');
  });

  it('lists tokens once for a thousand calls of refresh', async () => {
    await signIn();
    opened.server.requests.length = 0;
    await Promise.all(Array.from({ length: 1000 }, () => opened.run('refresh')));
    const lists = opened.server.requests.filter(({ path }) => path.endsWith('/query_sql'));
    assert.ok(lists.length > 0 && lists.length <= 2, String(lists.length));
  });

  it('runs no internal command for anyone else', async () => {
    const { Uri } = await import('../../support/vscodeApi/index.ts');
    const file = Uri.file(`${opened.window.folder}/app.env`);
    const document = { getText: () => `apiv3_${'x'.repeat(86)}`, version: 1, uri: file };
    const before = state();
    for (const id of ['_influxdb3Tokens.ignoreFile', '_influxdb3Tokens.moveToEnvironmentFile']) {
      const command = await internalCommand(id);
      for (const argument of [undefined, null, file, {}, { document, version: 1, environmentFile: file }]) {
        await command(argument);
      }
    }
    assert.equal(state(), before);
    assert.deepEqual(opened.window.prompts.notifications, []);
  });

  /** Registered when the first document is opened. */
  async function internalCommand(id: string): Promise<(argument: unknown) => unknown> {
    opened.window.openDocument();
    while (!opened.window.commands.has(id)) await new Promise(setImmediate);
    return opened.window.commands.get(id) ?? assert.fail();
  }
});
