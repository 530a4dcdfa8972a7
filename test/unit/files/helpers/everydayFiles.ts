/** A file in a shape that people have. All tokens are synthetic. */
export interface EverydayFile {
  readonly file: string;
  /** How many times the token is in it. */
  readonly count: number;
  /** Tokens that were created offline have other letters than those that a server created. */
  readonly letters?: 'standardBase64' | 'hex';
  readonly write: (token: string) => string | Buffer;
}

const lines = (...all: readonly string[]) => `${all.join('\n')}\n`;
const crlf = (...all: readonly string[]) => all.join('\r\n');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const wrap = (text: string) => text.match(/.{1,76}/g) ?? [];

export const everydayFiles: readonly EverydayFile[] = [
  {
    file: 'telegraf.conf',
    count: 2,
    write: (token) =>
      crlf(
        '[[outputs.influxdb_v2]]',
        '  urls = ["http://db.plant.example:8181"]',
        `  # token = "${token}"  # till March`,
        `  token = "${token}"`,
        '  organization = ""',
        '  bucket = "line4"',
        '',
      ),
  },
  {
    file: 'telegraf.d/forward.conf',
    count: 1,
    write: (token) =>
      lines(
        '[[outputs.http]]',
        '  url = "http://db:8181/api/v3/write_lp?db=line4"',
        '  [outputs.http.headers]',
        `    Authorization = 'Bearer ${token}'`,
      ),
  },
  {
    file: 'docker-compose.yml',
    count: 4,
    write: (token) =>
      lines(
        'services:',
        '  feeder:',
        '    image: registry.example/feeder:1',
        '    environment:',
        `      DOCKER_INFLUXDB_INIT_ADMIN_TOKEN: \${DB_ADMIN_TOKEN:-${token}}`,
        `      INFLUX_TOKEN: "\${DB_ADMIN_TOKEN:-${token}}"`,
        `      INFLUXDB3_AUTH_TOKEN: \${INFLUXDB3_AUTH_TOKEN:-${token}}`,
        '  loader:',
        '    image: registry.example/loader:1',
        '    environment:',
        `      - INFLUX_TOKEN=\${DB_ADMIN_TOKEN:-${token}}`,
      ),
  },
  {
    file: 'docker-compose.test.yml',
    count: 2,
    write: (token) =>
      lines(
        'services:',
        '  db:',
        '    image: influxdb:3-core',
        '    command: >',
        '      influxdb3 serve --node-id n1 --object-store memory',
        '      --admin-token-file /run/secrets/admin',
        '    healthcheck:',
        '      test:',
        '        [',
        '          "CMD",',
        '          "curl",',
        '          "-fH",',
        `          "Authorization: Bearer ${token}",`,
        '          "http://localhost:8181/ping",',
        '        ]',
        '  probe:',
        '    image: registry.example/probe:1',
        `    command: ["influxdb3", "show", "tokens", "--token", "${token}"]`,
      ),
  },
  {
    file: 'secrets/admin-token.json',
    count: 1,
    letters: 'standardBase64',
    write: (token) =>
      lines('{', `  "token": "${token}",`, '  "name": "admin",', '  "expiry_millis": 1893456000000', '}'),
  },
  { file: 'scripts/env.sh', count: 1, letters: 'hex', write: (token) => lines(`export INFLUX_TOKEN="${token}"`) },
  {
    file: 'deploy/collector.env',
    count: 1,
    write: (token) =>
      lines(
        'OTEL_EXPORTER_OTLP_ENDPOINT=https://ingest.example',
        `OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20${token},x-team=line4`,
      ),
  },
  {
    file: 'k8s/secret.yaml',
    count: 1,
    write: (token) =>
      lines(
        'apiVersion: v1',
        'kind: Secret',
        'metadata:',
        '  name: db',
        'data:',
        '  token: |',
        ...wrap(base64(token)).map((line) => `    ${line}`),
      ),
  },
  {
    file: 'k8s/secret-late-kind.yaml',
    count: 2,
    write: (token) =>
      lines(
        'apiVersion: v1',
        'data:',
        `  token: ${base64(token)}`,
        'stringData:',
        `  other: ${token}`,
        'kind: Secret',
        'metadata:',
        '  name: db',
      ),
  },
  {
    file: 'grafana/provisioning/datasources/db.yaml',
    count: 2,
    write: (token) =>
      lines(
        'apiVersion: 1',
        'datasources:',
        '  - name: line4',
        '    type: influxdb',
        '    secureJsonData:',
        `      token: ${token}`,
        '  - name: line4-influxql',
        '    jsonData: { httpHeaderName1: Authorization }',
        '    secureJsonData:',
        `      httpHeaderValue1: "Token ${token}"`,
      ),
  },
  {
    file: 'charts/grafana/values.yaml',
    count: 1,
    write: (token) =>
      lines(
        'replicas: 1',
        'datasources:',
        '  datasources.yaml:',
        '    apiVersion: 1',
        '    datasources:',
        '      - name: line4',
        '        type: influxdb',
        '        secureJsonData:',
        `          token: ${token}`,
      ),
  },
  {
    file: '.vscode/mcp.json',
    count: 1,
    write: (token) =>
      lines(
        '{',
        '  // local only',
        '  "servers": {',
        '    "db": { "command": "npx", "args": ["-y", "some-mcp-server"],',
        `      "env": { "INFLUX_DB_TOKEN": "${token}", "INFLUX_DB_PRODUCT_TYPE": "core" } }`,
        '  }',
        '}',
      ),
  },
  {
    file: 'export/task.json',
    count: 1,
    write: (token) =>
      crlf(
        '{',
        '    "Name":  "push",',
        `    "Command":  "influxdb3 write --token \\u0027${token}\\u0027 --database line4"`,
        '}',
        '',
      ),
  },
  {
    file: 'requests.http',
    count: 1,
    write: (token) =>
      lines(
        '### v1 write',
        'POST http://localhost:8181/write?db=line4',
        `Authorization: Basic ${base64(`any:${token}`)}`,
        '',
        't v=1',
      ),
  },
  {
    file: 'push.sh',
    count: 3,
    write: (token) =>
      lines(
        '#!/bin/bash',
        `curl "http://localhost:8181/write?db=line4&u=any&p=${token}" --data-raw 't v=1'`,
        `curl 'http://localhost:8181/write?db=line4' --user "any:${token}" --data-raw 't v=1'`,
        `curl -H 'Authorization: Token ${token}' http://localhost:8181/api/v2/write\\?bucket\\=line4 -d 't v=1'`,
      ),
  },
  {
    file: 'install.sh',
    count: 2,
    write: (token) =>
      lines(
        '#!/bin/sh',
        'cat > /etc/telegraf/telegraf.d/out.conf <<EOF',
        '[[outputs.http]]',
        '  url = "$URL"',
        '  [outputs.http.headers]',
        `    Authorization = 'Bearer ${token}'`,
        'EOF',
        'cat > ds.yaml <<EOF',
        '    secureJsonData:',
        `      httpHeaderValue1: 'Token ${token}'`,
        'EOF',
      ),
  },
  {
    file: 'install2.sh',
    count: 1,
    write: (token) => lines('#!/bin/sh', "cat > out.conf <<'EOF'", `  token = "${token}"`, 'EOF'),
  },
  {
    file: 'sensor.py',
    count: 1,
    write: (token) => lines('import os', '', `TOKEN = os.getenv("INFLUX_TOKEN", "${token}")`, 'print(len(TOKEN))'),
  },
  {
    file: 'client.py',
    count: 1,
    write: (token) =>
      lines(
        'from somewhere import Client',
        '',
        'client = Client(host="http://localhost:8181",',
        `                token="${token}",`,
        '                database="line4")',
      ),
  },
  {
    file: 'public/env_browser.js',
    count: 1,
    write: (token) =>
      lines(
        '// loaded by index.html in a script tag',
        'window.DB_ENV = {',
        "  url: '/db',",
        `  token: '${token}',`,
        '}',
      ),
  },
  {
    file: 'src/env.ts',
    count: 1,
    write: (token) => lines(`export const token = process.env['INFLUX_TOKEN'] || '${token}'`),
  },
  {
    file: 'cmd/main.go',
    count: 1,
    write: (token) =>
      lines(
        'package main',
        '',
        'import "fmt"',
        '',
        'func connect(url, token string) { fmt.Println(url, len(token)) }',
        '',
        'func main() {',
        `\tconnect("http://localhost:8181", "${token}")`,
        '}',
      ),
  },
  {
    file: 'cmd/local.go',
    count: 1,
    write: (token) =>
      lines(
        'package main',
        '',
        'import (',
        '\t"fmt"',
        '\t"os"',
        ')',
        '',
        'var _ = os.Args',
        '',
        'func main() {',
        '\tconst (',
        '\t\turl   = "http://localhost:8181"',
        `\t\ttoken = "${token}"`,
        '\t)',
        '\tfmt.Println(url, len(token))',
        '}',
      ),
  },
  {
    file: 'DbService.cs',
    count: 1,
    write: (token) =>
      lines(
        'public class DbService',
        '{',
        `    public DbService(string url, string token = "${token}")`,
        '    {',
        '    }',
        '}',
      ),
  },
  { file: 'make.php', count: 1, write: (token) => lines('<?php', '$json = <<<JSON', `{"token": "${token}"}`, 'JSON;') },
  {
    file: 'cookbooks/telegraf/recipes/default.rb',
    count: 1,
    write: (token) =>
      lines(
        "file '/etc/telegraf/telegraf.conf' do",
        '  action :create',
        '  content <<~CONF',
        '    [[outputs.influxdb_v2]]',
        '      urls = ["http://localhost:8181"]',
        `      token = "${token}"`,
        '  CONF',
        'end',
      ),
  },
  {
    file: 'firmware/secrets.h',
    count: 1,
    write: (token) =>
      lines('#pragma once', '#define INFLUXDB_URL "http://10.0.0.5:8181"', `#define INFLUXDB_TOKEN "${token}"`),
  },
  {
    file: 'homeassistant/configuration.yaml',
    count: 1,
    write: (token) =>
      lines(
        'influxdb:',
        '  api_version: 2',
        '  host: db.local',
        '  port: 8181',
        `  token: ${token}`,
        '  organization: none',
      ),
  },
  {
    file: 'node-red/flows.json',
    count: 1,
    write: (token) =>
      lines(
        '[{"id":"a1","type":"function","name":"push",',
        `"func":"const h = {};\\nh.Authorization = \\"Token ${token}\\";\\nmsg.headers = h;\\nreturn msg;","outputs":1}]`,
      ),
  },
  {
    file: 'analysis.ipynb',
    count: 2,
    write: (token) =>
      lines(
        JSON.stringify(
          {
            cells: [
              {
                cell_type: 'code',
                execution_count: 1,
                metadata: {},
                outputs: [{ name: 'stdout', output_type: 'stream', text: [`env: INFLUX_TOKEN=${token}\n`] }],
                source: [`%env INFLUX_TOKEN=${token}\n`, 'import requests'],
              },
            ],
            metadata: {},
            nbformat: 4,
            nbformat_minor: 5,
          },
          null,
          1,
        ),
      ),
  },
  { file: 'export/tokens.csv', count: 1, write: (token) => Buffer.from(`name,token\r\nline4,${token}\r\n`, 'utf16le') },
  { file: 'export/ps.env', count: 1, write: (token) => Buffer.from(`\ufeffINFLUX_TOKEN=${token}\r\n`, 'utf16le') },
  {
    file: '.github/workflows/ci.yml',
    count: 2,
    write: (token) =>
      lines(
        'on: push',
        'jobs:',
        '  push:',
        '    runs-on: ubuntu-latest',
        '    env:',
        `      INFLUX_TOKEN: ${token}`,
        '    steps:',
        '      - run: |',
        `          curl -H "Authorization: Bearer ${token}" https://db.example/ping`,
      ),
  },
  {
    file: 'group_vars/all.yml',
    count: 1,
    write: (token) => lines('influxdb_url: https://db.example', `influxdb_token: "${token}"`),
  },
  {
    file: 'etc/systemd/system/push.service.d/override.conf',
    count: 1,
    write: (token) => lines('[Service]', `Environment="INFLUX_TOKEN=${token}" "INFLUX_URL=http://localhost:8181"`),
  },
  {
    file: 'api.http',
    count: 2,
    write: (token) =>
      lines(
        `@token = ${token}`,
        '',
        'GET http://localhost:8181/api/v3/query_sql?db=line4&q=SELECT%201',
        `Authorization: Token ${token}`,
      ),
  },
  {
    file: 'otelcol.yaml',
    count: 1,
    write: (token) =>
      lines('exporters:', '  influxdb:', '    endpoint: http://db:8181', `    token: ${token}`, 'service: {}'),
  },
  {
    file: 'main.tf',
    count: 1,
    write: (token) =>
      lines(
        'resource "x_instance" "a" {',
        '  user_data = <<-EOT',
        '    #!/bin/bash',
        `    echo 'INFLUX_TOKEN=${token}' >> /etc/default/telegraf`,
        '  EOT',
        '}',
      ),
  },
  {
    file: 'src/main/resources/application.properties',
    count: 1,
    write: (token) =>
      lines('management.influx.metrics.export.uri=http://db:8181', `management.influx.metrics.export.token=${token}`),
  },
  {
    file: 'setup.ps1',
    count: 2,
    write: (token) =>
      crlf(
        `setx INFLUXDB3_AUTH_TOKEN "${token}"`,
        `[Environment]::SetEnvironmentVariable("INFLUXDB3_AUTH_TOKEN", "${token}", "User")`,
        '',
      ),
  },
  {
    file: 'site/index.html',
    count: 2,
    write: (token) => lines('<html>', `<!--${token}-->`, `<!-- old: ${token} -->`, '</html>'),
  },
  {
    file: '.vscode/settings.json',
    count: 1,
    write: (token) =>
      lines(
        '{',
        '  // for the REST client',
        '  "rest-client.environmentVariables": { "local": { "token": "' + token + '" } },',
        '}',
      ),
  },
  {
    file: 'remote.sh',
    count: 1,
    write: (token) =>
      lines('#!/bin/bash', `ssh box "curl -sH 'Authorization: Bearer ${token}' http://localhost:8181/ping"`),
  },
  {
    file: 'ecosystem.config.js',
    count: 1,
    write: (token) =>
      lines(
        'module.exports = { apps: [{ name: "push", script: "push.js",',
        `  env: { INFLUXDB3_AUTH_TOKEN: "${token}" } }] };`,
      ),
  },
  {
    file: 'start.sh',
    count: 1,
    write: (token) => lines('#!/bin/bash', `docker run -d -e INFLUXDB3_AUTH_TOKEN=${token} registry.example/feeder`),
  },
  {
    file: 'compose.yaml',
    count: 2,
    write: (token) =>
      lines(
        'x-env: &env',
        `  INFLUX_TOKEN: ${token}`,
        'services:',
        '  a:',
        '    image: i',
        '    environment: { <<: *env }',
        '    labels:',
        `      - traefik.http.middlewares.auth.headers.customrequestheaders.Authorization=Bearer ${token}`,
      ),
  },
  {
    file: 'vector.toml',
    count: 1,
    write: (token) => lines('[sinks.db]', 'type = "influxdb_metrics"', `token = "${token}"`),
  },
];
