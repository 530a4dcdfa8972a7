import assert from 'node:assert/strict';
import { findEmptySlots } from '../../../src/content/emptySlots/findEmptySlots.ts';
import { processorTime } from '../../support/processorTime.ts';

const token = 'apiv3_T';

const slotsIn = (path: string, text: string, languageId = 'plaintext') => findEmptySlots(path, languageId, () => text);

/** The text with the token in all its empty slots. */
async function filled(path: string, text: string, languageId = 'plaintext'): Promise<string> {
  return (await slotsIn(path, text, languageId))
    .toSorted((one, other) => other.start - one.start)
    .reduce(
      (result, { start, end, before, after }) => result.slice(0, start) + before + token + after + result.slice(end),
      text,
    );
}

const influxOutput = '[[outputs.influxdb_v2]]\n  urls = ["http://localhost:8181"]\n';
const grafana = 'apiVersion: 1\ndatasources:\n  - name: InfluxDB\n    secureJsonData:\n';
const secret = (field: string) => `apiVersion: v1\nkind: Secret\n${field}:\n  INFLUX_TOKEN: ""\n`;

describe('findEmptySlots', () => {
  for (const [path, before, after] of [
    ['.env', 'INFLUXDB3_AUTH_TOKEN=', 'INFLUXDB3_AUTH_TOKEN=apiv3_T'],
    ['.env', 'A=1\r\nINFLUX_TOKEN=\r\nB=2\r\n', 'A=1\r\nINFLUX_TOKEN=apiv3_T\r\nB=2\r\n'],
    ['.env.local', 'INFLUXDB_TOKEN=""\n', 'INFLUXDB_TOKEN="apiv3_T"\n'],
    ['prod.env', "export INFLUX_TOKEN=''\n", "export INFLUX_TOKEN='apiv3_T'\n"],
    ['.env', 'INFLUX_TOKEN = \n', 'INFLUX_TOKEN = apiv3_T\n'],
    ['.env', 'INFLUX_TOKEN= # from the server\n', 'INFLUX_TOKEN=apiv3_T # from the server\n'],
    ['.env', 'VITE_INFLUX_TOKEN=', 'VITE_INFLUX_TOKEN=apiv3_T'],
    ['run.sh', 'export INFLUXDB3_AUTH_TOKEN=\n', 'export INFLUXDB3_AUTH_TOKEN=apiv3_T\n'],
    ['run.ps1', '$env:INFLUX_TOKEN = ""\n', '$env:INFLUX_TOKEN = "apiv3_T"\n'],
    ['app.properties', 'management.influx.token=\n', 'management.influx.token=apiv3_T\n'],
    ['telegraf.service', 'Environment=INFLUX_TOKEN=\n', 'Environment=INFLUX_TOKEN=apiv3_T\n'],
    ['telegraf.service', 'Environment="INFLUX_TOKEN="\n', 'Environment="INFLUX_TOKEN=apiv3_T"\n'],
    ['telegraf.conf', `${influxOutput}  token = ""\n`, `${influxOutput}  token = "apiv3_T"\n`],
    ['telegraf.conf', `${influxOutput}  token = '' # here\n`, `${influxOutput}  token = 'apiv3_T' # here\n`],
    ['telegraf.conf', `${influxOutput}  token =\n`, `${influxOutput}  token = "apiv3_T"\n`],
    [
      'telegraf.conf',
      '[outputs.influxdb.http_headers]\nAuthorization = "Bearer "\n',
      '[outputs.influxdb.http_headers]\nAuthorization = "Bearer apiv3_T"\n',
    ],
    ['configuration.yaml', 'influxdb:\n  token: ""\n', 'influxdb:\n  token: "apiv3_T"\n'],
    ['configuration.yaml', 'influxdb:\n  host: a\n  token:\n', 'influxdb:\n  host: a\n  token: apiv3_T\n'],
    [
      'otel.yaml',
      'exporters:\n  influxdb/2:\n    tls: {}\n    token: ""\n  a:\n    token: ""\n',
      'exporters:\n  influxdb/2:\n    tls: {}\n    token: "apiv3_T"\n  a:\n    token: ""\n',
    ],
    ...['type: influxdb_logs\n    token: ""\n', 'token: ""\n    a:\n      b: c\n\n    type: "influxdb_metrics"\n'].map(
      (sink): [string, string, string] => [
        'vector.yaml',
        `sinks:\n  db:\n    ${sink}`,
        `sinks:\n  db:\n    ${sink.replace('""', '"apiv3_T"')}`,
      ],
    ),
    ['a.yaml', '- type: influxdb\n  token: ""\n', '- type: influxdb\n  token: "apiv3_T"\n'],
    ['a.yaml', '- token: ""\n  type: influxdb\n', '- token: "apiv3_T"\n  type: influxdb\n'],
    ...['type = "influxdb_metrics"\ntoken = ""\n', "token = ''\ninputs = ['a']\ntype = 'influxdb_logs' # a\n"].map(
      (sink): [string, string, string] => [
        'vector.toml',
        `[sinks.db]\n${sink}`,
        `[sinks.db]\n${sink.replace(/""|''/, (quotes) => `${quotes[0]}apiv3_T${quotes[0]}`)}`,
      ],
    ),
    ['main.tfvars', 'influx_token = ""\n', 'influx_token = "apiv3_T"\n'],
    ['compose.yaml', 'environment:\n  INFLUX_TOKEN: \n', 'environment:\n  INFLUX_TOKEN: apiv3_T\n'],
    ['compose.yaml', 'environment:\n  INFLUX_TOKEN:\n  B: 1\n', 'environment:\n  INFLUX_TOKEN: apiv3_T\n  B: 1\n'],
    ['compose.yaml', 'environment:\n  INFLUX_TOKEN: ""\n', 'environment:\n  INFLUX_TOKEN: "apiv3_T"\n'],
    ['compose.yaml', 'environment:\n  - INFLUX_TOKEN=\n', 'environment:\n  - INFLUX_TOKEN=apiv3_T\n'],
    ['compose.yaml', 'environment:\n  - "INFLUX_TOKEN="\n', 'environment:\n  - "INFLUX_TOKEN=apiv3_T"\n'],
    ['compose.yaml', 'environment: { INFLUX_TOKEN: "" }\n', 'environment: { INFLUX_TOKEN: "apiv3_T" }\n'],
    ['job.yml', 'INFLUX_TOKEN: null # later\n', 'INFLUX_TOKEN: apiv3_T # later\n'],
    ['pod.yaml', '- name: INFLUX_TOKEN\n  value: ""\n', '- name: INFLUX_TOKEN\n  value: "apiv3_T"\n'],
    ['pod.yaml', '- value: ""\n  name: "INFLUX_TOKEN"\n', '- value: "apiv3_T"\n  name: "INFLUX_TOKEN"\n'],
    ['secret.yaml', secret('stringData'), secret('stringData').replace('""', '"apiv3_T"')],
    ['influx.yaml', `${grafana}      token:\n`, `${grafana}      token: apiv3_T\n`],
    ['influx.yaml', `${grafana}      httpHeaderValue1: ''\n`, `${grafana}      httpHeaderValue1: 'Bearer apiv3_T'\n`],
    [
      'influx.yaml',
      `${grafana}      httpHeaderValue1: "Token "\n`,
      `${grafana}      httpHeaderValue1: "Token apiv3_T"\n`,
    ],
    [
      'config.yaml',
      `telegraf.conf: |\n  ${influxOutput}  token = ""\n`,
      `telegraf.conf: |\n  ${influxOutput}  token = "apiv3_T"\n`,
    ],
    ['compose.yaml', 'env: {\n  INFLUX_TOKEN: ""\n}\n', 'env: {\n  INFLUX_TOKEN: "apiv3_T"\n}\n'],
    ['compose.yaml', 'env: { INFLUX_TOKEN: }\n', 'env: { INFLUX_TOKEN: apiv3_T }\n'],
    ['compose.yaml', 'INFLUX_TOKEN: \r\nB: 1\r\n', 'INFLUX_TOKEN: apiv3_T\r\nB: 1\r\n'],
    ['compose.yaml', 'a: 1\n---\n"INFLUX_TOKEN":\n', 'a: 1\n---\n"INFLUX_TOKEN": apiv3_T\n'],
    ['compose.yaml', 'INFLUX_TOKEN:\n\n# a\n\nB: 1\n', 'INFLUX_TOKEN: apiv3_T\n\n# a\n\nB: 1\n'],
    ['pod.yaml', '- name: INFLUX_TOKEN\n  # a\n  value: ~\n', '- name: INFLUX_TOKEN\n  # a\n  value: apiv3_T\n'],
    ['values.yaml', '{{ if .a }}\nINFLUX_TOKEN: ""\n', '{{ if .a }}\nINFLUX_TOKEN: "apiv3_T"\n'],
    ['a.json', '{"INFLUX_TOKEN":\n  ""}', '{"INFLUX_TOKEN":\n  "apiv3_T"}'],
    ['a.json', '{"INFLUX_TOKEN": "",', '{"INFLUX_TOKEN": "apiv3_T",'],
    ['a.jsonc', '{"INFLUX_TOKEN": "", // a\n}', '{"INFLUX_TOKEN": "apiv3_T", // a\n}'],
    ['.vscode/mcp.json', '{"env": {"INFLUX_DB_TOKEN": ""}}', '{"env": {"INFLUX_DB_TOKEN": "apiv3_T"}}'],
    ['a.json', '{\n  "INFLUX_DB_TOKEN" : "",\n  "x": ""\n}', '{\n  "INFLUX_DB_TOKEN" : "apiv3_T",\n  "x": ""\n}'],
  ] as const) {
    it(`finds the slot in ${path}: ${JSON.stringify(before.slice(-40))}`, async () => {
      assert.equal(await filled(path, before), after);
      assert.equal(await filled(path, after), after, 'nothing is empty any more');
    });
  }

  for (const [path, text] of [
    ['.env', '# INFLUX_TOKEN=\nINFLUX_TOKEN_FILE=\nINFLUX_TOKEN=abc\nINFLUX_TOKEN=#a\nOTHER_TOKEN=\n'],
    ['.env', 'INFLUX_TOKEN= influxdb3 serve\n'],
    ['.env.example', 'INFLUX_TOKEN=\n'],
    ['example.env.sample', 'INFLUX_TOKEN=\n'],
    ['telegraf.conf.template', `${influxOutput}token = ""\n`],
    ['README.md', 'INFLUX_TOKEN=\n'],
    ['main.py', 'INFLUX_TOKEN=""\n'],
    ['telegraf.conf', `${influxOutput}[[outputs.http]]\n  token = ""\n`],
    ['telegraf.conf', `${influxOutput}  # token = ""\n`],
    ['pod.yaml', 'INFLUX_TOKEN:\n  valueFrom: x\n'],
    ['pod.yaml', 'INFLUX_TOKEN:\n- a\n'],
    ['compose.yaml', 'environment:\n  - INFLUX_TOKEN\n  # INFLUX_TOKEN:\n'],
    ['secret.yaml', secret('data')],
    ['vector.toml', '[sinks.a]\ntype = "influxdb_logs"\n[sinks.b]\ntoken = ""\ntype = "http"\n'],
    ['vector.yaml', 'sinks:\n  a:\n    type: influxdb_logs\n  b:\n    token: ""\n    type: http\n'],
    ['a.yaml', '- type: influxdb\n  x: 1\n- token: ""\n- type: influxdb\n'],
    ['vector.yaml', 'sinks:\n  b:\n    token: ""\n    a:\n      type: influxdb\n'],
    ['configuration.yaml', 'influxdb:\n  token: !secret a\nother:\n  token: ""\n'],
    ['values.yaml', 'datasources:\n  token: ""\n# influx\n'],
    ['a.yaml', 'a: "influx\n\n  INFLUX_TOKEN:\n\n  b"\n'],
    ['a.yaml', 'INFLUX_TOKEN: !secret\nINFLUXDB_TOKEN: &a\nMY_INFLUX_TOKEN: *a\n'],
    ['a.yaml', '? INFLUX_TOKEN\n'],
    ['a.yaml', 'env: {INFLUX_TOKEN}\n'],
    ['a.json', '{\n/*\n"INFLUX_TOKEN": ""\n*/\n}'],
    ['mcp.json', '{"INFLUX_DB_TOKEN": "${input:token}", "token": ""}'],
  ] as const) {
    it(`finds no slot in ${path}: ${JSON.stringify(text.slice(-40))}`, async () =>
      assert.deepEqual(await slotsIn(path, text), []));
  }

  it('does not read the text of a format without slots, or of a template', async () => {
    for (const [path, languageId] of [
      ['a/main.rs', 'rust'],
      ['.env.example', 'dotenv'],
    ] as const) {
      const slots = await findEmptySlots(path, languageId, () => assert.fail('the text was read'));
      assert.deepEqual(slots, []);
    }
  });

  it('uses the language of the editor when the path shows no format', async () => {
    assert.equal(await filled('Untitled-1', 'INFLUX_TOKEN=', 'properties'), 'INFLUX_TOKEN=apiv3_T');
    assert.equal(await filled('Untitled-1', 'INFLUX_TOKEN: ""', 'yaml'), 'INFLUX_TOKEN: "apiv3_T"');
    assert.deepEqual(await slotsIn('Untitled-1', 'INFLUX_TOKEN=', 'markdown'), []);
  });

  for (const [path, line] of [
    ['big.yaml', 'INFLUX_TOKEN:\n'],
    ['big.yaml', '  value: influx\n'],
    ['big.yaml', 'data:\n  INFLUX_TOKEN: ""\n'],
    ['big.conf', 'token = "" # influx\n'],
    ['big.conf', '[[influx\n'],
    ['big.yaml', 'token: "" # influx\n'],
    ['big.env', `INFLUX_TOKEN=${' '.repeat(1900)}x\n`],
    ['big.json', `${'"INFLUX_TOKEN"'.repeat(140)}\n`],
    ['big.yaml', `${'{influxinflux'.repeat(150)}:\n`],
    ['big.yaml', `${'token '.repeat(300)}:\n`],
    ['big.yaml', `token: influx${' '.repeat(1900)}x\n`],
    ['big.conf', `token = ${' '.repeat(1900)}influx\n`],
    ['big.service', `Environment=INFLUX_TOKEN=${' '.repeat(1900)}x\n`],
    ['big.json', `"INFLUX_TOKEN"${' '.repeat(1900)}x\n`],
  ] as const) {
    it(`is fast for a file of ${JSON.stringify(line.slice(0, 25))}`, async () => {
      for (const length of [49_000, 490_000]) {
        const text = line.repeat(Math.floor(length / line.length));
        const time = await processorTime(async () => assert.ok((await slotsIn(path, text)).length <= 50));
        assert.ok(time < 1000, `${length}: ${time} ms`);
      }
    });
  }
});
