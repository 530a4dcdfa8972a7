import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprint } from '../../../src/core/edits.ts';
import type { Journal } from '../../../src/core/rotation/journal.ts';
import type { JournalsPort } from '../../../src/core/rotation/ports.ts';
import { Rotation } from '../../../src/core/rotation/rotation.ts';
import type { Token } from '../../../src/core/token.ts';
import { createNamedToken } from '../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../src/influxdb/createOperatorToken.ts';
import { startTokenServer, type TokenServer } from '../../influxdb3/server.ts';
import { identity, newJournal, World } from './world.ts';

/** What a rotation begins with. */
export interface Beginning {
  readonly kind: Journal['kind'];
  /** What the server is signed in with. The old token's string is stored nowhere but there and in files. */
  readonly signedInWith: 'old' | 'operator';
  /** The names on the server when it is finished. */
  readonly finished: readonly string[];
}

/** One world with its server, in which a rotation is begun, killed and resumed. */
export class Play {
  readonly #world: World;
  readonly #server: TokenServer;
  readonly #beginning: Beginning;
  readonly #journal: Journal;
  readonly #old: Token;
  readonly #before: ReadonlyMap<string, string>;
  #isEnded = false;

  private constructor(
    world: World,
    server: TokenServer,
    {
      beginning,
      journal,
      old,
      before,
    }: { beginning: Beginning; journal: Journal; old: Token; before: Map<string, string> },
  ) {
    this.#world = world;
    this.#server = server;
    this.#beginning = beginning;
    this.#journal = journal;
    this.#old = old;
    this.#before = before;
  }

  static async begin(scratch: string, beginning: Beginning): Promise<Play> {
    const root = await mkdtemp(join(scratch, 'world-'));
    const server = await startTokenServer({ dataDir: join(root, 'data') });
    const world = new World(root, server.url);
    const operator = await createOperatorToken(world.endpoint);
    const writer = await createNamedToken(world.endpoint, operator.token, 'ci-writer', undefined);
    const old = beginning.kind === 'named' ? writer : operator;
    const signIn = beginning.signedInWith === 'old' ? old : operator;
    await world.tokens.storeSignIn(identity, signIn.token, signIn.name);
    if (signIn !== old) {
      await world.tokens.keep(identity, old.token, old.name, false);
    }
    await world.write(filesWith(old.token.reveal(), (beginning.kind === 'named' ? operator : writer).token.reveal()));
    const journal = newJournal(beginning.kind, old.token, old.name, signIn === old);
    return new Play(world, server, { beginning, journal, old: old.token, before: world.files() });
  }

  /** A second world with all that this one holds, its server included. */
  async copy(scratch: string): Promise<Play> {
    const root = await mkdtemp(join(scratch, 'world-'));
    await this.#world.copyTo(root);
    const server = await startTokenServer({ dataDir: join(root, 'data') });
    return new Play(new World(root, server.url), server, {
      beginning: this.#beginning,
      journal: this.#journal,
      old: this.#old,
      before: new Map(this.#before),
    });
  }

  /**
   * Runs the rotation in a process of its own.
   * @param killAt number of the boundary at which it is to kill itself, or 0
   * @returns the signal that it died of, if it did
   */
  async run(child: string, how: 'begin' | 'finish' | 'undo', killAt: number): Promise<NodeJS.Signals | null> {
    rmSync(this.#effects, { force: true });
    const task = { root: this.#world.root, url: this.#world.url, how, journal: this.#journal, killAt };
    const process_ = spawn(process.execPath, [child], {
      env: { ...process.env, ROTATION_TASK: JSON.stringify(task) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const errors = process_.stderr.toArray();
    const [code, signal] = (await once(process_, 'exit')) as [number | null, NodeJS.Signals | null];
    assert.ok(code === 0 || signal !== null, Buffer.concat(await errors).toString());
    return signal;
  }

  /**
   * Runs the rotation in this process.
   * @param journals in place of those that never fail
   * @throws as {@link Rotation} does
   */
  async runHere(how: 'begin' | 'finish' | 'undo', journals: (real: JournalsPort) => JournalsPort): Promise<void> {
    const ports = this.#world.ports();
    const written = how === 'begin' ? this.#journal : await this.writtenJournal();
    assert.ok(written);
    await new Rotation(written, { ...ports, journals: journals(ports.journals) })[how]();
  }

  async writtenJournal(): Promise<Journal | undefined> {
    return this.#world.journals.read(this.#journal.id);
  }

  /** Where journals are written. */
  get journalFolder(): string {
    return join(this.#world.root, 'rotations');
  }

  /** The boundaries that the last run came by. */
  boundaries(): string[] {
    const text = readFileSync(this.#effects, 'utf8').trimEnd();
    return text.split('\n').map((line) => line.slice(line.indexOf(' ') + 1));
  }

  /** Resumes what was killed, as the next start does, and looks whether anything was lost. */
  async resume(how: 'finish' | 'undo'): Promise<void> {
    await this.expectWholeFiles();
    const lock = await this.#world.locks.take(this.#journal.old.listedHash);
    assert.ok(lock, 'the lock of a process that is gone is taken at once');
    await this.#world.journals.sweep(0);
    const [journal, ...others] = await this.#world.journals.all();
    assert.deepEqual(others, []);
    await (journal && new Rotation(journal, this.#world.ports())[how]());
    await lock.release();
    await this.expectNothingLost();
    if (journal === undefined) {
      // Killed before its first word was written, or behind its last.
      await (this.#holdsOld() ? this.expectUndone() : this.expectFinished());
    } else {
      const isPastUndoing = journal.stage === 'forgetting';
      await (how === 'finish' || isPastUndoing ? this.expectFinished() : this.expectUndone());
    }
  }

  async expectFinished(): Promise<void> {
    await this.expectNothingLost();
    assert.deepEqual(this.#names(), [...this.#beginning.finished].sort());
    assert.equal(this.#oldIsAlive(), false, 'the old string works no more');
    const after = this.#world.files();
    const holding = [...after].filter(([, text]) => this.#isHeldBy(this.#old, text)).map(([path]) => path);
    assert.deepEqual(holding, ['notes/todo.md'], 'only what was left holds the old string');
    const next = await this.#keptAs(this.#beginning.kind === 'named' ? 'ci-writer-2' : this.#nameInFiles);
    assert.ok(this.#isHeldBy(next, after.get('.env') ?? ''));
    assert.ok(this.#isHeldBy(next, after.get('k8s/secret.yaml') ?? ''));
    assert.match(after.get('app.js') ?? '', /token = process\.env\.INFLUXDB3_AUTH_TOKEN;/);
    assert.equal(
      await this.#world.tokens.keptToken(identity, this.#old.hash),
      undefined,
      'the old string is forgotten',
    );
  }

  async expectUndone(): Promise<void> {
    assert.deepEqual(this.#world.files(), this.#before, 'each file as it was, byte for byte');
    if (this.#oldIsAlive()) {
      await this.expectUntouched();
    }
  }

  async expectUntouched(): Promise<void> {
    assert.deepEqual(this.#world.files(), this.#before);
    assert.deepEqual(this.#names(), ['_admin', 'ci-writer']);
    const signIn = await this.#world.tokens.signIn(identity);
    assert.ok(signIn.kind === 'token');
    assert.equal(signIn.token.hash === this.#old.hash, this.#beginning.signedInWith === 'old');
    const kept = await this.#world.tokens.kept(identity);
    assert.deepEqual(
      kept.filter(({ hash }) => hash !== this.#old.hash),
      [],
      'no string is kept of a token that is gone',
    );
  }

  /** What holds in each state that a person can be left in. */
  async expectNothingLost(): Promise<void> {
    const { tokens } = this.#world;
    const signIn = await tokens.signIn(identity);
    assert.ok(signIn.kind === 'token');
    assert.ok(this.#isListed(signIn.token), 'what the server is signed in with works');
    const kept = (await tokens.kept(identity)).map(({ hash }) => hash);
    const known = [...kept, signIn.token.hash];
    const listed = this.#listed();
    for (const { name, hash } of listed.filter((row) => row.name !== 'ci-writer')) {
      const isTheirs = name === '_admin' && this.#beginning.kind === 'named';
      assert.ok(isTheirs || known.some((own) => own.startsWith(hash)), `the string of "${name}" is on this machine`);
    }
    for (const hash of kept) {
      const isListed = listed.some((row) => hash.startsWith(row.hash));
      assert.ok(isListed || hash === this.#old.hash, 'what is kept is alive');
    }
    assert.deepEqual(this.#world.leftovers(), []);
    assert.deepEqual(await this.#world.journals.all(), []);
  }

  /** Each file holds the old bytes or the new ones, whole. */
  async expectWholeFiles(): Promise<void> {
    const now = this.#world.files();
    const written = await this.#world.journals.read(this.#journal.id);
    for (const [path, before] of this.#before) {
      const text = now.get(path) ?? '';
      const planned = written?.files.find(({ file }) => file === path);
      const isNew = fingerprint(Buffer.from(text, 'latin1')) === planned?.after;
      assert.ok(text === before || isNew || written === undefined, `${path} is whole`);
    }
  }

  async end(): Promise<void> {
    if (this.#isEnded) {
      return;
    }
    this.#isEnded = true;
    await this.#server.close();
    await rm(this.#world.root, { recursive: true, force: true });
  }

  get #effects(): string {
    return join(this.#world.root, 'effects.txt');
  }

  get #nameInFiles(): string {
    return this.#beginning.kind === 'bridge' ? 'bridge' : '_admin';
  }

  #names(): string[] {
    return this.#listed()
      .map(({ name }) => name)
      .sort();
  }

  #oldIsAlive(): boolean {
    return this.#isListed(this.#old);
  }

  #holdsOld(): boolean {
    return this.#isHeldBy(this.#old, this.#world.files().get('.env') ?? '');
  }

  #isListed(token: Token): boolean {
    return this.#listed().some(({ hash }) => token.matches(hash));
  }

  #listed(): { name: string; hash: string }[] {
    return this.#server.tokens().map(({ name, hash }) => ({ name: String(name), hash: String(hash) }));
  }

  #isHeldBy(token: Token, text: string): boolean {
    return text.includes(token.reveal()) || text.includes(Buffer.from(token.reveal()).toString('base64'));
  }

  async #keptAs(name: string): Promise<Token> {
    const kept = (await this.#world.tokens.kept(identity)).find((one) => one.name === name);
    const token = kept && (await this.#world.tokens.keptToken(identity, kept.hash));
    assert.ok(token, `the string of "${name}" is kept`);
    return token;
  }
}

function filesWith(token: string, other: string): Record<string, Buffer> {
  const base64 = Buffer.from(token).toString('base64');
  return {
    '.env': Buffer.from(`INFLUXDB3_AUTH_TOKEN=${token}`),
    'telegraf.conf': Buffer.from(
      `[[outputs]]\r\n  token = "${token}"\n  # ${token}, and not ${other}\r\n\xe9`,
      'latin1',
    ),
    'k8s/secret.yaml': Buffer.from(`kind: Secret\ndata:\n  token: ${base64}\n`),
    'app.js': Buffer.from(`const token = "${token}";\n`),
    'notes/todo.md': Buffer.from(`rotate ${token} some day\n`),
    'other.env': Buffer.from(`OTHER=${other}\n`),
  };
}
