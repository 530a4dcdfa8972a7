/** The address that the server uses if the variable is set without a value. */
const defaultRecoveryBind = '127.0.0.1:8182';

const optionOf: Record<string, string> = {
  INFLUXDB3_DISABLE_AUTHZ: '--disable-authz',
  INFLUXDB3_ADMIN_TOKEN_FILE: '--admin-token-file',
  INFLUXDB3_PERMISSION_TOKENS_FILE: '--permission-tokens-file',
  INFLUXDB3_ADMIN_TOKEN_RECOVERY_HTTP_BIND: '--admin-token-recovery-http-bind',
};

/** The arguments that environment variables stand for. Arguments of the command line go after them, and win. */
export function environmentArguments(env: NodeJS.ProcessEnv): string[] {
  // 3.11 renamed this variable. The old name still works.
  const withoutAuth = env['INFLUXDB3_WITHOUT_AUTH'] ?? env['INFLUXDB3_START_WITHOUT_AUTH'];
  const options = Object.entries(optionOf).flatMap(([name, option]) => {
    const value = env[name];
    if (value === undefined) return [];
    return [option, value === '' && option === '--admin-token-recovery-http-bind' ? defaultRecoveryBind : value];
  });
  return [...(/^(?:true|1|yes|on)$/i.test(withoutAuth ?? '') ? ['--without-auth'] : []), ...options];
}
