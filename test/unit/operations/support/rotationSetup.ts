import assert from 'node:assert/strict';
import type { Token } from '../../../../src/core/token/token.ts';
import { rotateToken, rotationInput } from '../../../../src/operations/rotateToken.ts';
import type { TokenSelection } from '../../../../src/operations/steps/chooseToken.ts';
import type { RotationRunPorts } from '../../../../src/operations/steps/runRotation.ts';
import type { Journal } from '../../../../src/rotation/journal.ts';
import type { RotationResult } from '../../../../src/rotation/result.ts';
import type { TokenServerOptions } from '../../../support/influxdb3/server.ts';
import { operationFixture, type OperationFixture } from './operationFixture.ts';
import { ScriptedPerson } from './scriptedPerson.ts';
import { ScriptedRotationDisplay } from './scriptedRotationDisplay.ts';
import { WorkspaceFolder } from './workspaceFolder.ts';

export const createRoute = '/api/v3/configure/token/named_admin';
export const listRoute = '/api/v3/query_sql';
export const regenerateRoute = '/api/v3/configure/token/admin/regenerate';

export interface RotationHelpers {
  readonly folder: WorkspaceFolder;
  readonly display: ScriptedRotationDisplay;
  readonly ports: (person: ScriptedPerson) => RotationRunPorts;
  /** Runs `rotateToken`, and checks that all answers were used. */
  readonly rotate: (
    person: ScriptedPerson,
    selection?: TokenSelection,
    args?: Parameters<typeof rotationInput>[0],
  ) => Promise<RotationResult>;
  readonly deletions: () => number;
  readonly openJournals: () => Promise<readonly Journal[]>;
  readonly storedToken: (name: string) => Promise<Token>;
  readonly storedNames: () => Promise<string[]>;
}

/** Signed in as `_admin`, with `ci` stored. In the workspace, `app.env` contains `ci`, and `ops.env` `_admin`. */
export interface RotationSetup extends RotationHelpers {
  readonly fixture: OperationFixture;
  /** The sign-in token. */
  readonly operator: Token;
  readonly ci: Token;
}

export async function rotationSetup(lifetime?: number, options?: TokenServerOptions): Promise<RotationSetup> {
  const fixture = await operationFixture(options);
  const operator = await fixture.signedInAsOperator();
  const ci = await fixture.createElsewhere(operator, 'ci', lifetime);
  await fixture.servers.tokens.store(fixture.identity, ci, 'ci', { untilSavedElsewhere: false });
  const helpers = rotationHelpers(fixture);
  helpers.folder.write('app.env', `TOKEN=${ci.reveal()}\n`);
  helpers.folder.write('ops.env', `TOKEN=${operator.reveal()}\n`);
  fixture.tokenServer.requests.length = 0;
  return { ...helpers, fixture, operator, ci };
}

export function rotationHelpers(fixture: OperationFixture): RotationHelpers {
  const { servers, newTokens, identity } = fixture;
  const folder = new WorkspaceFolder(fixture);
  const display = new ScriptedRotationDisplay();
  const { rotations } = fixture.usage;
  const usage = { ...fixture.usage, search: folder.search, display };
  const ports = (person: ScriptedPerson) => ({ person, servers, newTokens, usage });
  return {
    folder,
    display,
    ports,
    async rotate(person, selection, args = {}) {
      const result = await rotateToken(fixture.server, selection, rotationInput(args), ports(person));
      person.done();
      return result;
    },
    deletions: () => fixture.tokenServer.requests.filter(({ method }) => method === 'DELETE').length,
    async openJournals() {
      await rotations.refresh();
      return rotations.all;
    },
    async storedToken(name) {
      const stored = (await servers.tokens.listStored(identity)).find((each) => each.name === name);
      const token = stored && (await servers.tokens.findByHash(identity, stored.hash));
      assert.ok(token, `"${name}" is stored`);
      return token;
    },
    storedNames: async () => (await servers.tokens.listStored(identity)).map(({ name }) => name).sort(),
  };
}
