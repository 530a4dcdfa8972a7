import { lines, type ConfigFile } from './configFile.ts';

export function programFiles(token: string, other: string): ConfigFile[] {
  return [
    {
      path: '.gitignore',
      content: lines(['.env*', '*.tfvars', 'node_modules/', 'scratch/']),
      contains: 'none',
      occurrences: 0,
      tracked: true,
    },
    {
      path: '.env',
      content: lines(['# for docker compose', `INFLUXDB3_AUTH_TOKEN=${token}`, 'LOG_LEVEL=debug']),
      contains: 'token',
      occurrences: 1,
    },
    {
      path: '.env.production',
      content: lines([`export INFLUXDB3_AUTH_TOKEN="${other}"`, 'LOG_LEVEL=warn']),
      contains: 'other',
      occurrences: 0,
    },
    { path: 'app.py', content: python(token), contains: 'token', occurrences: 1, tracked: true },
    { path: 'web/client.js', content: javaScript(token), contains: 'token', occurrences: 2, tracked: true },
    { path: 'main.go', content: go(token), contains: 'token', occurrences: 1, tracked: true },
    { path: 'analysis.ipynb', content: notebook(token), contains: 'token', occurrences: 1, tracked: true },
    { path: 'explorer/config.json', content: explorer(token), contains: 'token', occurrences: 1, tracked: true },
    { path: 'scripts/Write-Report.ps1', content: powerShell(token), contains: 'token', occurrences: 1, tracked: true },
  ];
}

function python(token: string): Buffer {
  return lines([
    'import os',
    'from influxdb_client_3 import InfluxDBClient3',
    '',
    'HOST = os.environ.get("INFLUXDB3_HOST_URL", "http://localhost:8181")',
    `client = InfluxDBClient3(host=HOST, database="plant", token="${token}")`,
    'print(client.query("SELECT 1"))',
  ]);
}

function javaScript(token: string): Buffer {
  return lines([
    `const token = '${token}';`,
    '',
    'export async function latest() {',
    "  const response = await fetch('/api/v3/query_sql?db=plant&q=SELECT%201', {",
    `    headers: { Authorization: \`Bearer ${token}\` },`,
    '  });',
    '  return response.json();',
    '}',
  ]);
}

function go(token: string): Buffer {
  return lines([
    'package main',
    '',
    'import "fmt"',
    '',
    'func main() {',
    `\ttoken := "${token}"`,
    '\tfmt.Println("connecting with", len(token), "letters")',
    '}',
  ]);
}

function notebook(token: string): Buffer {
  const cell = {
    cell_type: 'code',
    execution_count: 3,
    id: 'connect',
    metadata: {},
    outputs: [],
    source: ['import requests\n', `headers = {"Authorization": "Bearer ${token}"}\n`],
  };
  return lines([JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)]);
}

/** With a byte order mark, as some editors write it. */
function explorer(token: string): Buffer {
  const config = {
    DEFAULT_INFLUX_SERVER: 'http://influxdb3:8181',
    DEFAULT_API_TOKEN: token,
    DEFAULT_SERVER_NAME: 'Plänt',
  };
  return Buffer.from(`\ufeff${JSON.stringify(config, null, 2)}\r\n`);
}

/** UTF-16, as Windows PowerShell writes files. */
function powerShell(token: string): Buffer {
  const script = [
    '\ufeff$ErrorActionPreference = "Stop"',
    `$token = "${token}"`,
    '$headers = @{ Authorization = "Bearer $token" }',
    '# „Überblick“ für die Frühschicht',
    'Invoke-RestMethod -Uri "http://influxdb3:8181/health" -Headers $headers',
    '',
  ];
  return Buffer.from(script.join('\r\n'), 'utf16le');
}
