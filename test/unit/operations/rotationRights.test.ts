import assert from 'node:assert/strict';
import { Canceled, UserError } from '../../../src/core/errors.ts';
import { Token } from '../../../src/core/token/token.ts';
import { resumeRotation } from '../../../src/operations/resumeRotation.ts';
import { RotationStopped } from '../../../src/rotation/stopped.ts';
import type { EnterpriseSwitches } from '../../support/influxdb3/product.ts';
import { EnterpriseServer, resourceTokenPath } from '../support/influxdb3/helpers/enterprise.ts';
import { createNamed, tokenIn } from '../support/influxdb3/helpers/tokenCalls.ts';
import { createDirectory } from '../support/influxdb3/helpers/temporaryDirectory.ts';
import { measuredRights } from './support/measuredRights.ts';
import { operationFixture, type OperationFixture } from './support/operationFixture.ts';
import { rejection } from './support/rejection.ts';
import { createRoute, regenerateRoute, rotationHelpers, type RotationHelpers } from './support/rotationSetup.ts';
import { ScriptedPerson } from './support/scriptedPerson.ts';

const databases = ['metrics', 'logs', 'other'];

interface Kind {
  readonly name: string;
  /** In the short form; those of an admin token if they're missing. */
  readonly permissions?: readonly string[];
  readonly column: EnterpriseSwitches['permissionsColumn'];
  readonly route: string;
}

const kinds = {
  operator: { name: '_admin', column: 'json', route: regenerateRoute },
  admin: { name: 'app', column: 'json', route: createRoute },
  bare: { name: 'app', permissions: ['db:metrics,logs:read,write'], column: 'bare', route: resourceTokenPath },
  list: {
    name: 'app',
    permissions: ['db:logs,metrics:read', 'db:metrics:write', 'system:ping:read'],
    column: 'json',
    route: resourceTokenPath,
  },
  unknown: {
    name: 'app',
    permissions: ['db:metrics:read', 'system:ping:read'],
    column: 'unknown',
    route: resourceTokenPath,
  },
} satisfies Record<string, Kind>;

type KindName = keyof typeof kinds;

interface Scene extends RotationHelpers {
  readonly fixture: OperationFixture;
  readonly enterprise: EnterpriseServer;
  readonly old: string;
  readonly kind: Kind;
}

/**
 * `refused`: nothing has changed. `rotated`: the file and the server have a new token with the same rights. `finished`:
 * the rotation stopped, and was rotated when it was finished. `regained`: as rotated, with the rights in `regained`.
 */
type Outcome = 'refused' | 'rotated' | 'finished' | 'regained';

interface Condition {
  readonly product?: 'core';
  /** Only while the token is rotated, because the rights are measured with the same requests. */
  readonly hidesProduct?: boolean;
  /** The user closes the question about recreated databases. */
  readonly declines?: boolean;
  readonly prepare?: (scene: Scene) => unknown;
  readonly outcomes: Readonly<Record<KindName, Outcome>>;
}

const refusing = (status: number) => (scene: Scene) =>
  scene.fixture.tokenServer.faults.add({ kind: 'status', status, work: 'undone', path: scene.kind.route });
const hideProduct = ({ fixture }: Scene) => {
  for (const path of ['/ping', '/api/v3/configure/retention_period']) {
    fixture.tokenServer.faults.add({ kind: 'status', status: 503, work: 'undone', path, times: 'always' });
  }
};
const recreate = async ({ enterprise }: Scene) => {
  await enterprise.deleteDatabase('metrics');
  await enterprise.createDatabase('metrics');
};
const admins = { operator: 'rotated', admin: 'rotated', unknown: 'refused' } as const;
const allRefused = {
  operator: 'refused',
  admin: 'refused',
  bare: 'refused',
  list: 'refused',
  unknown: 'refused',
} as const;

const conditions: Readonly<Record<string, Condition>> = {
  'on Core': { product: 'core', outcomes: { ...admins, bare: 'refused', list: 'refused' } },
  'on Enterprise': { outcomes: { ...admins, bare: 'rotated', list: 'rotated' } },
  'if the product is hidden': { hidesProduct: true, outcomes: { ...admins, bare: 'refused', list: 'refused' } },
  'if a database was deleted': {
    prepare: ({ enterprise }) => enterprise.deleteDatabase('metrics'),
    outcomes: { ...admins, bare: 'refused', list: 'refused' },
  },
  'if a database was recreated, and the user declines': {
    declines: true,
    prepare: recreate,
    outcomes: { ...admins, bare: 'refused', list: 'refused' },
  },
  'if a database was recreated, and the user agrees': {
    prepare: recreate,
    outcomes: { ...admins, bare: 'regained', list: 'regained' },
  },
  'if the server grants less': {
    prepare: ({ fixture }) => void (fixture.tokenServer.switches.grants = 'less'),
    outcomes: { ...admins, bare: 'refused', list: 'refused' },
  },
  'if the server grants more': {
    prepare: ({ fixture }) => void (fixture.tokenServer.switches.grants = 'more'),
    outcomes: { ...admins, bare: 'refused', list: 'refused' },
  },
  'if the server responds with 403': { prepare: refusing(403), outcomes: allRefused },
  'if the server responds with 404': { prepare: refusing(404), outcomes: allRefused },
  'if the server responds with 409': { prepare: refusing(409), outcomes: allRefused },
  'if the response is lost': {
    prepare: ({ fixture, kind }) =>
      fixture.tokenServer.faults.add({ kind: 'close', when: 'afterWork', path: kind.route }),
    outcomes: { operator: 'finished', admin: 'finished', bare: 'finished', list: 'finished', unknown: 'refused' },
  },
};

const regained: Readonly<Partial<Record<KindName, readonly string[]>>> = {
  bare: ['write metrics', 'read metrics', 'write logs', 'read logs'],
  list: ['ping', 'write metrics', 'read metrics', 'read logs'],
};

/** Signed in as the admin token `ops`. The file `app.env` contains the token to rotate, which is stored. */
async function prepareScene(kind: Kind, { product, prepare }: Condition): Promise<Scene> {
  const directory = createDirectory();
  // The tokens are created on Enterprise, because Core creates no resource tokens.
  const first = await EnterpriseServer.start({ dataDir: directory.path }, databases);
  const ops = tokenIn(await createNamed(first.server.url, first.operator, 'ops'));
  const old =
    kind.name === '_admin'
      ? first.operator
      : kind.permissions === undefined
        ? tokenIn(await createNamed(first.server.url, first.operator, kind.name))
        : await first.token(kind.name, kind.permissions);
  await first.close();
  const fixture = await operationFixture({
    dataDir: directory.path,
    product: product ?? 'enterprise',
    switches: { permissionsColumn: kind.column },
  });
  const { tokens } = fixture.servers;
  await tokens.storeSignIn(fixture.identity, new Token(ops), 'ops');
  await tokens.store(fixture.identity, new Token(old), kind.name, { untilSavedElsewhere: false });
  const helpers = rotationHelpers(fixture);
  helpers.folder.write('app.env', `TOKEN=${old}\n`);
  const enterprise = new EnterpriseServer(fixture.tokenServer, ops);
  const scene = { ...helpers, fixture, enterprise, old, kind };
  await prepare?.(scene);
  return scene;
}

describe('rotateToken, the rights of the new token', () => {
  for (const [title, condition] of Object.entries(conditions)) {
    for (const [kindName, kind] of Object.entries(kinds) as [KindName, Kind][]) {
      const outcome = condition.outcomes[kindName];
      it(`${kindName} is ${outcome} ${title}`, async () => {
        const scene = await prepareScene(kind, condition);
        const { fixture, folder, old } = scene;
        const rightsOf = (token: string | undefined) => measuredRights(fixture.tokenServer, token, databases);
        const tokenInFile = () => folder.read('app.env').replace(/^TOKEN=|\n$/g, '');
        const rightsBefore = await rightsOf(old);
        const tokensBefore = fixture.tokenServer.tokens();
        const storedBefore = await scene.storedNames();

        if (condition.hidesProduct === true) {
          hideProduct(scene);
        }
        await rotateAs(outcome, scene, condition);
        fixture.tokenServer.faults.clear();

        assert.deepEqual(await scene.openJournals(), []);
        const rightsAfter = await rightsOf(tokenInFile());
        assert.deepEqual(rightsAfter, outcome === 'regained' ? regained[kindName] : rightsBefore);
        if (outcome === 'refused') {
          assert.equal(tokenInFile(), old);
          assert.deepEqual(fixture.tokenServer.tokens(), tokensBefore);
          assert.deepEqual(await scene.storedNames(), storedBefore);
        } else {
          const newName = kindName === 'operator' ? '_admin' : 'app-2';
          assert.deepEqual(await rightsOf(old), []);
          assert.equal((await scene.storedToken(newName)).reveal(), tokenInFile());
          assert.deepEqual(fixture.names().sort(), [...new Set(['_admin', newName, 'ops'])]);
        }
      });
    }
  }
});

async function rotateAs(outcome: Outcome, scene: Scene, { declines = false }: Condition): Promise<void> {
  const { kind, rotate, ports, openJournals } = scene;
  const isAsked = declines && outcome === 'refused' && kind.column !== 'unknown';
  const person = isAsked ? new ScriptedPerson(['cancel']) : new ScriptedPerson([], { autoConfirm: true });
  const rotating = () => rotate(person, { name: kind.name }, { files: 'all', old: 'delete' });
  switch (outcome) {
    case 'refused': {
      const error: unknown = await rejection(rotating());
      assert.ok(isAsked ? error instanceof Canceled : error instanceof UserError, String(error));
      assert.ok(!(error instanceof RotationStopped));
      return;
    }
    case 'finished': {
      assert.ok((await rejection(rotating())) instanceof RotationStopped);
      const [journal] = await openJournals();
      assert.ok(journal);
      await resumeRotation(journal, { action: 'finish', files: 'all', old: 'delete' }, ports(person));
      return;
    }
    case 'rotated':
    case 'regained':
      await rotating();
  }
}
