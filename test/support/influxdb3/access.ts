import type { Databases } from './databases.ts';
import {
  databaseActions,
  type DatabaseAction,
  type Permission,
  type SystemResource,
} from './permissions/permission.ts';
import { isDatabaseAllowed, isSystemAllowed } from './permissions/rights.ts';
import type { StoredToken } from './storedToken.ts';
import type { User } from './users.ts';

/** Who sent a request. `anyone` where the server asks for no token. */
export type Sender = { kind: 'anyone' } | { kind: 'token'; token: StoredToken } | { kind: 'user'; user: User };

/** The sender is known, but may not do this. The response is 403 with an empty body. */
export class ForbiddenError extends Error {}

/** What the sender of a request may do. */
export class Access {
  readonly #sender: Sender;
  readonly #databases: Databases;
  /** Undefined for those who may do everything. */
  readonly #permissions: readonly Permission[] | undefined;

  constructor(sender: Sender, databases: Databases) {
    this.#sender = sender;
    this.#databases = databases;
    this.#permissions = permissionsOf(sender);
  }

  /** The ID that the list shows as the creator of a token. Users have none. */
  get tokenId(): number | undefined {
    return this.#sender.kind === 'token' ? this.#sender.token.id : undefined;
  }

  /** @throws ForbiddenError, as do the others */
  requireAdmin(): void {
    if (this.#permissions !== undefined) throw new ForbiddenError();
  }

  /** Members, who aren't admins, may create resource tokens, too. */
  requireResourceTokens(): void {
    if (this.#sender.kind !== 'user') this.requireAdmin();
  }

  requireSystem(resource: SystemResource): void {
    if (this.#permissions !== undefined && !isSystemAllowed(this.#permissions, resource)) throw new ForbiddenError();
  }

  requireDatabase(name: string, action: DatabaseAction): void {
    const id = this.#databases.find(name)?.id;
    if (this.#permissions !== undefined && !isDatabaseAllowed(this.#permissions, id, action)) {
      throw new ForbiddenError();
    }
  }

  /** Whether the sender may do it with at least one database. */
  requireAnyDatabase(action: DatabaseAction): void {
    const isAllowed = this.#permissions?.some(
      ({ type, actions }) => type === 'db' && actions.some((granted) => granted === action),
    );
    if (isAllowed === false) throw new ForbiddenError();
  }
}

const memberPermissions: Permission[] = [
  { type: 'db', resources: '*', actions: [...databaseActions] },
  { type: 'system', resources: '*', actions: ['read'] },
];

function permissionsOf(sender: Sender): readonly Permission[] | undefined {
  switch (sender.kind) {
    case 'anyone':
      return undefined;
    case 'token':
      return sender.token.permissions;
    case 'user':
      return sender.user.role === 'admin' ? undefined : memberPermissions;
  }
}
