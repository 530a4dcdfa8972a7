import type { Token } from '../../../../src/core/token/token.ts';
import type { Journal } from '../../../../src/rotation/journal.ts';
import { planRotation } from '../../../../src/rotation/plan.ts';
import type { OperationFixture } from './operationFixture.ts';

/** Stores the journal of a rotation that was interrupted before it created its new token. */
export async function unfinishedRotation(
  { usage, server, identity }: OperationFixture,
  name: string,
  token: Token,
): Promise<Journal> {
  const record = {
    id: 1,
    name,
    hash: token.hash,
    createdAt: new Date(),
    updatedAt: undefined,
    expiry: undefined,
    permissions: '*:*:*',
    description: undefined,
  };
  const journal = planRotation(
    {
      kind: name === '_admin' ? 'operator' : 'named',
      server: { name: server.name, url: server.url, identity },
      folders: [],
      record,
      old: token,
      newName: `${name}-2`,
      lifetime: undefined,
      signIn: token,
      bearer: token,
    },
    new Date(),
  );
  await usage.rotations.write(journal);
  return journal;
}
