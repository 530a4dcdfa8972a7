import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprint } from '../../../../src/content/wholeBytes.ts';
import type { Journal } from '../../../../src/rotation/journal.ts';
import type { JournalsPort } from '../../../../src/rotation/ports.ts';
import { Rotation } from '../../../../src/rotation/rotation.ts';
import type { Token } from '../../../../src/core/token/token.ts';
import { createNamedToken } from '../../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../../src/influxdb/createOperatorToken.ts';
import { startTokenServer, type TokenServer } from '../../../support/influxdb3/server.ts';
import { identity, newJournal, RotationFixture } from './rotationFixture.ts';

export interface ScenarioCase {
  readonly kind: Journal['kind'];
  /** The sign-in token. If it's the old one, that is stored nowhere else, except in files. */
  readonly signedInWith: 'old' | 'operator';
  readonly namesAfter: readonly string[];
}

export class CrashScenario {
  readonly fixture: RotationFixture;
  readonly server: TokenServer;
  readonly #scenarioCase: ScenarioCase;
  readonly #journal: Journal;
  readonly #old: Token;
  readonly #before: ReadonlyMap<string, string>;
  #isEnded = false;
  #tornFiles = 0;

  private constructor(
    fixture: RotationFixture,
    server: TokenServer,
    {
      scenarioCase,
      journal,
      old,
      before,
    }: { scenarioCase: ScenarioCase; journal: Journal; old: Token; before: Map<string, string> },
  ) {
    this.fixture = fixture;
    this.server = server;
    this.#scenarioCase = scenarioCase;
    this.#journal = journal;
    this.#old = old;
    this.#before = before;
  }

  static async create(scratch: string, scenarioCase: ScenarioCase): Promise<CrashScenario> {
    const root = await mkdtemp(join(scratch, 'fixture-'));
    const server = await startTokenServer({ dataDir: join(root, 'data') });
    const fixture = new RotationFixture(root, server.url);
    const operator = await createOperatorToken(fixture.endpoint);
    const writer = await createNamedToken(fixture.endpoint, operator.token, 'ci-writer', undefined);
    const old = scenarioCase.kind === 'named' ? writer : operator;
    const signIn = scenarioCase.signedInWith === 'old' ? old : operator;
    await fixture.tokens.storeSignIn(identity, signIn.token, signIn.name);
    if (signIn !== old) {
      await fixture.tokens.store(identity, old.token, old.name, { untilSavedElsewhere: false });
    }
    await fixture.write(
      filesWith(old.token.reveal(), (scenarioCase.kind === 'named' ? operator : writer).token.reveal()),
    );
    const journal = newJournal(scenarioCase.kind, old.token, old.name, signIn === old);
    return new CrashScenario(fixture, server, { scenarioCase, journal, old: old.token, before: fixture.files() });
  }

  async copy(scratch: string): Promise<CrashScenario> {
    const root = await mkdtemp(join(scratch, 'fixture-'));
    await this.fixture.copyTo(root);
    const server = await startTokenServer({ dataDir: join(root, 'data') });
    return new CrashScenario(new RotationFixture(root, server.url), server, {
      scenarioCase: this.#scenarioCase,
      journal: this.#journal,
      old: this.#old,
      before: new Map(this.#before),
    });
  }

  /** @param killAt number of the boundary at which the process kills itself; 0 for none */
  async runInProcess(child: string, how: 'begin' | 'finish' | 'undo', killAt: number): Promise<NodeJS.Signals | null> {
    rmSync(this.#effects, { force: true });
    const task = { root: this.fixture.root, url: this.fixture.url, how, journal: this.#journal, killAt };
    const process_ = spawn(process.execPath, [child], {
      env: { ...process.env, ROTATION_TASK: JSON.stringify(task) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const errors = process_.stderr.toArray();
    const [code, signal] = (await once(process_, 'exit')) as [number | null, NodeJS.Signals | null];
    assert.ok(code === 0 || signal !== null, Buffer.concat(await errors).toString());
    return signal;
  }

  /** @param journals wraps the real journals, for example to inject faults */
  async runInThisProcess(
    how: 'begin' | 'finish' | 'undo',
    journals: (real: JournalsPort) => JournalsPort,
  ): Promise<void> {
    const ports = this.fixture.ports();
    const journal = how === 'begin' ? this.#journal : await this.savedJournal();
    assert.ok(journal);
    await new Rotation(journal, { ...ports, journals: journals(ports.journals) })[how]();
  }

  async savedJournal(): Promise<Journal | undefined> {
    return this.fixture.journals.read(this.#journal.id);
  }

  get journalFolder(): string {
    return join(this.fixture.root, 'rotations');
  }

  boundaries(): string[] {
    const text = readFileSync(this.#effects, 'utf8').trimEnd();
    return text.split('\n').map((line) => line.slice(line.indexOf(' ') + 1));
  }

  /** Resumes a killed rotation, as the next start of VS Code does, and checks that nothing was lost. */
  async resume(how: 'finish' | 'undo'): Promise<void> {
    await this.expectRecoverableFiles();
    const lock = await this.fixture.locks.take(this.#journal.old.listedHash);
    assert.ok(lock, 'the lock of a killed process is free');
    await this.fixture.journals.removeLeftovers(0);
    const [journal, ...others] = await this.fixture.journals.readAll();
    assert.deepEqual(others, []);
    if (journal !== undefined) {
      await new Rotation(journal, this.fixture.ports())[how]();
    }
    await lock.release();
    await this.expectNothingLost();
    if (journal === undefined) {
      // The process was killed before it wrote the journal, or after it removed it.
      await (this.#filesHaveOld() ? this.expectUndone() : this.expectFinished());
    } else {
      const isTooLateToUndo = journal.stage === 'forgetting';
      await (how === 'finish' || isTooLateToUndo ? this.expectFinished() : this.expectUndone());
    }
  }

  async expectFinished(): Promise<void> {
    await this.expectNothingLost();
    assert.deepEqual(this.#names(), [...this.#scenarioCase.namesAfter].sort());
    assert.equal(this.#isOldValid(), false, 'the old token no longer works');
    const after = this.fixture.files();
    const containing = [...after].filter(([, text]) => this.#isIn(this.#old, text)).map(([path]) => path);
    assert.deepEqual(containing, ['notes/todo.md'], 'only the skipped file still contains the old token');
    const next = await this.#storedToken(this.#scenarioCase.kind === 'named' ? 'ci-writer-2' : this.#nameInFiles);
    assert.ok(this.#isIn(next, after.get('.env') ?? ''));
    assert.ok(this.#isIn(next, after.get('k8s/secret.yaml') ?? ''));
    assert.match(after.get('app.js') ?? '', /token = process\.env\.INFLUXDB3_AUTH_TOKEN;/);
    assert.equal(
      await this.fixture.tokens.findByHash(identity, this.#old.hash),
      undefined,
      'the old token is no longer stored',
    );
  }

  async expectUndone(): Promise<void> {
    assert.deepEqual(this.fixture.files(), this.#before, 'files are restored exactly');
    if (this.#isOldValid()) {
      await this.expectUntouched();
    }
  }

  async expectUntouched(): Promise<void> {
    assert.deepEqual(this.fixture.files(), this.#before);
    assert.deepEqual(this.#names(), ['_admin', 'ci-writer']);
    const signIn = await this.fixture.tokens.readSignIn(identity);
    assert.ok(signIn.kind === 'token');
    assert.equal(signIn.token.hash === this.#old.hash, this.#scenarioCase.signedInWith === 'old');
    const stored = await this.fixture.tokens.listStored(identity);
    assert.deepEqual(
      stored.filter(({ hash }) => hash !== this.#old.hash),
      [],
      'no deleted token is stored',
    );
  }

  async expectNothingLost(): Promise<void> {
    const { tokens } = this.fixture;
    const signIn = await tokens.readSignIn(identity);
    assert.ok(signIn.kind === 'token');
    assert.ok(this.#isListed(signIn.token), 'the sign-in token works');
    const storedHashes = (await tokens.listStored(identity)).map(({ hash }) => hash);
    this.expectCreatedStored([...storedHashes, signIn.token.hash]);
    const listed = this.#listed();
    for (const hash of storedHashes) {
      const isListed = listed.some((row) => hash.startsWith(row.hash));
      assert.ok(isListed || hash === this.#old.hash, 'every stored token still works');
    }
    assert.deepEqual(this.fixture.leftovers(), []);
    assert.deepEqual(await this.fixture.journals.readAll(), []);
  }

  expectCreatedStored(ownHashes: readonly string[]): void {
    for (const { name, hash } of this.#listed().filter((row) => row.name !== 'ci-writer')) {
      const isUntouched = name === '_admin' && this.#scenarioCase.kind === 'named';
      assert.ok(isUntouched || ownHashes.some((own) => own.startsWith(hash)), `"${name}" is stored on this machine`);
    }
  }

  /** A file that is neither old nor new has a backup. */
  async expectRecoverableFiles(): Promise<void> {
    const current = this.fixture.files();
    const journal = await this.fixture.journals.read(this.#journal.id);
    for (const [path, before] of this.#before) {
      const text = current.get(path) ?? '';
      const index = journal?.files.findIndex(({ file }) => file === path) ?? -1;
      const fingerprints = [journal?.files[index]?.before, journal?.files[index]?.after];
      const isWhole = text === before || fingerprints.includes(fingerprintOf(text));
      const backup = this.fixture.backupOf(path, this.#journal.id, index);
      const isRecoverable = isWhole || fingerprints.includes(fingerprintOf(backup));
      assert.ok(isRecoverable || journal === undefined, `${path} is old, new, or has a backup`);
      this.#tornFiles += Number(!isWhole && journal !== undefined);
    }
  }

  /** How many half-written files were seen. */
  get tornFiles(): number {
    return this.#tornFiles;
  }

  async close(): Promise<void> {
    if (this.#isEnded) {
      return;
    }
    this.#isEnded = true;
    await this.server.close();
    await rm(this.fixture.root, { recursive: true, force: true });
  }

  get #effects(): string {
    return join(this.fixture.root, 'effects.txt');
  }

  get #nameInFiles(): string {
    return this.#scenarioCase.kind === 'bridge' ? 'bridge' : '_admin';
  }

  #names(): string[] {
    return this.#listed()
      .map(({ name }) => name)
      .sort();
  }

  #isOldValid(): boolean {
    return this.#isListed(this.#old);
  }

  #filesHaveOld(): boolean {
    return this.#isIn(this.#old, this.fixture.files().get('.env') ?? '');
  }

  #isListed(token: Token): boolean {
    return this.#listed().some(({ hash }) => token.matches(hash));
  }

  #listed(): { name: string; hash: string }[] {
    return this.server.tokens().map(({ name, hash }) => ({ name: String(name), hash: String(hash) }));
  }

  #isIn(token: Token, text: string): boolean {
    return text.includes(token.reveal()) || text.includes(Buffer.from(token.reveal()).toString('base64'));
  }

  async #storedToken(name: string): Promise<Token> {
    const metadata = (await this.fixture.tokens.listStored(identity)).find((stored) => stored.name === name);
    const token = metadata && (await this.fixture.tokens.findByHash(identity, metadata.hash));
    assert.ok(token, `"${name}" is stored`);
    return token;
  }
}

const fingerprintOf = (text: string) => fingerprint(Buffer.from(text, 'latin1'));

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
