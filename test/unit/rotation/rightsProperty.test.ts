import assert from 'node:assert/strict';
import fc from 'fast-check';
import { UserError } from '../../../src/core/errors.ts';
import { parsePermissions } from '../../../src/core/token/permissions.ts';
import { hasSameRights } from '../../../src/core/token/rights.ts';
import type { Journal } from '../../../src/rotation/journal.ts';
import { planRotation, nextName } from '../../../src/rotation/plan.ts';
import { Rotation } from '../../../src/rotation/rotation.ts';
import { InMemoryFixture, type EffectHook } from './inMemoryFixture.ts';

const grants: Readonly<Record<string, (asked: readonly string[]) => readonly string[]>> = {
  asked: (asked) => asked,
  less: (asked) => asked.slice(1),
  more: (asked) => [...asked, 'db:other:write'],
  everything: () => ['*:*:*'],
  unreadable: () => ['policy'],
};

const anyGrant = fc.constantFrom(...Object.keys(grants));

const anyStep = fc.record({
  token: fc.constantFrom('operator', 'bridge', 'limited', 'admin', 'unknown'),
  grant: anyGrant,
  /** The run never returns from this effect. */
  crashAt: fc.option(fc.nat(120), { nil: Infinity, freq: 3 }),
  /** What the next start does, and what the server grants by then. */
  then: fc.constantFrom('finish', 'undo'),
  grantThen: anyGrant,
  /** A database of the permissions is deleted, or also recreated, before the next start. */
  database: fc.constantFrom('same', 'same', 'deleted', 'recreated'),
  isSecretLost: fc.boolean(),
});

type Step = typeof anyStep extends fc.Arbitrary<infer Value> ? Value : never;

const initial: Readonly<Record<string, string>> = {
  limited: '["db:b,a:read", "db:*:write"]',
  admin: '*:*:*',
  unknown: 'policy/db/a',
};

/** A server with a token of each kind, each in a file of its own. Rotations may give the tokens other names. */
class RightsHistory {
  readonly fixture = new InMemoryFixture();
  /** Current names of the tokens in files. */
  readonly names = new Map<string, string>();
  readonly #rightsBefore = new Map<string, string>();
  readonly #namesBefore = new Map<string, string>();

  constructor() {
    const { fixture } = this;
    fixture.signIn = fixture.createToken('ops').token;
    for (const [name, permissions] of [['_admin', '*:*:*'], ...Object.entries(initial)] as const) {
      const { token } = fixture.createToken(name, undefined, permissions);
      fixture.stored.set(token.hash, { token, name });
      fixture.files.set(`${name}.env`, Buffer.from(`TOKEN=${token.reveal()}\n`));
      this.names.set(name, name);
      this.#rightsBefore.set(`${name}.env`, permissions);
    }
    for (const [name, { record }] of fixture.listed) {
      this.#namesBefore.set(name, record.permissions);
    }
  }

  /** Whatever was interrupted: a name or a file never gets other rights, let alone more. */
  check(): void {
    for (const [name, { token, record }] of this.fixture.listed) {
      const before = this.#namesBefore.get(name);
      assert.ok(before === undefined || isSame(record.permissions, before), `${name}: ${record.permissions}`);
      for (const file of this.fixture.filesContaining(token)) {
        assert.ok(isSame(record.permissions, this.#rightsBefore.get(file) ?? ''), `${file}: ${record.permissions}`);
      }
    }
  }

  /** Once no rotation is open, no token with rights that nothing had before is left. */
  checkEnd(): void {
    this.check();
    for (const [name, { record }] of this.fixture.listed) {
      const isKnown = [...this.#rightsBefore.values()].some((before) => isSame(record.permissions, before));
      assert.ok(isKnown, `${name} is left with ${record.permissions}`);
      this.#namesBefore.set(name, record.permissions);
    }
  }
}

function isSame(one: string, other: string): boolean {
  const [parsed, otherParsed] = [parsePermissions(one), parsePermissions(other)];
  return parsed === undefined || otherParsed === undefined ? one === other : hasSameRights(parsed, otherParsed);
}

function plan({ fixture, names }: RightsHistory, token: Step['token']): Journal | undefined {
  const original = token === 'operator' || token === 'bridge' ? '_admin' : token;
  const listed = fixture.listed.get(names.get(original) ?? '');
  if (listed === undefined || fixture.signIn === undefined) {
    return undefined;
  }
  const { record } = listed;
  try {
    return planRotation(
      {
        kind: token === 'operator' || token === 'bridge' ? token : 'named',
        server: { name: 'Local', url: 'http://localhost:8181', identity: 'x' },
        folders: [],
        record,
        old: listed.token,
        newName: nextName(record.name, new Set(fixture.listed.keys())),
        lifetime: undefined,
        signIn: fixture.signIn,
      },
      new Date(),
    );
  } catch (error) {
    assert.ok(error instanceof UserError && token === 'unknown');
    return undefined;
  }
}

/** Runs until the effect with this number, which never returns. */
async function runUntil(
  crashAt: number,
  history: RightsHistory,
  run: (at: EffectHook) => Promise<unknown>,
): Promise<void> {
  let count = 0;
  const crash = Promise.withResolvers<undefined>();
  const at: EffectHook = () => {
    history.check();
    if ((count += 1) <= crashAt) {
      return undefined;
    }
    crash.resolve(undefined);
    return new Promise(() => undefined);
  };
  const running = run(at).catch((error: unknown) => assert.ok(error instanceof UserError, String(error)));
  await Promise.race([running, crash.promise]);
}

async function take(step: Step, history: RightsHistory): Promise<void> {
  const { fixture } = history;
  const journal = plan(history, step.token);
  if (journal === undefined) {
    return;
  }
  fixture.databases = ['a', 'b'].map((name) => ({ name, isDeleted: false }));
  fixture.grant = grants[step.grant] ?? assert.fail();
  await runUntil(step.crashAt, history, (at) => new Rotation(journal, fixture.ports({ at })).begin());
  history.check();
  fixture.grant = grants[step.grantThen] ?? assert.fail();
  const gone = [{ name: 'a-20261128T120000', isDeleted: true }];
  fixture.databases =
    step.database === 'same'
      ? fixture.databases
      : [...gone, ...fixture.databases.filter(({ name }) => name !== 'a' || step.database === 'recreated')];
  if (step.isSecretLost) {
    fixture.loseLastStored();
  }
  const resume = async (how: 'finish' | 'undo') => {
    const saved = fixture.journals.get(journal.id);
    if (saved !== undefined) {
      await runUntil(Infinity, history, (at) => new Rotation(saved, fixture.ports({ at }))[how]());
    }
  };
  await resume(step.then);
  await resume('undo');
  fixture.journals.clear();
  fixture.signIn ??= fixture.listed.get('ops')?.token;
  history.checkEnd();
  const original = step.token === 'operator' || step.token === 'bridge' ? '_admin' : step.token;
  history.names.set(
    original,
    [journal.next.name, journal.old.name].find((name) => fixture.listed.has(name) && original !== '_admin') ?? '_admin',
  );
}

describe('Rotations in any order, each interrupted anywhere', () => {
  it('never give a name or a file other rights than before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 4 }), async (steps) => {
        const history = new RightsHistory();
        for (const step of steps) {
          await take(step, history);
        }
      }),
      { numRuns: 150 },
    );
  });
});
