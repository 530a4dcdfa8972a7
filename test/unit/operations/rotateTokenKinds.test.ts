import assert from 'node:assert/strict';
import { UserError } from '../../../src/core/errors.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { resumeRotation } from '../../../src/operations/resumeRotation.ts';
import type { Journal } from '../../../src/rotation/journal.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import { sentence } from '../../support/sentences.ts';
import { enterpriseFixture, type EnterpriseFixture } from './support/enterprise.ts';
import { rejection } from './support/rejection.ts';
import { rotationHelpers, type RotationHelpers } from './support/rotationSetup.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';
import { unfinishedRotation } from './support/unfinishedRotation.ts';

const read = 'db:metrics,logs:read,write';
const confirm = { confirm: true } as const;

describe('rotateToken on Enterprise', () => {
  let enterprise: EnterpriseFixture;
  let helpers: RotationHelpers;
  let tokens: Record<'_admin' | 'ci' | 'reader', Token>;

  const start = async (permissionsColumn: 'bare' | 'json' | 'unknown' | 'missing') => {
    enterprise = await enterpriseFixture();
    const { fixture, operator, createResource } = enterprise;
    tokens = {
      _admin: operator,
      ci: await fixture.createElsewhere(operator, 'ci'),
      reader: await createResource('reader', read),
    };
    helpers = rotationHelpers(fixture);
    for (const [name, token] of Object.entries(tokens)) {
      await fixture.servers.tokens.store(fixture.identity, token, name, { untilSavedElsewhere: false });
      helpers.folder.write(`${name}.env`, `TOKEN=${token.reveal()}\n`);
    }
    fixture.tokenServer.switches.permissionsColumn = permissionsColumn;
    fixture.tokenServer.requests.length = 0;
  };

  /** Nothing is created, deleted, or written, and nothing is left to finish. */
  const expectUntouched = async (permissions: Record<string, unknown>) => {
    assert.deepEqual(enterprise.listedPermissions(), permissions);
    assert.deepEqual(await helpers.openJournals(), []);
    for (const [name, token] of Object.entries(tokens)) {
      assert.equal(helpers.folder.read(`${name}.env`), `TOKEN=${token.reveal()}\n`);
    }
    const { requests } = enterprise.fixture.tokenServer;
    const reads = ['/', '/ping', '/api/v3/query_sql', '/api/v3/configure/retention_period'];
    assert.deepEqual(
      requests.filter(({ path }) => !reads.includes(path)).map(({ path }) => path),
      [],
    );
  };

  for (const column of ['bare', 'json'] as const) {
    it(`replaces an admin token with an admin token (${column})`, async () => {
      await start(column);
      const { token } = await helpers.rotate(new ScriptedPerson([confirm]), { name: 'ci' }, { old: 'delete' });
      const { ci, ...others } = enterprise.listedPermissions();
      assert.equal(ci, undefined);
      assert.deepEqual(Object.keys(others).sort(), ['_admin', 'ci-2', 'reader']);
      assert.equal(others['ci-2'], others['_admin']);
      assert.equal(token.name, 'ci-2');
    });

    for (const bridge of [false, true]) {
      it(`replaces the operator token ${bridge ? 'with' : 'without'} a bridge token (${column})`, async () => {
        await start(column);
        const before = enterprise.listedPermissions();
        await helpers.rotate(new ScriptedPerson([confirm]), { name: '_admin' }, { bridge, old: 'delete' });
        const { 'operator-bridge': created, ...after } = enterprise.listedPermissions();
        assert.deepEqual(after, before);
        assert.equal(created, bridge ? before['_admin'] : undefined);
      });
    }

    it(`replaces a resource token with one that has the same permissions (${column})`, async () => {
      await start(column);
      const before = enterprise.listedPermissions();
      await helpers.rotate(new ScriptedPerson([confirm]), { name: 'reader' }, { old: 'delete' });
      const { 'reader-2': created, ...others } = enterprise.listedPermissions();
      assert.deepEqual({ ...others, reader: created }, before);
    });

    it(`offers only tokens that it can replace (${column})`, async () => {
      await start(column);
      const person = new ScriptedPerson(['cancel']);
      await rejection(helpers.rotate(person));
      const [asked] = person.asked.map(({ question }) => question);
      assert.deepEqual(namesIn(asked), ['_admin', 'ci', 'reader']);
    });
  }

  for (const column of ['unknown', 'missing'] as const) {
    it(`refuses a token whose permissions are ${column}`, async () => {
      await start(column);
      const before = enterprise.listedPermissions();
      const error = await rejection(helpers.rotate(new ScriptedPerson(), { name: 'reader' }));
      assert.ok(error instanceof UserError);
      const raw = before['reader'];
      const expected =
        typeof raw === 'string'
          ? sentence('permissionsNotReadable', 'reader', `"${raw}"`)
          : sentence('permissionsNotListed', 'reader');
      assert.equal(error.message, expected);
      await expectUntouched(before);
    });
  }

  it('does not finish a rotation that an earlier version began', async () => {
    await start('bare');
    const { fixture } = enterprise;
    const before = enterprise.listedPermissions();
    const planned = await unfinishedRotation(fixture, 'reader', tokens.reader);
    const { name, listedHash, hash } = planned.old;
    const journal: Journal = { ...planned, old: { name, listedHash: listedHash.slice(0, 9), hash } };
    await fixture.usage.rotations.write(journal);
    const input = { action: 'finish', files: undefined, old: undefined } as const;
    const error = await rejection(resumeRotation(journal, input, helpers.ports(new ScriptedPerson())));
    assert.ok(error instanceof RotationStopped);
    assert.ok(error.message.includes(sentence('rotationWouldWidenAccess', 'reader')), error.message);
    assert.deepEqual(enterprise.listedPermissions(), before);
    await resumeRotation(journal, { ...input, action: 'undo' }, helpers.ports(new ScriptedPerson()));
    await expectUntouched(before);
  });

  it('uses no resource token to rotate an admin token, even if it is the sign-in token', async () => {
    await start('bare');
    const { fixture } = enterprise;
    const before = enterprise.listedPermissions();
    await fixture.servers.tokens.storeSignIn(fixture.identity, tokens.reader, 'reader');
    await fixture.servers.tokens.remove(fixture.identity, tokens._admin.hash);
    await fixture.servers.tokens.remove(fixture.identity, tokens.ci.hash);
    await assert.rejects(helpers.rotate(new ScriptedPerson(), { name: 'ci' }), UserError);
    await expectUntouched(before);
  });
});

function namesIn(question: unknown): string[] {
  assert.ok(typeof question === 'object' && question !== null && 'labels' in question, JSON.stringify(question));
  return [...(question.labels as string[])].sort();
}
