import type { Journal } from '../../../src/rotation/journal.ts';
import { planRotation } from '../../../src/rotation/plan.ts';
import type { Token } from '../../../src/core/token/token.ts';
import { environmentFile, userWhoAddsValue } from './agreeingUser.ts';
import { InMemoryFixture } from './inMemoryFixture.ts';

export interface RotationCase {
  readonly kind: Journal['kind'];
  /** The sign-in token. If it's the old one, that is stored nowhere else. */
  readonly signedInWith: 'old' | 'other';
  readonly isOldKnown?: boolean;
  /** What `ci` is allowed to do, in the short form. By default, it's an admin token. */
  readonly permissions?: readonly string[];
  /** Whether an env file gets the new token. */
  readonly addsValue?: boolean;
}

export interface TestRotation {
  readonly fixture: InMemoryFixture;
  readonly journal: Journal;
  readonly old: Token;
  readonly before: ReadonlyMap<string, Buffer>;
  /** Hashes of the other tokens that were stored before. */
  readonly storedBefore: ReadonlySet<string>;
}

/** Sets up a server with `_admin` and `ci`, files that contain the token to rotate, and a journal. */
export function prepareRotation({
  kind,
  signedInWith,
  isOldKnown = true,
  permissions,
  addsValue = false,
}: RotationCase): TestRotation {
  const fixture = new InMemoryFixture();
  const operator = fixture.createToken('_admin').token;
  const ci = fixture.createToken('ci', undefined, permissions && JSON.stringify(permissions)).token;
  const [old, other, name] = kind === 'named' ? [ci, operator, 'ci'] : [operator, ci, '_admin'];
  fixture.signIn = signedInWith === 'old' ? old : other;
  if (signedInWith === 'old' && permissions !== undefined) {
    // A resource token can't be used to rotate itself.
    fixture.stored.set(operator.hash, { token: operator, name: '_admin' });
  }
  const storedBefore = new Set(fixture.stored.keys());
  if (signedInWith === 'other' && isOldKnown) {
    fixture.stored.set(old.hash, { token: old, name });
  }
  for (const [path, text] of Object.entries(filesWith(old.reveal(), other.reveal()))) {
    fixture.files.set(path, Buffer.from(text));
  }
  if (addsValue) {
    fixture.user = userWhoAddsValue;
    fixture.files.set(environmentFile.file, Buffer.from(environmentFile.text));
  }
  const record = fixture.listed.get(name)?.record;
  if (record === undefined) {
    throw new Error(`${name} is not listed`);
  }
  const journal = planRotation(
    {
      kind,
      server: { name: 'Local', url: 'http://localhost:8181', identity: 'machine@http://localhost:8181' },
      folders: [{ name: 'w', path: '/w' }],
      record,
      old: isOldKnown ? old : undefined,
      newName: kind === 'named' ? 'ci-2' : 'bridge',
      lifetime: undefined,
      signIn: fixture.signIn,
      bearer: permissions === undefined ? fixture.signIn : operator,
    },
    new Date('2026-11-24T12:00:00Z'),
  );
  return { fixture, journal, old, before: new Map(fixture.files), storedBefore };
}

function filesWith(token: string, other: string): Record<string, string> {
  return {
    '.env': `INFLUXDB3_AUTH_TOKEN=${token}`,
    'telegraf.conf': `[[outputs.influxdb_v2]]\r\n  token = "${token}"\n  # ${token}, and not ${other}\r\n`,
    'secret.yaml': `kind: Secret\ndata:\n  token: ${Buffer.from(token).toString('base64')}\n`,
    'app.js': `const token = "${token}";\n`,
    'notes/todo.md': `rotate ${token} some day\n`,
    'other.env': `OTHER=${other}\n`,
  };
}
