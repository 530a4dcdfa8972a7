import { randomUUID } from 'node:crypto';
import type { Lifetime } from '../expiry.ts';
import type { Token } from '../token.ts';
import { operatorTokenName } from '../tokenName.ts';
import type { TokenRecord } from '../tokenRecord.ts';
import type { Birth, Journal } from './journal.ts';

/** How long the helper of a rotation lives, in seconds, should nobody come back to delete it. */
const helperLifetime = 7 * 24 * 60 * 60;

/** What a new rotation is to do. */
export interface RotationPlan {
  readonly kind: Journal['kind'];
  readonly server: Journal['server'];
  /** Folders of the workspace that are searched, whichever window finishes the rotation. */
  readonly folders: Journal['folders'];
  readonly record: TokenRecord;
  /** The old string, where it is known; else nothing can be rewritten. */
  readonly old: Token | undefined;
  /** Name of the token that takes the old one's place; of no meaning where `_admin` is regenerated. */
  readonly newName: string;
  readonly lifetime: Lifetime;
  readonly bearer: Token;
}

/** The journal of a rotation that is about to begin. */
export function plannedRotation(plan: RotationPlan, now: Date): Journal {
  const { kind, server, folders, record, old, newName, lifetime, bearer } = plan;
  const id = randomUUID();
  const signsIn = bearer.matches(record.hash);
  const regenerates = kind === 'operator';
  return {
    version: 1,
    id,
    startedAt: now.toISOString(),
    server,
    folders,
    kind,
    stage: 'creating',
    old: { name: record.name, listedHash: record.hash, hash: old?.hash ?? null },
    next: regenerates ? unborn('regenerate', operatorTokenName, undefined) : unborn('create', newName, lifetime),
    // Without another token that works, a regenerate whose answer is lost would lock everybody out.
    helper: regenerates && signsIn ? unborn('create', `rotation-helper-${id.slice(0, 8)}`, helperLifetime) : null,
    operator: null,
    signsIn,
    files: [],
    left: [],
    due: null,
  };
}

function unborn(how: Birth['how'], name: string, lifetime: Lifetime): Birth {
  return { how, name, lifetime: lifetime ?? null, hash: null, id: null, expiry: null };
}

/**
 * How long a token's successor lives if nothing else is said: as long as the token itself was to, in seconds.
 * @returns `undefined` for one that never expires
 */
export function samePeriod({ createdAt, expiry }: Pick<TokenRecord, 'createdAt' | 'expiry'>): Lifetime {
  return expiry === undefined ? undefined : Math.round((expiry.getTime() - createdAt.getTime()) / 1000);
}
