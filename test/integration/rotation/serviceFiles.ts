import { lines, type ConfigFile } from './configFile.ts';

export function serviceFiles(token: string, other: string): ConfigFile[] {
  return [
    { path: 'telegraf.conf', content: telegraf(token), contains: 'token', occurrences: 1, tracked: true },
    {
      path: 'telegraf.d/outputs.conf',
      content: telegrafOutputs(token, other),
      contains: 'both',
      occurrences: 1,
      tracked: true,
    },
    {
      path: 'grafana/provisioning/datasources/influxdb.yaml',
      content: grafana(token),
      contains: 'token',
      occurrences: 2,
      tracked: true,
    },
    { path: 'docker-compose.yml', content: compose(token), contains: 'token', occurrences: 3, tracked: true },
    { path: 'main.tf', content: terraform(token), contains: 'token', occurrences: 1, tracked: true },
    {
      path: 'terraform.tfvars',
      content: lines(['region          = "eu-central-1"', `influxdb3_token = "${token}"`]),
      contains: 'token',
      occurrences: 1,
    },
    { path: 'k8s/secret.yaml', content: secret(token, other), contains: 'both', occurrences: 3, tracked: true },
  ];
}

function telegraf(token: string): Buffer {
  return lines(
    [
      '# Collects what the plant sends, and hands it on every ten seconds.',
      '[agent]',
      '  interval = "10s"',
      '  flush_interval = "10s"',
      '',
      '[[inputs.mqtt_consumer]]',
      '  servers = ["tcp://broker:1883"]',
      '  topics = ["plant/+/temperature"]',
      '  data_format = "influx"',
      '',
      '[[outputs.influxdb_v2]]',
      '  urls = ["http://influxdb3:8181"]',
      `  token = "${token}"`,
      '  bucket = "plant"',
    ],
    '\r\n',
  );
}

function telegrafOutputs(token: string, other: string): Buffer {
  return lines([
    '[[outputs.http]]',
    '  url = "http://influxdb3:8181/api/v3/write_lp?db=plant"',
    '  [outputs.http.headers]',
    `    Authorization = 'Bearer ${token}'`,
    '',
    '[[outputs.influxdb_v2]]',
    `  token = "${other}"`,
    '  bucket = "archive"',
  ]);
}

function grafana(token: string): Buffer {
  return lines([
    'apiVersion: 1',
    '',
    'datasources:',
    '  - name: Plant (SQL)',
    '    type: influxdb',
    '    url: http://influxdb3:8181',
    '    jsonData:',
    '      version: SQL',
    '      dbName: plant',
    '    secureJsonData:',
    `      token: ${token}`,
    '  - name: Plant (InfluxQL)',
    '    type: influxdb',
    '    url: http://influxdb3:8181',
    '    jsonData:',
    '      httpHeaderName1: Authorization',
    '    secureJsonData:',
    `      httpHeaderValue1: 'Token ${token}'`,
  ]);
}

function compose(token: string): Buffer {
  return lines([
    'services:',
    '  collector:',
    '    image: registry.example/collector:4',
    '    environment:',
    `      INFLUXDB3_AUTH_TOKEN: ${token}`,
    '      INFLUXDB3_HOST_URL: http://influxdb3:8181',
    '  reporter:',
    '    image: registry.example/reporter:2',
    '    environment:',
    '      - LOG_LEVEL=info',
    `      - "REPORT_TOKEN=${token}"`,
    `    command: ['--header', 'Authorization: Bearer ${token}']`,
    '  database:',
    '    image: influxdb:3-core',
    '    env_file: [.env]',
  ]);
}

function terraform(token: string): Buffer {
  return lines([
    'variable "influxdb3_token" {',
    '  type      = string',
    '  sensitive = true',
    `  default   = "${token}"`,
    '}',
    '',
    'resource "aws_ssm_parameter" "influxdb3" {',
    '  name  = "/plant/influxdb3"',
    '  type  = "SecureString"',
    '  value = var.influxdb3_token',
    '}',
  ]);
}

/** With values encoded by `base64`, encoded by `echo` and `base64`, and not encoded. */
function secret(token: string, other: string): Buffer {
  return lines([
    'apiVersion: v1',
    'kind: Secret',
    'metadata:',
    '  name: influxdb3',
    'data:',
    `  token: ${base64(token)}`,
    `  echoed: ${base64(`${token}\n`)}`,
    `  archive: ${base64(other)}`,
    'stringData:',
    `  plain: "${token}"`,
  ]);
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
