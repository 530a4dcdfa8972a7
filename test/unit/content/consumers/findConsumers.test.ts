import assert from 'node:assert/strict';
import type { UpdatedFile } from '../../../../src/content/consumers/consumer.ts';
import { findConsumers } from '../../../../src/content/consumers/findConsumers.ts';
import { processorTime } from '../../../support/processorTime.ts';

const root = '/home/me/app';
const token = 'NEW';
const base64 = Buffer.from('NEW').toString('base64');

/** Paths of files relative to the workspace. Those that contain the token count as updated, as does `updated`. */
async function consumers(
  files: Readonly<Record<string, string>>,
  { updated = [] as string[], variables = ['INFLUX_TOKEN'], signal = new AbortController().signal } = {},
): Promise<string[]> {
  const all = Object.entries(files).map(([path, text]) => ({ path: `${root}/${path}`, text }));
  const isNew = (text: string) => text.includes(token) || text.includes(base64);
  const changed: UpdatedFile[] = [
    ...all.filter(({ text }) => isNew(text)),
    ...updated.map((path) => ({ path: `${root}/${path}`, text: `INFLUX_TOKEN=${token}\n` })),
  ].map((file) => ({ ...file, variables }));
  const containsNew = (text: string, file: { path: string }) =>
    changed.some(({ path }) => path === file.path) && isNew(text);
  const found = await findConsumers([...all], { files: changed, containsNew }, signal);
  return found.map(({ kind, name, definedIn }) => `${kind} ${name} ${definedIn.path.slice(root.length + 1)}`);
}

const compose = (service: string, rest = '') =>
  `services:\n  other:\n    image: other\n  telegraf:\n    image: telegraf\n${service.replace(/^/gm, '    ')}\n${rest}`;

describe('findConsumers', () => {
  describe('in Compose files', () => {
    for (const [what, updated, service, rest] of [
      ['a short volume', 'telegraf.conf', 'volumes:\n  - ./telegraf.conf:/etc/telegraf/telegraf.conf:ro'],
      ['a volume of its folder', 'telegraf/telegraf.conf', 'volumes: ["./telegraf:/etc/telegraf"]'],
      ['a long volume', 'telegraf.conf', 'volumes:\n  - type: bind\n    source: ./telegraf.conf\n    target: /t'],
      ['a volume with ${PWD}', 'telegraf.conf', 'volumes:\n  - ${PWD}/telegraf.conf:/t'],
      ['a volume with a default', 'conf/telegraf.conf', 'volumes:\n  - ${DIR:-./conf}/telegraf.conf:/t'],
      ['an absolute volume', 'telegraf.conf', `volumes:\n  - ${root}/telegraf.conf:/t`],
      ['env_file', 'app.env', 'env_file: app.env'],
      ['a list of env_file', 'app.env', 'env_file:\n  - path: ./app.env\n    required: false'],
      ['a config', 'telegraf.conf', 'configs: [conf]', 'configs:\n  conf:\n    file: ./telegraf.conf\n'],
      ['a secret', 'token.txt', 'secrets:\n  - source: t', 'secrets:\n  t:\n    file: token.txt\n'],
      [
        'a named volume on a folder',
        'telegraf/telegraf.conf',
        'volumes: ["data:/d:ro"]',
        'volumes:\n  data:\n    driver_opts: { type: none, o: bind, device: ./telegraf }\n',
      ],
      [
        'a named volume in the long form',
        'telegraf/telegraf.conf',
        'volumes: [{ type: volume, source: data, target: /d }]',
        'volumes:\n  data:\n    driver_opts: { device: "${PWD}/telegraf" }\n',
      ],
      ['interpolation from .env', '.env', 'environment:\n  T: "${INFLUX_TOKEN:?needed}"'],
      ['interpolation without braces', '.env', 'command: --token $INFLUX_TOKEN'],
      ['a variable that is passed through', '.env', 'environment:\n  - INFLUX_TOKEN'],
      ['a variable without a value', '.env', 'environment:\n  INFLUX_TOKEN:'],
      ['a secret from .env', '.env', 'secrets: [t]', 'secrets:\n  t:\n    environment: INFLUX_TOKEN\n'],
    ] as const) {
      it(`finds a service by ${what}`, async () => {
        const files = { 'compose.yaml': compose(service, rest) };
        assert.deepEqual(await consumers(files, { updated: [updated] }), ['compose telegraf compose.yaml']);
        assert.deepEqual(await consumers(files, { updated: ['elsewhere/x'], variables: ['OTHER'] }), []);
      });
    }

    it('finds a service of a file in JSON, with quoted keys, or with a byte order mark', async () => {
      const json = JSON.stringify({ services: { telegraf: { environment: { T: 'NEW' } } } });
      assert.deepEqual(await consumers({ 'compose.json': json }), ['compose telegraf compose.json']);
      assert.deepEqual(await consumers({ 'a.yml': json }), ['compose telegraf a.yml']);
      const marked = `\ufeff${compose('environment:\n  T: NEW')}`;
      assert.deepEqual(await consumers({ 'a.yml': marked }), ['compose telegraf a.yml']);
    });

    it('finds a service whose build uses a secret', async () => {
      const files = { 'a.yml': compose('build:\n  secrets: [t]', 'secrets:\n  t:\n    file: t.txt\n') };
      assert.deepEqual(await consumers(files, { updated: ['t.txt'] }), ['compose telegraf a.yml']);
    });

    it('finds a template of systemd whose file has a name of the instance', async () => {
      const files = { 'a@.service': '[Service]\nEnvironmentFile=/etc/app/%i.env\n' };
      assert.deepEqual(await consumers(files, { updated: ['etc/app/x.env'] }), ['systemd a@.service a@.service']);
      assert.deepEqual(await consumers(files, { updated: ['etc/app/x.txt'] }), []);
    });

    it('finds a workload whose storage driver uses a secret', async () => {
      const files = {
        's.yaml': 'kind: Secret\nmetadata: { name: s }\nstringData: { t: NEW }\n',
        'd.yaml': 'kind: Deployment\nmetadata: { name: d }\nspec: { csi: { nodePublishSecretRef: { name: s } } }\n',
      };
      assert.deepEqual(await consumers(files), ['kubernetes Deployment d d.yaml']);
    });

    it('finds a service whose own definition contains the token, also through an anchor', async () => {
      const inService = compose('environment:\n  T: NEW');
      assert.deepEqual(await consumers({ 'a.yml': inService }), ['compose telegraf a.yml']);
      const anchored = `x-env: &env\n  T: NEW\n${compose('environment:\n  <<: *env')}`;
      assert.deepEqual(await consumers({ 'a.yml': anchored }), ['compose telegraf a.yml']);
    });

    it('finds a service that extends one of another file', async () => {
      const extending = (file: string) =>
        `services:\n  app:\n    extends:\n      file: ${file}\n      service: telegraf\n`;
      const base = compose('volumes: ["./telegraf.conf:/t"]');
      const found = ['compose app compose.yaml', 'compose telegraf common/base.yml'];
      const files = { 'compose.yaml': extending('common/base.yml'), 'common/base.yml': base };
      assert.deepEqual(await consumers(files, { updated: ['common/telegraf.conf'] }), found);
      assert.deepEqual(await consumers(files, { updated: ['telegraf.conf'] }), []);
      const variable = { ...files, 'common/base.yml': compose('environment:\n  T: ${INFLUX_TOKEN}') };
      assert.deepEqual(await consumers(variable, { updated: ['.env'] }), found.slice(0, 1));
      const chain = {
        'compose.yaml': extending('a/a.yml'),
        'a/a.yml': 'services:\n  telegraf:\n    extends: { file: ../b.yml, service: telegraf }\n',
        'b.yml': compose('env_file: app.env'),
      };
      assert.deepEqual(await consumers(chain, { updated: ['app.env'] }), [
        'compose app compose.yaml',
        'compose telegraf a/a.yml',
        'compose telegraf b.yml',
      ]);
    });

    it('finds the services of included files, which get the variables of both env files', async () => {
      const files = (entry: string) => ({
        'compose.yaml': `include:\n  - ${entry}\n`,
        'db/compose.yaml': compose('environment:\n  T: ${INFLUX_TOKEN}\nvolumes: ["./t.conf:/t"]'),
      });
      const found = ['compose telegraf db/compose.yaml'];
      assert.deepEqual(await consumers(files('db/compose.yaml'), { updated: ['.env'] }), found);
      assert.deepEqual(await consumers(files('./db/compose.yaml'), { updated: ['db/.env'] }), found);
      assert.deepEqual(await consumers(files('{ path: [db/compose.yaml] }'), { updated: ['.env'] }), found);
      const withFile = files('{ path: db/compose.yaml, env_file: [x.env] }');
      assert.deepEqual(await consumers(withFile, { updated: ['x.env'] }), found);
      assert.deepEqual(await consumers(withFile, { updated: ['y.env'] }), []);
      const inFolder = files('{ path: db/compose.yaml, project_directory: other }');
      assert.deepEqual(await consumers(inFolder, { updated: ['other/t.conf'] }), found);
      assert.deepEqual(await consumers(files('missing.yaml'), { updated: ['.env'] }), []);
    });

    it('follows files that include or extend each other in a circle once', async () => {
      const circular = (other: string, variable: string) =>
        `include: [${other}]\nservices:\n  s:\n    command: ${variable}\n    extends: { file: ${other}, service: s }\n`;
      const files = { 'a.yml': circular('b.yml', '${INFLUX_TOKEN}'), 'b.yml': circular('a.yml', 'x') };
      assert.deepEqual((await consumers(files, { updated: ['.env'] })).sort(), ['compose s a.yml', 'compose s b.yml']);
      const many = Object.fromEntries(
        Array.from({ length: 150 }, (_, index) => [
          `${index}.yml`,
          `include: [${Array.from({ length: 150 }, (__, other) => `${other}.yml`).join(', ')}]\nservices: {}\n`,
        ]),
      );
      assert.ok((await processorTime(() => consumers(many, { updated: ['.env'] }))) < 2000);
    });

    it('finds a service that extends another one in the file', async () => {
      const rest = '  second:\n    extends:\n      service: first\n  first:\n    extends: telegraf\n';
      assert.deepEqual(await consumers({ 'a.yml': compose('env_file: .env', rest) }, { updated: ['.env'] }), [
        'compose telegraf a.yml',
        'compose first a.yml',
        'compose second a.yml',
      ]);
    });

    it('ignores other variables, folders, and projects', async () => {
      const files = {
        'compose.yaml': compose(
          'environment:\n  T: ${INFLUX_TOKEN_2} $$INFLUX_TOKEN\nvolumes:\n  - ./telegraf2:/t\n  - data:/d',
        ),
        'sub/compose.yaml': compose('environment:\n  T: ${INFLUX_TOKEN}'),
      };
      assert.deepEqual(await consumers(files, { updated: ['.env', 'telegraf/telegraf.conf'] }), []);
    });
  });

  describe('in systemd units', () => {
    for (const [what, updated, path, line] of [
      [
        'EnvironmentFile',
        'etc/default/telegraf',
        'etc/systemd/telegraf.service',
        'EnvironmentFile=-/etc/default/telegraf',
      ],
      [
        'ExecStart',
        'deploy/telegraf.conf',
        'deploy/telegraf.service',
        'ExecStart=/usr/bin/telegraf --config=/etc/telegraf/telegraf.conf',
      ],
      [
        'a continued line',
        'deploy/telegraf.conf',
        'deploy/telegraf.service',
        'ExecStart=/usr/bin/telegraf \\\n  --config /etc/telegraf/telegraf.conf',
      ],
      ['LoadCredential', 'deploy/token', 'deploy/telegraf.service', 'LoadCredential=token:/etc/telegraf/token'],
      ['a specifier', 'dot/.config/telegraf.env', 'dot/telegraf.service', 'EnvironmentFile=%h/.config/telegraf.env'],
      [
        'a Quadlet volume',
        'pods/telegraf.conf',
        'pods/telegraf.container',
        'Volume=./telegraf.conf:/etc/telegraf/telegraf.conf:ro',
      ],
    ] as const) {
      it(`finds a unit by ${what}`, async () => {
        const name = path.slice(path.lastIndexOf('/') + 1);
        const files = { [path]: `[Service]\n${line}\n` };
        assert.deepEqual(await consumers(files, { updated: [updated] }), [`systemd ${name} ${path}`]);
        assert.deepEqual(await consumers(files, { updated: ['deploy/other', 'pods/other'] }), []);
      });
    }

    it('names the unit of a drop-in, and of a unit that contains the token', async () => {
      const text = '[Service]\nEnvironment=INFLUX_TOKEN=NEW\n';
      assert.deepEqual(await consumers({ 'telegraf.service.d/token.conf': text, 'b.service': text }), [
        'systemd telegraf.service telegraf.service.d/token.conf',
        'systemd b.service b.service',
      ]);
    });
  });

  describe('in Kubernetes manifests', () => {
    const secret = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: influx\ndata:\n  token: ${base64}\n`;
    const workload = (spec: string, name = 'telegraf') =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n${spec.replace(/^/gm, '      ')}\n`;

    for (const [what, spec] of [
      ['secretKeyRef', 'containers:\n  - env:\n      - valueFrom: { secretKeyRef: { name: influx, key: token } }'],
      ['envFrom', 'containers:\n  - envFrom:\n      - secretRef:\n          name: influx'],
      ['a volume', 'volumes:\n  - name: t\n    secret:\n      secretName: influx'],
      ['a value of a Helm release', 'valuesFrom:\n  - kind: Secret\n    name: influx'],
      ['an existing Secret', 'values:\n  existingSecret: influx'],
      ['a projected volume', 'volumes:\n  - projected:\n      sources:\n        - secret: { name: influx }'],
    ] as const) {
      it(`finds a workload by ${what}`, async () => {
        const other = workload('volumes: []', 'other');
        const files = { 'k8s/secret.yaml': secret, 'k8s/app.yaml': `${other}---\n${workload(spec)}` };
        assert.deepEqual(await consumers(files), ['kubernetes Deployment telegraf k8s/app.yaml']);
        const unchanged = { ...files, 'k8s/secret.yaml': secret.replace(base64, 'b2xk') };
        assert.deepEqual(await consumers(unchanged, { updated: ['x'] }), []);
      });
    }

    it('finds a workload in the same file, and one of a ConfigMap or a list', async () => {
      const spec = 'volumes:\n  - configMap: { name: influx }';
      const map = secret.replace('Secret', 'ConfigMap').replace(base64, '|\n    token = "NEW"');
      assert.deepEqual(await consumers({ 'a.yaml': `${map}---\n${workload(spec)}` }), [
        'kubernetes Deployment telegraf a.yaml',
      ]);
      const list = JSON.stringify({
        kind: 'List',
        items: [{ kind: 'CronJob', metadata: { name: 'c' }, spec: { secretRef: { name: 'influx' } } }],
      });
      assert.deepEqual(await consumers({ 'secret.yaml': secret, 'list.yaml': list }), [
        'kubernetes CronJob c list.yaml',
      ]);
    });

    it('finds a workload that contains the token, and one whose Secret Kustomize generates', async () => {
      assert.deepEqual(await consumers({ 'a.yaml': workload('containers:\n  - env: [{ name: T, value: NEW }]') }), [
        'kubernetes Deployment telegraf a.yaml',
      ]);
      const files = {
        'k8s/kustomization.yaml': 'secretGenerator:\n  - name: influx\n    envs: [token.env]\n',
        'k8s/app.yaml': workload('containers:\n  - envFrom: [{ secretRef: { name: influx } }]'),
      };
      assert.deepEqual(await consumers(files, { updated: ['k8s/token.env'] }), [
        'kubernetes Deployment telegraf k8s/app.yaml',
      ]);
    });

    it('does not mix up namespaces', async () => {
      const files = {
        'secret.yaml': secret.replace('name: influx', 'name: influx\n  namespace: a'),
        'app.yaml': workload('volumes: [{ secret: { secretName: influx } }]').replace(
          'name: telegraf',
          'name: telegraf\n  namespace: b',
        ),
      };
      assert.deepEqual(await consumers(files), []);
    });
  });

  for (const [what, text] of [
    ['a template of Helm', 'services:\n  {{- range .Values.all }}\n  a: ${INFLUX_TOKEN}\n  {{- end }}\n'],
    [
      'a file of aliases',
      `services: &a0 {x: 1}\n${Array.from({ length: 30 }, (_, i) => `a${i}: &a${i + 1} [*a${i},*a${i},*a${i},*a${i}]`).join('\n')}\n`,
    ],
    ['odd values', 'services:\n  - 1\n  - null\nconfigs: 3\nsecrets: [[[[]]]]\n'],
    ['odd services', 'services:\n  a: null\n  b: 3\n  c: { volumes: 3, env_file: { path: [] }, configs: [null] }\n'],
    ['a recursive alias', 'services: &a\n  x: *a\n'],
    ['deep nesting', `services: ${'['.repeat(5000)}${']'.repeat(5000)}\n`],
    ['deeply nested lists', `services:\n${'- '.repeat(100_000)}"x"\n`],
    ['deeply nested flow collections with quotes', `services: ${'["]", '.repeat(20_000)}\n`],
    ['a file that is too long', `services:\n  a:\n    image: "\${INFLUX_TOKEN}"\n#${'x'.repeat(300_000)}\n`],
  ] as const) {
    it(`skips ${what}`, async () => {
      const time = await processorTime(async () =>
        assert.deepEqual(await consumers({ 'compose.yaml': text }, { updated: ['.env'] }), []),
      );
      assert.ok(time < 2000, `${time} ms`);
    });
  }

  it('stops parsing when it is aborted', async () => {
    const files = { 'compose.yaml': compose('env_file: .env') };
    assert.deepEqual(await consumers(files, { updated: ['.env'], signal: AbortSignal.abort() }), []);
  });
});
