import assert from 'node:assert/strict';
import { Canceled, UserError } from '../../../../src/core/errors.ts';
import type { Server } from '../../../../src/core/server/server.ts';
import { cleanUp, runServerChange } from '../../../../src/operations/steps/serverChange.ts';
import { ReadOnlyError } from '../../../../src/operations/steps/writableServer.ts';
import { sentence } from '../../../support/sentences.ts';
import { operationFixture, strangerToken, type OperationFixture } from '../support/operationFixture.ts';
import { ScriptedPerson } from '../support/scriptedPerson.ts';

describe('runServerChange', () => {
  let fixture: OperationFixture;
  let person: ScriptedPerson;
  let events: string[];

  beforeEach(async () => {
    fixture = await operationFixture();
    person = new ScriptedPerson([]);
    events = [];
  });

  const run = (name: string, work: (signal: AbortSignal) => Promise<unknown>, server: Server = fixture.server) =>
    runServerChange({ server, title: name, action: 'deleteToken' }, { ...fixture, person }, async (signal) => {
      events.push(`${name} started`);
      try {
        await work(signal);
        return undefined;
      } finally {
        events.push(`${name} ended`);
      }
    });
  const contact = () => fixture.servers.store.state(fixture.server).contact.kind;
  /** Lets everything run that waits for nothing else. */
  const settle = () => new Promise(setImmediate);

  it('returns the result, and reloads the server', async () => {
    const created = { name: 'ci', id: 1, token: strangerToken(), expiry: undefined };
    const change = { server: fixture.server, title: 'Creating...', action: 'createNamedToken' } as const;
    assert.equal(await runServerChange(change, { ...fixture, person }, () => Promise.resolve(created)), created);
    assert.equal(contact(), 'contacting');
    await fixture.servers.store.ensureLoaded(fixture.server);
    assert.equal(contact(), 'reached');
  });

  it('does not reload before the change is done', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const running = run('first', () => promise);
    await settle();
    assert.equal(contact(), 'notContacted');
    resolve(undefined);
    await running;
    assert.equal(contact(), 'contacting');
  });

  it('throws the error of the change, and reloads', async () => {
    await assert.rejects(
      run('first', () => Promise.reject(new UserError('Refused.'))),
      UserError,
    );
    assert.equal(contact(), 'contacting');
  });

  it('runs the changes of a server one at a time and in order, even after a failure', async () => {
    const { promise, reject } = Promise.withResolvers<undefined>();
    const first = run('first', () => promise);
    const second = run('second', settle);
    const third = run('third', settle);
    await settle();
    assert.deepEqual(events, ['first started']);
    reject(new UserError('Refused.'));
    await assert.rejects(first, UserError);
    await Promise.all([second, third]);
    const expected = ['first', 'second', 'third'].flatMap((name) => [`${name} started`, `${name} ended`]);
    assert.deepEqual(events, expected);
  });

  it('does not wait for the changes of another server', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const first = run('first', () => promise);
    await run('other', settle, { ...fixture.server, url: 'http://127.0.0.1:1' });
    assert.deepEqual(events, ['first started', 'other started', 'other ended']);
    resolve(undefined);
    await first;
  });

  it('never starts a change that is canceled before its turn', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const first = run('first', () => promise);
    person.onProgress = (title, abort) => {
      if (title === 'second') {
        abort.abort();
      }
    };
    await assert.rejects(
      run('second', () => assert.fail('it was sent')),
      Canceled,
    );
    const third = run('third', settle);
    resolve(undefined);
    await Promise.all([first, third]);
    assert.deepEqual(events, ['first started', 'first ended', 'third started', 'third ended']);
  });

  it('lets a change end that is canceled while it runs, and then reloads', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    let abortFirst: AbortController | undefined;
    let wasAborted: boolean | undefined;
    person.onProgress = (_title, abort) => (abortFirst ??= abort);
    const first = run('first', async (signal) => {
      await promise;
      wasAborted = signal.aborted;
    });
    await settle();
    abortFirst?.abort();
    await assert.rejects(first, Canceled);
    const second = run('second', settle);
    await settle();
    assert.deepEqual(events, ['first started']);
    assert.equal(contact(), 'notContacted');
    resolve(undefined);
    await second;
    assert.equal(wasAborted, true);
    assert.deepEqual(events, ['first started', 'first ended', 'second started', 'second ended']);
  });

  it('shows a failed cleanup even after the user stopped waiting', async () => {
    const { promise, reject } = Promise.withResolvers<undefined>();
    const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
    let abortFirst: AbortController | undefined;
    person.onProgress = (_title, abort) => (abortFirst ??= abort);
    const first = run('first', async () => {
      await cleanUp({ ...fixture, person }, () => promise);
      end(undefined);
    });
    await settle();
    abortFirst?.abort();
    await assert.rejects(first, Canceled);
    reject(new UserError('The keyring is locked.'));
    await ended;
    assert.deepEqual(person.warnings, [sentence('oldTokenNotRemoved', 'The keyring is locked.')]);
  });
});

describe('runServerChange on a read-only server', () => {
  it('refuses by the current settings, whatever they were when it was chosen', async () => {
    const fixture = await operationFixture();
    const { server, settings } = fixture;
    const change = { server, title: 'Deleting...', action: 'deleteToken' } as const;
    settings.entries = [{ ...server, isReadOnly: true }];
    const ports = { ...fixture, person: new ScriptedPerson([]) };
    await assert.rejects(
      runServerChange(change, ports, () => assert.fail('it ran')),
      ReadOnlyError,
    );
    settings.entries = [server];
    const earlier = { ...change, server: { ...server, isReadOnly: true } };
    await runServerChange(earlier, ports, () => Promise.resolve(undefined));
  });
});

describe('cleanUp', () => {
  it('shows and logs a failure, but does not throw it', async () => {
    const fixture = await operationFixture();
    const person = new ScriptedPerson([]);
    await cleanUp({ ...fixture, person }, () => Promise.reject(new UserError('The keyring is locked.')));
    assert.deepEqual(person.warnings, [sentence('oldTokenNotRemoved', 'The keyring is locked.')]);
    assert.ok(fixture.log.some((line) => line.includes('The keyring is locked.')));
  });

  it('shows nothing when it succeeds', async () => {
    const fixture = await operationFixture();
    const person = new ScriptedPerson([]);
    await cleanUp({ ...fixture, person }, () => Promise.resolve());
    assert.deepEqual([person.warnings, fixture.log], [[], []]);
  });
});
