import * as l10n from '../core/l10n.ts';
import * as vscode from 'vscode';
import { withoutIcons } from '../core/plainText.ts';
import type { Server } from '../core/server/server.ts';
import type { Token } from '../core/token/token.ts';

export function openTokenTerminal(server: Server, bearer: Token): void {
  vscode.window.createTerminal(terminalOptions(server, bearer)).show();
}

/** Transient, because VS Code saves other terminals' environments to disk, to restore them with the window. */
function terminalOptions(server: Server, bearer: Token): vscode.TerminalOptions {
  return {
    name: withoutIcons(l10n.t('InfluxDB 3: {0}', server.name)),
    iconPath: new vscode.ThemeIcon('server-environment'),
    isTransient: true,
    env: {
      INFLUXDB3_HOST_URL: server.url,
      // The `influxdb3` CLI reads these variables, so the token is in no file, argument, or history.
      INFLUXDB3_AUTH_TOKEN: bearer.reveal(),
      ...(server.caFile === undefined ? {} : { INFLUXDB3_TLS_CA: server.caFile }),
      ...(server.verifyCertificate ? {} : { INFLUXDB3_TLS_NO_VERIFY: 'true' }),
    },
  };
}
