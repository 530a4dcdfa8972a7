import assert from 'node:assert/strict';
import { callRules, type CallRules, type Step } from '../../../src/commands/callRules.ts';
import { commandNames, type CommandName } from '../../../src/commands/commandNames.ts';
import { sentence } from '../../support/sentences.ts';
import {
  confirmDialogs,
  emptyEditor,
  openExtensionWindow,
  signInAndCreate,
  type ExtensionWindow,
  type Prompt,
} from './support/extensionWindow.ts';

type Cell = 'withoutArguments' | 'row' | 'withArguments';

interface Scene extends ExtensionWindow {
  readonly operator: string;
  readonly args: object;
  readonly row: object;
}

const ci = { server: 'Local', name: 'ci' };
const argumentsOf: Partial<Record<CommandName, object>> = {
  addServer: { server: 'https://influx.example', name: 'Other' },
  editServer: { server: 'Local', newName: 'Renamed' },
  createNamedToken: { server: 'Local', name: 'new', expiry: '1d' },
  createResourceToken: { server: 'Local', name: 'new', expiry: '1d', permissions: ['db:*:read'] },
  deleteToken: ci,
  copyToken: ci,
  copyTokenName: ci,
  rotateToken: ci,
  resumeRotation: ci,
  insertToken: ci,
  refresh: { server: 'Local' },
  findTokensInWorkspace: {},
  identifyToken: {},
  showHistory: {},
  exportHistory: {},
  forgetEverything: {},
  showLog: {},
};
const tokenCommands = new Set([
  'deleteToken',
  'copyToken',
  'copyTokenName',
  'rotateToken',
  'resumeRotation',
  'insertToken',
]);

async function openScene(name: CommandName): Promise<Scene> {
  const isEnterprise = name === 'createResourceToken';
  const opened = await openExtensionWindow({ product: isEnterprise ? 'enterprise' : 'core', recovery: {} });
  const { window, server } = opened;
  const operator = name === 'createOperatorToken' ? '' : await signInAndCreate(opened);
  if (name === 'resumeRotation') {
    confirmDialogs(window);
    server.faults.add({ kind: 'status', status: 500, work: 'undone', method: 'DELETE' });
    await assert.rejects(opened.run('rotateToken', { ...ci, old: 'delete' }));
  }
  if (name === 'identifyToken') {
    window.clipboard = operator;
  }
  if (name === 'insertToken') {
    window.editor = await emptyEditor();
  }
  const row = tokenCommands.has(name) ? await opened.tokenRow('ci') : opened.serverRow();
  const recovery = name === 'recoverOperatorToken' ? { recoveryUrl: server.recoveryUrl } : {};
  const clipboard = name === 'signIn' ? { fromClipboard: true } : {};
  if (name === 'signIn') {
    window.clipboard = operator;
  }
  // Otherwise, what the setup started in the background would count.
  await opened.run('refresh', opened.serverRow());
  return { ...opened, operator, row, args: argumentsOf[name] ?? { server: 'Local', ...recovery, ...clipboard } };
}

/** Other requests check the server, or list its tokens. */
const isChange = (method: string, path: string) => ['POST', 'DELETE'].includes(method) && !path.endsWith('/query_sql');

/** Everything that a command can change or reveal, and what was sent with a token. */
function stateOf({ window, server, secrets }: Scene, { listsCount }: { listsCount: boolean }): unknown {
  const changes = server.requests.filter(({ method, path }) => isChange(method, path));
  return {
    clipboard: window.clipboard,
    terminals: window.terminals.length,
    settings: [...window.settings],
    document: window.editor?.document.getText(),
    log: window.shownLogs,
    shown: window.shownDocuments,
    files: window.writtenFiles.length,
    tokens: server.tokens().map(({ name, hash }) => [name, hash]),
    secrets: [...secrets.stored],
    sent: listsCount ? server.requests.length : changes.length,
  };
}

function stepOf(prompt: Prompt, { server }: Scene): Step {
  switch (prompt.kind) {
    case 'text':
    case 'file':
      return prompt.kind;
    case 'dialog': {
      const isNamed = [prompt.message, prompt.detail].some((text) => text.includes(server.url) || text.includes('"'));
      return isNamed ? 'dialog' : assert.fail(`names neither a token nor a URL: ${prompt.message}`);
    }
    case 'list':
    case 'severalFromList': {
      const isServer = prompt.items.every(({ description }) => description === server.url);
      return isServer ? 'server' : prompt.placeholder === sentence('selectToken') ? 'token' : 'choice';
    }
  }
}

function answer(name: CommandName, prompt: Prompt, { operator, server }: Scene): void {
  switch (prompt.kind) {
    case 'dialog':
      prompt.accept(prompt.buttons.at(-1) ?? '');
      return;
    case 'file':
      prompt.accept('/folder/history.jsonl');
      return;
    case 'text':
      prompt.accept(textFor(name, prompt.value, operator, server.recoveryUrl));
      return;
    case 'list': {
      const item = prompt.items.find(({ label }) => label === 'ci') ?? prompt.items[0];
      prompt.accept(...(item === undefined ? [] : [item]));
      return;
    }
    case 'severalFromList':
      prompt.accept(...prompt.items.slice(0, 1));
  }
}

/** The second text of `addServer` is the name, and other texts have a default that is accepted. */
function textFor(name: CommandName, value: string, operator: string, recoveryUrl = ''): string {
  const texts: Partial<Record<CommandName, string>> = {
    signIn: operator,
    recoverOperatorToken: recoveryUrl,
    addServer: value.startsWith('http') ? 'https://influx.example' : 'Other',
    editServer: 'Renamed',
  };
  return texts[name] ?? (value === '' ? 'new' : value);
}

/** Answers `answered` prompts, and closes those after them. Returns what was asked before anything happened. */
async function run(name: CommandName, cell: Cell, answered: number) {
  const scene = await openScene(name);
  const { window } = scene;
  const isListEffect = ['testConnection', 'refresh', 'findTokensInWorkspace'].includes(name);
  const steps: Step[] = [];
  const state = (listsCount: boolean) => JSON.stringify(stateOf(scene, { listsCount }));
  const before = [state(false), state(true)];
  let hasHappened = false;
  window.prompts.onOpen = (prompt) => {
    hasHappened ||= state(false) !== before[0];
    if (!hasHappened) {
      steps.push(stepOf(prompt, scene));
      // Nothing is sent, not even to list tokens, before the first question of an external call.
      const isFirstOfExternal = cell === 'withArguments' && steps.length === 1;
      hasHappened = (isListEffect || isFirstOfExternal) && state(true) !== before[1];
    }
    if (steps.length <= answered) {
      answer(name, prompt, scene);
    } else {
      prompt.close();
    }
  };
  const argument = { withoutArguments: undefined, row: scene.row, withArguments: scene.args }[cell];
  const result = await scene.run(name, ...(argument === undefined ? [] : [argument]));
  hasHappened ||= result !== undefined || state(isListEffect) !== before[isListEffect ? 1 : 0];
  return { steps, hasHappened, result, scene };
}

const cells = commandNames.flatMap((name) =>
  (['withoutArguments', 'row', 'withArguments'] as const)
    .filter((cell) => callRules[name][cell] !== undefined)
    .map((cell) => ({ name, cell, steps: (callRules[name] as Required<CallRules>)[cell] ?? [] })),
);

describe('callRules', () => {
  for (const { name, cell, steps } of cells) {
    it(`${name}, ${cell}: ${steps.join(', ') || 'nothing'} comes first`, async () => {
      for (let answered = 0; answered < steps.length; answered++) {
        const declined = await run(name, cell, answered);
        assert.deepEqual(declined.steps, steps.slice(0, answered + 1));
        assert.equal(declined.hasHappened, false, `something happened after ${answered} answers`);
      }
      const done = await run(name, cell, steps.length);
      assert.deepEqual(done.steps, steps);
      assert.equal(done.hasHappened, true, 'nothing happened');
    });
  }
});
