import { randomUUID } from 'node:crypto';
import type { Lifetime } from '../core/token/expiry.ts';
import { shortForm } from '../core/token/permissions.ts';
import { adminKind, replaceableKind, replacementPermissions } from '../core/token/replaceable.ts';
import type { Token } from '../core/token/token.ts';
import { maxNameLength, operatorTokenName } from '../core/token/tokenName.ts';
import type { TokenRecord } from '../core/token/tokenRecord.ts';
import type { PlannedToken, Journal } from './journal.ts';

/** In seconds. The helper is deleted when the rotation ends, and expires in case it never does. */
const helperLifetime = 7 * 24 * 60 * 60;

export interface RotationPlan {
  readonly kind: Journal['kind'];
  readonly server: Journal['server'];
  readonly cluster?: string | undefined;
  readonly folders: Journal['folders'];
  readonly record: TokenRecord;
  /** If `undefined`, no files can be updated. */
  readonly old: Token | undefined;
  /** Name of the replacement token; ignored if `_admin` is regenerated. */
  readonly newName: string;
  readonly lifetime: Lifetime;
  readonly signIn: Token;
  /** The admin token that loaded the list. */
  readonly bearer: Token;
  /** Deleted databases with names that the old token has access to. The user was asked about them. */
  readonly knownDeletions?: readonly string[];
}

/** @throws UserError if the new token can't have the same rights as the old one */
export function planRotation(plan: RotationPlan, now: Date): Journal {
  const { kind, server, cluster, folders, record, old, signIn, bearer } = plan;
  const id = randomUUID();
  const isRegenerate = kind === 'operator';
  return {
    version: 1,
    id,
    startedAt: now.toISOString(),
    server,
    ...(cluster === undefined ? {} : { cluster }),
    folders,
    kind,
    stage: 'creating',
    old: {
      name: record.name,
      listedHash: record.hash,
      hash: old?.hash ?? null,
      id: record.id,
      kind: kind === 'named' ? replaceableKind(record) : adminKind(replaceableKind(record), record),
    },
    next: isRegenerate ? plannedOperator() : plannedReplacement(plan),
    // If the operator token is regenerated and the response is lost, the helper is the only token that works.
    helper:
      isRegenerate && bearer.matches(record.hash)
        ? plannedToken('create', `rotation-helper-${id.slice(0, 8)}`, helperLifetime)
        : null,
    operator: null,
    signsIn: signIn.matches(record.hash),
    files: [],
    left: [],
    due: null,
  };
}

export function plannedOperator(): PlannedToken {
  return plannedToken('regenerate', operatorTokenName, undefined);
}

function plannedReplacement({ record, newName, lifetime, knownDeletions = [] }: RotationPlan): PlannedToken {
  return replaceableKind(record) === 'resource'
    ? {
        ...plannedToken('createResource', newName, lifetime),
        permissions: replacementPermissions(record).map(shortForm),
        knownDeletions: [...knownDeletions],
      }
    : plannedToken('create', newName, lifetime);
}

function plannedToken(how: PlannedToken['how'], name: string, lifetime: Lifetime): PlannedToken {
  return { how, name, lifetime: lifetime ?? null, hash: null, id: null, expiry: null };
}

/** The default lifetime of a replacement token, in seconds: that of the old one; `undefined` if it never expires. */
export function sameLifetime({ createdAt, expiry }: Pick<TokenRecord, 'createdAt' | 'expiry'>): Lifetime {
  return expiry === undefined ? undefined : Math.round((expiry.getTime() - createdAt.getTime()) / 1000);
}

/** An unused name for a replacement token: `ci-2` for `ci`, `ci-3` for `ci-2`. */
export function nextName(name: string, taken: ReadonlySet<string>): string {
  const [, stem = name, number = '1'] = /^(.*)-([1-9]\d{0,8})$/s.exec(name) ?? [];
  for (let count = Number(number) + 1; ; count++) {
    const suffix = `-${count}`;
    const candidate = [...stem].slice(0, maxNameLength - suffix.length).join('') + suffix;
    if (!taken.has(candidate)) {
      return candidate;
    }
  }
}
