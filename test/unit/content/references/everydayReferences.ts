/** For each token in an everyday file, the line with the reference; `undefined` where there must be none. */
export const everydayReferences: Readonly<Record<string, readonly (string | undefined)[]>> = {
  'telegraf.conf': ['  # token = "${INFLUXDB3_AUTH_TOKEN}"  # till March', '  token = "${INFLUXDB3_AUTH_TOKEN}"'],
  'telegraf.d/forward.conf': ["    Authorization = 'Bearer ${INFLUXDB3_AUTH_TOKEN}'"],
  'docker-compose.yml': [
    '      DOCKER_INFLUXDB_INIT_ADMIN_TOKEN: ${DB_ADMIN_TOKEN}',
    '      INFLUX_TOKEN: "${DB_ADMIN_TOKEN}"',
    '      INFLUXDB3_AUTH_TOKEN: ${INFLUXDB3_AUTH_TOKEN}',
    '      - INFLUX_TOKEN=${DB_ADMIN_TOKEN}',
  ],
  'docker-compose.test.yml': [
    '          "Authorization: Bearer ${INFLUXDB3_AUTH_TOKEN}",',
    '    command: ["influxdb3", "show", "tokens", "--token", "${INFLUXDB3_AUTH_TOKEN}"]',
  ],
  'scripts/env.sh': ['export INFLUX_TOKEN="${INFLUXDB3_AUTH_TOKEN}"'],
  'grafana/provisioning/datasources/db.yaml': [
    '      token: ${INFLUXDB3_AUTH_TOKEN}',
    '      httpHeaderValue1: "Token ${INFLUXDB3_AUTH_TOKEN}"',
  ],
  'charts/grafana/values.yaml': ['          token: ${INFLUXDB3_AUTH_TOKEN}'],
  '.vscode/mcp.json': [
    '      "env": { "INFLUX_DB_TOKEN": "${env:INFLUX_DB_TOKEN}", "INFLUX_DB_PRODUCT_TYPE": "core" } }',
  ],
  'push.sh': [
    'curl "http://localhost:8181/write?db=line4&u=any&p=${INFLUXDB3_AUTH_TOKEN}" --data-raw \'t v=1\'',
    "curl 'http://localhost:8181/write?db=line4' --user \"any:${INFLUXDB3_AUTH_TOKEN}\" --data-raw 't v=1'",
    "curl -H 'Authorization: Token '\"${INFLUXDB3_AUTH_TOKEN}\"'' http://localhost:8181/api/v2/write\\?bucket\\=line4 -d 't v=1'",
  ],
  'install.sh': [
    "    Authorization = 'Bearer ${INFLUXDB3_AUTH_TOKEN}'",
    "      httpHeaderValue1: 'Token ${INFLUXDB3_AUTH_TOKEN}'",
  ],
  'sensor.py': ['TOKEN = os.getenv("INFLUX_TOKEN", os.environ.get("INFLUXDB3_AUTH_TOKEN", ""))'],
  'client.py': ['import os\n                token=os.environ["INFLUXDB3_AUTH_TOKEN"],'],
  'src/env.ts': ["export const token = process.env['INFLUX_TOKEN'] || process.env['INFLUXDB3_AUTH_TOKEN']!"],
  'cmd/main.go': ['import "os"\n\tconnect("http://localhost:8181", os.Getenv("INFLUXDB3_AUTH_TOKEN"))'],
  'cookbooks/telegraf/recipes/default.rb': ['      token = "#{ENV.fetch("INFLUXDB3_AUTH_TOKEN")}"'],
  'homeassistant/configuration.yaml': ['  token: !env_var INFLUXDB3_AUTH_TOKEN'],
  '.github/workflows/ci.yml': [
    '      INFLUX_TOKEN: ${{ secrets.INFLUX_TOKEN }}',
    '          curl -H "Authorization: Bearer ${{ secrets.INFLUX_TOKEN }}" https://db.example/ping',
  ],
  'otelcol.yaml': ['    token: ${env:INFLUXDB3_AUTH_TOKEN}'],
  'src/main/resources/application.properties': ['management.influx.metrics.export.token=${INFLUXDB3_AUTH_TOKEN}'],
  'remote.sh': ['ssh box "curl -sH \'Authorization: Bearer ${INFLUXDB3_AUTH_TOKEN}\' http://localhost:8181/ping"'],
  'compose.yaml': [
    '  INFLUX_TOKEN: ${INFLUX_TOKEN}',
    '      - traefik.http.middlewares.auth.headers.customrequestheaders.Authorization=Bearer ${INFLUX_TOKEN}',
  ],
  'vector.toml': ['token = "${INFLUXDB3_AUTH_TOKEN}"'],
};
