import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UserError } from '../../../src/core/errors.ts';
import { parsePermissions } from '../../../src/core/token/permissions.ts';
import { hasSameRights } from '../../../src/core/token/rights.ts';
import type { Journal } from '../../../src/rotation/journal.ts';
import { planRotation } from '../../../src/rotation/plan.ts';
import type { Retirement } from '../../../src/rotation/ports.ts';
import { Rotation } from '../../../src/rotation/rotation.ts';
import { InMemoryFixture } from './inMemoryFixture.ts';
import { findOccurrences } from '../../support/withoutPauses.ts';

const admin = '*:*:*';
const rows = {
  _admin: admin,
  ci: admin,
  reader: 'db:metrics,logs:read',
  writer: '["db:metrics:read", "db:logs:write"]',
  odd: 'policy/metrics/read',
  silent: '',
};
type Name = keyof typeof rows;

interface Step {
  /** Begins a rotation, or resumes the one that was interrupted. */
  readonly act: 'begin' | 'finish' | 'undo';
  readonly name: Name;
  readonly bridge: boolean;
  /** The effect that never returns; none if the step has fewer. */
  readonly crashAt: number;
  /** Done by a version that took each token for an admin token, and recorded no kind. */
  readonly isEarlierVersion: boolean;
  readonly retirement: 'delete' | 'keep' | 'later';
  readonly losesSecret: boolean;
  /** What the server grants instead of what a resource token is asked for. */
  readonly grants: keyof typeof grants;
  /** What happened to a database of the permissions. */
  readonly database: 'same' | 'deleted' | 'recreated';
}

const grants = {
  asked: (asked: readonly string[]) => asked,
  less: (asked: readonly string[]) => asked.slice(1),
  more: (asked: readonly string[]) => [...asked, 'db:other:write'],
  everything: () => [admin],
  unreadable: () => ['policy'],
};

const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom('begin', 'finish', 'undo'),
  name: fc.constantFrom(...(Object.keys(rows) as Name[])),
  bridge: fc.boolean(),
  crashAt: fc.integer({ min: 1, max: 90 }),
  isEarlierVersion: fc.boolean(),
  retirement: fc.constantFrom('delete', 'keep', 'later'),
  losesSecret: fc.boolean(),
  grants: fc.constantFrom('asked', 'asked', 'less', 'more', 'everything', 'unreadable'),
  database: fc.constantFrom('same', 'same', 'deleted', 'recreated'),
});

const begin = {
  act: 'begin',
  bridge: false,
  retirement: 'delete',
  losesSecret: false,
  grants: 'asked',
  database: 'same',
} as const;

describe('Rotations of random tokens', () => {
  it('never widen the rights of a name or a file, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const fixture = startFixture();
        for (const each of steps) {
          const before = snapshot(fixture);
          await take(each, fixture);
          if (!(each.act === 'begin' && each.isEarlierVersion)) {
            expectNoMoreRights(before, snapshot(fixture), JSON.stringify(each));
            expectNoOtherRights(fixture);
          }
        }
      }),
      { numRuns: 600 },
    );
  });

  it('would fail this test if they replaced limited tokens, as an earlier version did', async () => {
    const fixture = startFixture();
    const before = snapshot(fixture);
    await take({ ...begin, name: 'reader', crashAt: 1000, isEarlierVersion: true }, fixture);
    assert.throws(() => expectNoMoreRights(before, snapshot(fixture), 'reader.env'));
  });
});

describe('A rotation that an earlier version began', () => {
  for (const name of ['reader', 'writer', 'odd', 'silent'] as const) {
    it(`isn't finished, but can be undone, if it would widen access ("${name}")`, async () => {
      let undone = 0;
      for (let crashAt = 1; ; crashAt++) {
        const fixture = startFixture();
        const original = new Map(fixture.files);
        const isComplete = await take({ ...begin, name, crashAt, isEarlierVersion: true }, fixture);
        const [journal] = fixture.journals.values();
        if (isComplete) {
          assert.ok(crashAt > 30 && undone > 10, `${crashAt} interrupted, ${undone} undone`);
          return;
        }
        if (journal === undefined || journal.stage === 'forgetting' || !fixture.listed.has(name)) {
          continue;
        }
        await assert.rejects(new Rotation(journal, fixture.ports()).finish(), UserError);
        await new Rotation(journal, fixture.ports()).undo();
        assert.deepEqual(fixture.files, original, `${crashAt}: the files are as they were`);
        undone += 1;
      }
    });
  }
});

describe('planRotation', () => {
  for (const [name, permissions] of Object.entries(rows)) {
    const isReadable = parsePermissions(permissions) !== undefined;
    it(`${isReadable ? 'plans' : 'refuses'} a rotation of "${name}" (${permissions})`, () => {
      const plan = () => journalOf(startFixture(), name as Name, false);
      if (isReadable) {
        const kind = permissions === admin ? 'admin' : 'resource';
        assert.equal(plan().old.kind, name === '_admin' ? 'operator' : kind);
      } else {
        assert.throws(plan, UserError);
      }
    });
  }
});

/** Each token is in a file of its own, and all are in one file. */
function startFixture(): InMemoryFixture {
  const fixture = new InMemoryFixture();
  for (const [name, permissions] of Object.entries(rows)) {
    const { token } = fixture.createToken(name, undefined, permissions);
    fixture.stored.set(token.hash, { token, name });
    fixture.files.set(`${name}.env`, Buffer.from(`TOKEN=${token.reveal()}\n`));
  }
  const all = [...fixture.listed.values()].map(({ token }) => token.reveal());
  fixture.files.set('all.env', Buffer.from(all.map((text, index) => `TOKEN_${index}=${text}\n`).join('')));
  fixture.signIn = fixture.listed.get('_admin')?.token;
  return fixture;
}

function journalOf(fixture: InMemoryFixture, name: Name, bridge: boolean): Journal {
  const { token, record } = fixture.listed.get(name) ?? assert.fail();
  return planRotation(
    {
      kind: name === '_admin' ? (bridge ? 'bridge' : 'operator') : 'named',
      server: { name: 'Local', url: 'http://localhost:8181', identity: 'machine@http://localhost:8181' },
      folders: [{ name: 'w', path: '/w' }],
      record,
      old: token,
      newName: `${name === '_admin' ? 'bridge' : name}-2`,
      lifetime: undefined,
      signIn: fixture.signIn ?? token,
      bearer: fixture.signIn ?? token,
    },
    new Date('2026-11-24T12:00:00Z'),
  );
}

/** @returns whether it wasn't interrupted */
async function take({ act, name, isEarlierVersion, ...options }: Step, fixture: InMemoryFixture): Promise<boolean> {
  if (options.losesSecret) {
    fixture.loseLastCreated();
  }
  fixture.grant = grants[options.grants];
  fixture.databases = databasesAfter(options.database);
  const [open] = fixture.journals.values();
  if (act !== 'begin') {
    return open === undefined || run(fixture, options, (ports) => new Rotation(open, ports)[act]());
  }
  const listed = fixture.listed.get(name);
  if (open !== undefined || listed === undefined) {
    return true;
  }
  if (!isEarlierVersion) {
    return run(fixture, options, (ports) => new Rotation(journalOf(fixture, name, options.bridge), ports).begin());
  }
  fixture.listed.set(name, { ...listed, record: { ...listed.record, permissions: admin } });
  const journal = journalOf(fixture, name, options.bridge);
  const isComplete = await run(fixture, options, (ports) => new Rotation(journal, ports).begin());
  if (fixture.listed.get(name)?.token === listed.token) {
    fixture.listed.set(name, listed);
  }
  const saved = fixture.journals.get(journal.id);
  if (saved !== undefined) {
    const { kind, ...old } = saved.old;
    assert.equal(kind, name === '_admin' ? 'operator' : 'admin');
    fixture.journals.set(journal.id, { ...saved, old });
  }
  return isComplete;
}

/** Refusals are fine: only the rights count. */
async function run(
  fixture: InMemoryFixture,
  { crashAt, retirement }: Pick<Step, 'crashAt' | 'retirement'>,
  work: (ports: ReturnType<InMemoryFixture['ports']>) => Promise<unknown>,
): Promise<boolean> {
  let count = 0;
  const crash = Promise.withResolvers<boolean>();
  const at = () => {
    count += 1;
    if (count < crashAt) {
      return undefined;
    }
    crash.resolve(false);
    return new Promise<void>(() => undefined);
  };
  const answer: Retirement = retirement === 'later' ? { later: new Date('2026-12-01') } : retirement;
  const ports = fixture.ports({ at, person: { chooseRetirement: () => Promise.resolve(answer) } });
  const end = Promise.resolve()
    .then(() => work(ports))
    .then(
      () => true,
      (error: unknown) => {
        assert.ok(error instanceof UserError, String(error));
        return true;
      },
    );
  return Promise.race([crash.promise, end]);
}

function databasesAfter(change: Step['database']): InMemoryFixture['databases'] {
  const existing = change === 'deleted' ? ['logs'] : ['metrics', 'logs'];
  return [
    ...existing.map((name) => ({ name, isDeleted: false })),
    ...(change === 'same' ? [] : [{ name: 'metrics-20261128T120000', isDeleted: true }]),
  ];
}

/** Permissions as the server lists them. */
interface Rights {
  readonly names: ReadonlyMap<string, string>;
  /** Of the token in each line of each file. */
  readonly lines: ReadonlyMap<string, string>;
}

function snapshot(fixture: InMemoryFixture): Rights {
  const rightsOf = (hash: string) => fixture.permissions.get(hash) ?? assert.fail('unknown token');
  const lines = [...fixture.files].flatMap(([file, bytes]) =>
    findOccurrences(bytes, `/w/${file}`, () => false).map(
      ({ line, token }) => [`${file}:${line}`, rightsOf(token.hash)] as const,
    ),
  );
  return {
    names: new Map(
      [...fixture.listed].filter(([name]) => name in rows).map(([name, { token }]) => [name, rightsOf(token.hash)]),
    ),
    lines: new Map(lines),
  };
}

/**
 * Undoing what an earlier version did takes full access away. A name that a
 * rotation chose isn't compared: if the token string is lost, the rotation creates the token again.
 */
function expectNoMoreRights(before: Rights, after: Rights, message: string): void {
  for (const [what, rights] of [...after.names, ...after.lines]) {
    const rightsBefore = before.names.get(what) ?? before.lines.get(what) ?? rights;
    const isSameOrLess = isSame(rights, rightsBefore) || rightsBefore === admin;
    assert.ok(isSameOrLess, `${what} has other rights than before (${rights}): ${message}`);
  }
}

/** When no rotation is open, no token is left that can do anything else than the first tokens can. */
function expectNoOtherRights({ journals, listed }: InMemoryFixture): void {
  for (const [name, { record }] of journals.size === 0 ? listed : []) {
    const isFamiliar = Object.values(rows).some((rights) => isSame(record.permissions, rights));
    assert.ok(isFamiliar, `"${name}" is left with ${record.permissions}`);
  }
}

function isSame(one: string, other: string): boolean {
  const [parsed, otherParsed] = [parsePermissions(one), parsePermissions(other)];
  return parsed === undefined || otherParsed === undefined ? one === other : hasSameRights(parsed, otherParsed);
}
