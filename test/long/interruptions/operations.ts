import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Token } from '../../../src/core/token/token.ts';
import { createNamedToken as createNamed } from '../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken as createOperator } from '../../../src/influxdb/createOperatorToken.ts';
import type { Endpoint } from '../../../src/influxdb/transport/endpoint.ts';
import { createNamedToken } from '../../../src/operations/createNamedToken.ts';
import { createOperatorToken } from '../../../src/operations/createOperatorToken.ts';
import type { Person } from '../../../src/operations/person.ts';
import { recoverOperatorToken } from '../../../src/operations/recoverOperatorToken.ts';
import { regenerateOperatorToken } from '../../../src/operations/regenerateOperatorToken.ts';
import { resumeRotation } from '../../../src/operations/resumeRotation.ts';
import { rotateToken, rotationInput } from '../../../src/operations/rotateToken.ts';
import { rememberSignIn } from '../../../src/operations/steps/approval.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import type { TokenServer } from '../../support/influxdb3/server.ts';
import { inPlace, type Session } from './session.ts';

export interface Operation {
  /** From 1. */
  readonly request: number;
  readonly path: string;
  readonly copies: boolean;
  readonly signsIn: boolean;
  readonly needsRecoveryPort?: true;
  readonly prepare: (before: Before) => Promise<unknown>;
  readonly run: (session: Session, person: Person) => Promise<unknown>;
}

export interface Before {
  readonly tokenServer: TokenServer;
  readonly endpoint: Endpoint;
  readonly session: Session;
  readonly identity: string;
  readonly person: Person;
}

const adminPath = '/api/v3/configure/token/admin';
const namedPath = '/api/v3/configure/token/named_admin';
const regeneratePath = `${adminPath}/regenerate`;

const regenerates = {
  request: 1,
  path: regeneratePath,
  copies: true,
  signsIn: true,
  run: ({ server, ports }, person) => regenerateOperatorToken(server, ports(person)),
} as const satisfies Partial<Operation>;

export const operations: Readonly<Record<string, Operation>> = {
  'create operator': {
    request: 1,
    path: adminPath,
    copies: true,
    signsIn: true,
    prepare: () => Promise.resolve(),
    run: ({ server, ports }, person) => createOperatorToken(server, ports(person)),
  },
  'create named': {
    request: 1,
    path: namedPath,
    copies: true,
    signsIn: false,
    prepare: signedInAsOperator,
    run: ({ server, ports }, person) =>
      createNamedToken(server, { name: 'ci-2', lifetime: { seconds: 3600 } }, ports(person)),
  },
  'regenerate, another token stored': { ...regenerates, prepare: withNamed },
  'regenerate, no other token': {
    ...regenerates,
    prepare: signedInAsOperator,
  },
  'regenerate, signed in with another': {
    ...regenerates,
    signsIn: false,
    async prepare(before) {
      const { ci } = await withNamed(before);
      await before.session.servers.tokens.storeSignIn(before.identity, ci, 'ci');
    },
  },
  recover: {
    request: 1,
    path: regeneratePath,
    copies: true,
    signsIn: true,
    needsRecoveryPort: true,
    prepare: signedInAsOperator,
    run: recover,
  },
  'recover, signed out': {
    request: 1,
    path: regeneratePath,
    copies: true,
    signsIn: true,
    needsRecoveryPort: true,
    prepare: ({ endpoint }) => createOperator(endpoint),
    run: recover,
  },
  'rotate named': {
    request: 1,
    path: namedPath,
    copies: true,
    signsIn: false,
    prepare: withNamed,
    run: rotateNamed,
  },
  'rotate sign-in token': {
    request: 1,
    path: namedPath,
    copies: true,
    signsIn: false,
    async prepare(before) {
      const { ci } = await withNamed(before);
      await before.session.servers.tokens.storeSignIn(before.identity, ci, 'ci');
      await before.session.servers.tokens.remove(before.identity, ci.hash);
    },
    run: rotateNamed,
  },
  'rotate operator: helper': {
    request: 1,
    path: namedPath,
    copies: false,
    signsIn: false,
    prepare: withNamed,
    run: (session, person) => rotateOperator(session, person, { bridge: false }),
  },
  'rotate operator: regenerate': {
    request: 2,
    path: regeneratePath,
    copies: true,
    signsIn: true,
    prepare: withNamed,
    run: (session, person) => rotateOperator(session, person, { bridge: false }),
  },
  'rotate bridge: bridge': {
    request: 1,
    path: namedPath,
    copies: true,
    signsIn: false,
    prepare: withNamed,
    run: (session, person) => rotateOperator(session, person, { bridge: true }),
  },
  'rotate bridge: regenerate': {
    request: 2,
    path: regeneratePath,
    copies: false,
    signsIn: true,
    prepare: withNamed,
    run: (session, person) => rotateOperator(session, person, { bridge: true }),
  },
  undo: {
    request: 1,
    path: regeneratePath,
    copies: true,
    signsIn: true,
    /** The operator token was replaced and its string lost, so the undo regenerates it again. */
    async prepare(before) {
      const { tokenServer, session, person } = before;
      await withNamed(before);
      tokenServer.faults.add({ kind: 'close', when: 'afterWork', path: regeneratePath });
      await rotateOperator(session, person, { bridge: false }).catch((error: unknown) => {
        if (!(error instanceof RotationStopped)) {
          throw error;
        }
      });
    },
    run: (session, person) => resume(session, person, 'undo'),
  },
};

export async function resume(session: Session, person: Person, action: 'finish' | 'undo'): Promise<void> {
  await session.rotations.refresh();
  for (const journal of session.rotations.all) {
    await resumeRotation(journal, { action, files: 'all', old: 'delete' }, session.ports(person));
  }
}

function recover({ server, ports, place: { recoveryUrl } }: Session, person: Person): Promise<unknown> {
  return recoverOperatorToken(server, { recoveryUrl }, ports(person));
}

function rotateNamed({ server, ports }: Session, person: Person): Promise<unknown> {
  const input = rotationInput({ newName: 'ci-2', files: 'all', old: 'delete' });
  return rotateToken(server, { name: 'ci' }, input, ports(person));
}

function rotateOperator({ server, ports }: Session, person: Person, { bridge }: { bridge: boolean }): Promise<unknown> {
  const input = rotationInput({ bridge, files: 'all', old: 'delete' });
  return rotateToken(server, { name: '_admin' }, input, ports(person));
}

async function signedInAsOperator({ endpoint, session, identity }: Before): Promise<Token> {
  const { token, name, clusterUuid = null } = await createOperator(endpoint);
  const { tokens, approvals, connections } = session.servers;
  await tokens.storeSignIn(identity, token, name);
  await rememberSignIn(await connections.prepare(session.server), clusterUuid, approvals);
  return token;
}

/** Signed in as `_admin`, with `ci` stored. In the workspace, `app.env` contains `ci`, and `ops.env` `_admin`. */
async function withNamed(before: Before): Promise<{ readonly operator: Token; readonly ci: Token }> {
  const operator = await signedInAsOperator(before);
  const { token: ci } = await createNamed(before.endpoint, operator, 'ci', undefined);
  await before.session.servers.tokens.store(before.identity, ci, 'ci', { untilSavedElsewhere: false });
  const { workspace } = inPlace(before.session.place);
  mkdirSync(workspace, { recursive: true });
  writeFileSync(join(workspace, 'app.env'), `TOKEN=${ci.reveal()}\n`);
  writeFileSync(join(workspace, 'ops.env'), `TOKEN=${operator.reveal()}\n`);
  return { operator, ci };
}
