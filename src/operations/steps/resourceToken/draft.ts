import type { Lifetime } from '../../../core/token/expiry.ts';
import type { Permission } from '../../../core/token/permissions.ts';
import { resourcePermissions, type ResourcePermissions } from '../../../core/token/resourcePermissions.ts';

/** What's known so far about a new resource token: from arguments, or from the user. */
export interface ResourceTokenDraft {
  readonly name?: string | undefined;
  /** Given instead of the next three. */
  readonly permissions?: ResourcePermissions | undefined;
  /** Names, or just `*`. */
  readonly databases?: readonly string[] | undefined;
  /** What's allowed on each of the databases. */
  readonly actions?: readonly string[] | undefined;
  readonly system?: readonly string[] | undefined;
  /** An object, because `seconds: undefined` means that the token never expires. */
  readonly lifetime?: { readonly seconds: Lifetime } | undefined;
}

export interface ResourceTokenSpec {
  readonly name: string;
  readonly permissions: ResourcePermissions;
  readonly lifetime: Lifetime;
}

/** @returns `undefined` if something is missing */
export function completeSpec(draft: ResourceTokenDraft): ResourceTokenSpec | undefined {
  const { name, lifetime } = draft;
  const permissions = draft.permissions ?? resourcePermissions(selectedPermissions(draft));
  return name === undefined || permissions === undefined || lifetime === undefined
    ? undefined
    : { name, permissions, lifetime: lifetime.seconds };
}

export function selectedPermissions({ databases = [], actions = [], system = [] }: ResourceTokenDraft): Permission[] {
  return [
    ...(databases.length === 0 ? [] : [{ type: 'db', names: databases, actions } as const]),
    ...(system.length === 0 ? [] : [{ type: 'system', names: system, actions: ['read'] } as const]),
  ];
}
