import assert from 'node:assert/strict';
import { Emitter } from '../../../src/core/emitter.ts';
import { Token } from '../../../src/core/token/token.ts';
import { ClipboardClearing } from '../../../src/vscode/clipboardClearing.ts';
import { MemoryMemento } from '../storage/helpers/memoryStorage.ts';

const token = new Token(`apiv3_${'copied-'.repeat(13)}`);
const otherToken = new Token(`apiv3_${'other-'.repeat(13)}`);
const minute = 60_000;

describe('ClipboardClearing', () => {
  let computer: Computer;
  let window: OpenWindow;

  beforeEach(() => {
    computer = new Computer();
    window = computer.open();
    computer.text = token.reveal();
    window.clearing.clearAfter(token, 60);
  });

  it('clears a token when its time is up, and not before', async () => {
    await computer.pass(minute - 1);
    assert.equal(computer.text, token.reveal());
    await computer.pass(1);
    assert.equal(computer.text, '');
    assert.deepEqual(computer.memento.keys(), []);
  });

  it('clears at once what was to be cleared later', async () => {
    await window.clearing.clearNow(() => false);
    assert.equal(computer.text, '');
    assert.deepEqual(computer.memento.keys(), []);
    computer.text = token.reveal();
    await computer.pass(2 * minute);
    assert.equal(computer.text, token.reveal(), 'nothing is left to do');
  });

  it('clears at once any token that is ours, and nothing else', async () => {
    for (const [text, after] of [
      [otherToken.reveal(), ''],
      [`${otherToken.reveal()}\n`, ''],
      ['a recipe', 'a recipe'],
      ['', ''],
    ] as const) {
      computer.text = text;
      await window.clearing.clearNow(({ hash }) => hash === otherToken.hash);
      assert.equal(computer.text, after);
    }
  });

  it('clears later, without the stored entry, what could not be cleared at once', async () => {
    computer.isReadable = false;
    await assert.rejects(window.clearing.clearNow(() => false));
    await computer.memento.update('clipboardToClear', undefined);
    computer.isReadable = true;
    await computer.pass(minute);
    assert.equal(computer.text, '');
  });

  it('stores no token string', () => {
    assert.ok([...computer.memento.stored.values()].every((json) => !json.includes('apiv3_')));
  });

  it('keeps what was copied since then', async () => {
    computer.text = 'a recipe';
    await computer.pass(2 * minute);
    assert.equal(computer.text, 'a recipe');
    assert.deepEqual(computer.memento.keys(), []);
  });

  it('tries again when the clipboard cannot be read for a while', async () => {
    computer.isReadable = false;
    await computer.pass(minute + 20_000);
    computer.isReadable = true;
    await computer.pass(5_000);
    assert.equal(computer.text, '');
  });

  it('waits for the focus after many tries, and then clears at once', async () => {
    computer.isReadable = false;
    await computer.pass(10 * minute);
    computer.isReadable = true;
    const { reads } = computer;
    await computer.pass(10 * minute);
    assert.equal(computer.reads, reads, 'it does not poll forever');
    assert.equal(computer.text, token.reveal());
    window.focused.fire(undefined);
    await computer.pass(0);
    assert.equal(computer.text, '');
    assert.deepEqual(computer.memento.keys(), []);
  });

  it('tries for a minute again when it still fails at the focus', async () => {
    computer.isReadable = false;
    await computer.pass(10 * minute);
    window.focused.fire(undefined);
    await computer.pass(30_000);
    computer.isReadable = true;
    await computer.pass(5_000);
    assert.equal(computer.text, '');
  });

  it('waits for the focus even if the token could not be written down', async () => {
    computer.memento.failure = new Error('full');
    window.clearing.clearAfter(otherToken, 60);
    computer.text = otherToken.reveal();
    computer.memento.stored.clear();
    computer.isReadable = false;
    await computer.pass(10 * minute);
    computer.isReadable = true;
    window.focused.fire(undefined);
    await computer.pass(0);
    assert.equal(computer.text, '');
  });

  it('does not clear earlier when the window gets the focus earlier', async () => {
    window.focused.fire(undefined);
    await computer.pass(minute - 1);
    assert.equal(computer.text, token.reveal());
    await computer.pass(1);
    assert.equal(computer.text, '');
  });

  it('clears at the next start if VS Code was closed first', async () => {
    window.clearing.dispose();
    await computer.pass(10 * minute);
    assert.equal(computer.text, token.reveal());
    computer.open().clearing.resume();
    await computer.pass(0);
    assert.equal(computer.text, '');
  });

  it('clears in another open window at its next focus if the window was closed first', async () => {
    const other = computer.open();
    window.clearing.dispose();
    await computer.pass(10 * minute);
    other.focused.fire(undefined);
    await computer.pass(0);
    assert.equal(computer.text, '');
  });

  it('keeps the entry of another window that copied in the meantime', async () => {
    const other = computer.open();
    computer.text = otherToken.reveal();
    other.clearing.clearAfter(otherToken, 90);
    await computer.pass(minute);
    assert.equal(computer.text, otherToken.reveal());
    assert.equal(computer.memento.keys().length, 1);
    await computer.pass(30_000);
    assert.equal(computer.text, '');
  });

  it('clears nothing after "keep", while it is paused, or after it was closed', async () => {
    for (const end of ['keep', 'pause', 'dispose'] as const) {
      window.clearing.clearAfter(token, 60);
      window.clearing[end]();
      window.focused.fire(undefined);
      await computer.pass(10 * minute);
      assert.equal(computer.text, token.reveal(), end);
    }
  });

  it('clears nothing if a copy begins while the clipboard is being read', async () => {
    await computer.pass(minute - 1);
    computer.onRead = () => window.clearing.pause();
    await computer.pass(1);
    assert.equal(computer.text, token.reveal());
  });

  it('goes on with an earlier token if a copy failed', async () => {
    window.clearing.pause();
    window.clearing.resume();
    await computer.pass(minute);
    assert.equal(computer.text, '');
  });

  it('leaves the entry of a newer version of the extension unchanged', async () => {
    window.clearing.keep();
    await computer.memento.update('clipboardToClear', { until: 'later' });
    window.clearing.resume();
    await computer.pass(10 * minute);
    assert.equal(computer.memento.keys().length, 1);
  });
});

interface OpenWindow {
  readonly clearing: ClipboardClearing;
  readonly focused: Emitter<undefined>;
}

/** One clipboard, one clock, and what all windows share. */
class Computer {
  text = '';
  isReadable = true;
  reads = 0;
  onRead = () => undefined as unknown;
  readonly memento = new MemoryMemento();
  #now = 1_000_000;
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  open(): OpenWindow {
    const focused = new Emitter<undefined>();
    const clearing = new ClipboardClearing({
      clipboard: {
        readText: async () => {
          await Promise.resolve();
          this.reads += 1;
          this.onRead();
          if (!this.isReadable) {
            throw new Error('Document is not focused.');
          }
          return this.text;
        },
        writeText: async (text) => {
          await Promise.resolve();
          this.text = text;
        },
      },
      state: this.memento,
      onDidFocus: focused.event,
      now: () => this.#now,
      after: (milliseconds, callback) => {
        const timer = { at: this.#now + milliseconds, callback };
        this.#timers.add(timer);
        return { dispose: () => void this.#timers.delete(timer) };
      },
    });
    return { clearing, focused };
  }

  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    for (;;) {
      await new Promise(setImmediate);
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
      if (next === undefined) {
        break;
      }
      this.#timers.delete(next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = end;
  }
}
