export const usage = `Usage: influxdb3 serve --object-store file --data-dir DIR [options]
       influxdb3 --version | --help

Options of the real server:
  --node-id ID                              accepted and ignored
  --object-store memory|file                memory loses all tokens on exit
  --data-dir DIR                            where tokens are stored (with file)
  --http-bind [HOST]:PORT                   default 127.0.0.1:8181; port 0 selects a free port
  --tls-cert FILE --tls-key FILE            serve HTTPS
  --without-auth
  --disable-authz ping,health,metrics
  --admin-token-recovery-http-bind [HOST]:PORT
  --admin-token-file FILE
  --permission-tokens-file FILE             resource tokens and databases to start with (Enterprise)
  --cluster-id ID, --license-email ADDRESS, --license-type TYPE, --mode MODE
                                            accepted and ignored (Enterprise)
  --disable-telemetry-upload                accepted and ignored

Options of this server only:
  --release 3.7|3.10|3.11                   release to imitate
  --product core|enterprise                 product to imitate
  --tls-generated DIR                       serve HTTPS with a generated certificate; its ca.pem is written to DIR
  --fault-control-bind [HOST]:PORT          port on which tests inject faults, set the clock, and read the log

Options of this server only, with --product enterprise (tests can change the first four while it runs):
  --permissions-column bare|json|unknown|missing
                                            how the list shows permissions: db:a,b:read,write (default); a text with a
                                            JSON array; unreadable; or not at all
  --permission-refusal 500|400              status for permissions that can't be granted
  --grants asked|less|more                  what new resource tokens may do, compared with what was asked for
  --ping-without-permission                 resource tokens may use /ping without system:ping:read
  --user-auth                               users "admin" and "member", whose password is "password", can sign in

With --release 3.11, these environment variables stand for options (the old name of a renamed one still works):
  INFLUXDB3_WITHOUT_AUTH, INFLUXDB3_START_WITHOUT_AUTH (old), INFLUXDB3_DISABLE_AUTHZ, INFLUXDB3_ADMIN_TOKEN_FILE,
  INFLUXDB3_PERMISSION_TOKENS_FILE, INFLUXDB3_ADMIN_TOKEN_RECOVERY_HTTP_BIND
`;
