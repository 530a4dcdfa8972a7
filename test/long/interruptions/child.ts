import { writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { SecretStorage } from '../../../src/storage/secretQueue.ts';
import type { Memento } from '../../../src/storage/tokenStore.ts';
import { NewTokenNotifications } from '../../../src/ui/newTokenNotice.ts';
import { User } from '../../../src/ui/person.ts';
import { BrowserNotice } from '../../../src/ui/prompts/browserNotice.ts';
import { Failures } from '../../../src/ui/prompts/failures.ts';
import { SavedElsewhere } from '../../../src/ui/prompts/savedElsewhere.ts';
import { TokenClipboard } from '../../../src/vscode/clipboard.ts';
import { ScriptedRotationDisplay } from '../../unit/operations/support/scriptedRotationDisplay.ts';
import { FileMemento, FileSecrets } from '../../unit/rotation/processes/fileDoubles.ts';
import type { Interruption, Point } from './interruption.ts';
import { operations } from './operations.ts';
import { createSession, inPlace, type Place, type Session } from './session.ts';
import { connection } from './vscode.ts';

/* The process of a window that is interrupted. It runs an operation as a command does, and ends at one point of it. */

export interface Task extends Interruption {
  readonly place: Place;
  readonly operation: string;
}

/** In milliseconds. */
const deactivationLimit = 5000;
const closingTime = 20;
const settlingTime = 500;
/** Longer than a request whose token is stored stays in the journal. */
const flushTime = 3200;

const task = JSON.parse(process.env['INTERRUPTION_TASK'] ?? '') as Task;
const paths = inPlace(task.place);
const progress = { isEnding: false };
let requests = 0;
let responses = 0;
let settled: Promise<unknown> = Promise.resolve();

// VS Code only logs these.
process.on('unhandledRejection', () => undefined);
process.on('message', () => {
  end();
  process.send?.('ended');
});

connection.open(paths.clipboard);
connection.onCopy = () => at('before copying', responses);
const session = createWindow();
countSteps(session);
const operation = operations[task.operation];
if (operation === undefined) {
  throw new Error(`There is no such operation: ${task.operation}`);
}
const failures = new Failures(session.servers.log, () => Promise.reject(new Error('not reached')));
const show = (error: unknown) => failures.show(error, task.operation);
const person = new User({
  autoConfirm: true,
  isExternal: false,
  origin: {},
  settings: session.settings,
  onLateFailure: show,
});
settled = operation.run(session, person).catch(show);
await settled;
if (!progress.isEnding) {
  process.exit(2);
}

function createWindow(): Session {
  const secrets = new FileSecrets(paths.secrets);
  const state = new FileMemento(paths.state);
  const gatedSecrets: SecretStorage = {
    onDidChange: () => ({ dispose: () => undefined }),
    get: (key) => connection.call(() => secrets.get(key)),
    keys: () => connection.call(() => secrets.keys()),
    delete: (key) => connection.call(() => secrets.delete(key)),
    store: (key, value) =>
      connection.call(async () => {
        await secrets.store(key, value);
        if (key.startsWith('kept|')) {
          at('while storing', responses);
        }
      }),
  };
  const gatedState: Memento = {
    keys: () => state.keys(),
    get: (key) => state.get(key),
    update: (key, value) => connection.call(() => state.update(key, value)),
  };
  const display = new ScriptedRotationDisplay();
  display.onChoose = () => throwIfClosed();
  // The clipboard reads one setting, and the notice needs a session that needs the notice.
  const settings = { clearClipboardAfterSeconds: 60, keepCreatedTokens: true };
  const clipboard = new TokenClipboard(settings as never, gatedState as never);
  const deps = {} as { savedElsewhere: SavedElsewhere; person: User };
  const created = createSession(task.place, {
    secrets: gatedSecrets,
    state: gatedState,
    clipboard,
    display,
    notice: new NewTokenNotifications({
      settings,
      browserNotice: new BrowserNotice(gatedState as never),
      get savedElsewhere() {
        return deps.savedElsewhere;
      },
      get person() {
        return deps.person;
      },
    }),
  });
  deps.savedElsewhere = new SavedElsewhere(created.servers, clipboard);
  return created;
}

/** Calls `at` at the points that aren't calls to VS Code. */
function countSteps({ newTokens, servers }: Session): void {
  const begin = servers.requests.begin.bind(servers.requests);
  servers.requests.begin = async (request) => {
    const open = await begin(request);
    requests += 1;
    at('before sending', requests);
    return open;
  };
  const store = servers.tokens.store.bind(servers.tokens);
  servers.tokens.store = async (...args) => {
    await store(...args);
    at('before signing in', responses);
  };
  const endMatching = servers.requests.endMatching.bind(servers.requests);
  servers.requests.endMatching = async (matches) => {
    at('afterwards', responses);
    return endMatching(matches);
  };
  const counted = <Planned extends { send: () => Promise<unknown> }>(planned: Planned): Planned => ({
    ...planned,
    send: async () => {
      const created = await planned.send();
      responses += 1;
      at('before storing', responses);
      return created;
    },
  });
  const create = newTokens.create.bind(newTokens);
  newTokens.create = (to, planned) => create(to, counted(planned));
  const createForRotation = newTokens.createForRotation.bind(newTokens);
  newTokens.createForRotation = (to, planned, options) => createForRotation(to, counted(planned), options);
}

function at(point: Point, request: number): void {
  if (point === task.point && request === task.request && !progress.isEnding) {
    end();
  }
}

function end(): void {
  progress.isEnding = true;
  writeFileSync(paths.reached, task.point);
  if (task.end === 'killed') {
    process.kill(process.pid, 'SIGKILL');
    // The signal may take a moment to arrive, and nothing may happen until then.
    for (;;);
  }
  connection.close();
  session.dispose();
  const done =
    task.end === 'closed' ? setTimeout(closingTime) : Promise.race([settle(), setTimeout(deactivationLimit)]);
  void done.then(() => process.exit(0));
}

/** Once nothing is in flight and no timer runs, it makes no difference how much longer the process runs. */
async function settle(): Promise<void> {
  await Promise.resolve();
  await settled;
  const isStored = task.point === 'before signing in' || task.point === 'before copying' || task.point === 'afterwards';
  await setTimeout(isStored ? flushTime : settlingTime);
}

function throwIfClosed(): void {
  if (!connection.isOpen) {
    throw new Error('Canceled');
  }
}
