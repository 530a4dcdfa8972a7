import fc from 'fast-check';
import type { Permission } from '../../../../src/core/token/permissions.ts';

const databaseName = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}(\/[A-Za-z0-9_-]{1,5})?$/);

function namesOf(name: fc.Arbitrary<string>): fc.Arbitrary<string[]> {
  return fc.oneof(fc.constant<string[]>(['*']), fc.array(name, { minLength: 1, maxLength: 5 }));
}

export const databasePermission: fc.Arbitrary<Permission> = fc.record(
  {
    type: fc.constant('db' as const),
    names: namesOf(databaseName),
    actions: fc.uniqueArray(fc.constantFrom('create', 'describe', 'update', 'drop', 'read', 'write', 'delete'), {
      minLength: 1,
    }),
  },
  { noNullPrototype: true },
);

const systemPermission: fc.Arbitrary<Permission> = fc.record(
  {
    type: fc.constant('system' as const),
    names: namesOf(fc.constantFrom('health', 'metrics', 'ping', 'ready')),
    actions: fc.constant(['read']),
  },
  { noNullPrototype: true },
);

/** What a resource token may do. */
export const permissionList: fc.Arbitrary<Permission[]> = fc.array(fc.oneof(databasePermission, systemPermission), {
  minLength: 1,
  maxLength: 6,
});

/** As the server lists them. */
export function textOf(permissions: readonly Permission[], form: 'bare' | 'array'): string {
  const entries = permissions.map(({ type, names, actions }) => `${type}:${names.join(',')}:${actions.join(',')}`);
  return form === 'bare' ? entries.join() : JSON.stringify(entries);
}
