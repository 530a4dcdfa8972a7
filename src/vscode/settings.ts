import { join } from 'node:path';
import { errorText } from '../core/errorText.ts';
import * as l10n from '../core/l10n.ts';
import * as vscode from 'vscode';
import type { NetworkSettings } from '../core/server/networkSettings.ts';
import { combineServerLists, type ServerListSource } from '../core/server/serverList.ts';
import type { ServerEntry } from '../core/server/server.ts';
import { Emitter } from '../core/emitter.ts';
import { UserError } from '../core/errors.ts';
import { literalGlob } from '../core/plainText.ts';

const section = 'influxdb3Tokens';

/** The only code that reads and writes settings. */
export class Settings implements vscode.Disposable {
  readonly #changed = new Emitter<undefined>();
  readonly #listeners: vscode.Disposable;
  readonly onDidChange = this.#changed.event;
  /** Read once per change, because each row of a view needs some of them. */
  readonly #values = new Map<string, unknown>();
  #servers: readonly ServerEntry[] | undefined;

  constructor() {
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeConfiguration((event) => {
        // VS Code's own network settings are part of how servers are reached.
        if ([section, 'http'].some((changed) => event.affectsConfiguration(changed))) {
          this.#onChange();
        }
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#onChange()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#onChange()),
      this.#changed,
    );
  }

  servers(): readonly ServerEntry[] {
    this.#servers ??= combineServerLists(readServerLists());
    return this.#servers;
  }

  /** 0 means never. */
  get clearClipboardAfterSeconds(): number {
    return this.#number('clipboard.clearAfterSeconds', 60, 0, 86_400);
  }

  get keepCreatedTokens(): boolean {
    return this.#get('keepCreatedTokens') !== false;
  }

  get expiryWarningDays(): number {
    return this.#number('expiryWarningDays', 14, 0, 36_525);
  }

  /** In milliseconds. */
  get requestTimeout(): number {
    return this.#number('requestTimeoutSeconds', 10, 1, 600) * 1000;
  }

  /** VS Code's own network settings, without those of a workspace, which VS Code ignores for some of them only. */
  get network(): NetworkSettings {
    const http = vscode.workspace.getConfiguration('http');
    return {
      systemCertificates: userValue(http, 'systemCertificates') !== false,
      proxy: {
        proxySupport: userValue(http, 'proxySupport'),
        proxy: userValue(http, 'proxy'),
        noProxy: userValue(http, 'noProxy'),
        proxyStrictSSL: userValue(http, 'proxyStrictSSL'),
        proxyAuthorization: userValue(http, 'proxyAuthorization'),
        environment: process.env,
      },
    };
  }

  get hideTokensInEditors(): boolean {
    return this.#get('hideTokensInEditors') === true;
  }

  /** Relative to the workspace folder of `uri`. All lists are combined, because VS Code itself would use only one. */
  diagnosticsExclude(uri: vscode.Uri): readonly string[] {
    const inspected = vscode.workspace.getConfiguration(section, uri).inspect('diagnosticsExclude');
    return [inspected?.globalValue, inspected?.workspaceValue, inspected?.workspaceFolderValue].flatMap(globsIn);
  }

  async excludeFromDiagnostics(file: vscode.Uri): Promise<void> {
    const configuration = vscode.workspace.getConfiguration(section, file);
    const inspected = configuration.inspect('diagnosticsExclude');
    // In a multi-root workspace, a relative path belongs in the folder's settings, not the workspace's.
    const isMultiRoot = vscode.workspace.workspaceFile !== undefined;
    const existing = globsIn(isMultiRoot ? inspected?.workspaceFolderValue : inspected?.workspaceValue);
    const globs = [...new Set([...existing, literalGlob(vscode.workspace.asRelativePath(file, false))])];
    const target = vscode.ConfigurationTarget[isMultiRoot ? 'WorkspaceFolder' : 'Workspace'];
    try {
      await configuration.update('diagnosticsExclude', globs, target);
    } catch (error) {
      throw new UserError(
        l10n.t(
          "Couldn't write to this folder's settings, so nothing was changed: {0} Make sure that settings.json is valid, saved, and writable.",
          l10n.own(errorText(error)),
        ),
        { cause: error },
      );
    }
  }

  /** Includes malformed entries. Throws if the setting isn't an array, because overwriting it would lose its value. */
  readUserServers(): readonly unknown[] {
    const value: unknown = vscode.workspace.getConfiguration(section).inspect('servers')?.globalValue ?? [];
    if (!Array.isArray(value)) {
      throw new UserError(l10n.t('The setting "influxdb3Tokens.servers" must be an array. Correct it first.'));
    }
    return value;
  }

  async writeUserServers(list: readonly unknown[]): Promise<void> {
    const value = list.length === 0 ? undefined : list;
    try {
      await vscode.workspace.getConfiguration(section).update('servers', value, vscode.ConfigurationTarget.Global);
    } catch (error) {
      throw new UserError(
        l10n.t(
          "Couldn't write to your settings, so nothing was changed: {0} Make sure that settings.json is valid, saved, and writable.",
          l10n.own(errorText(error)),
        ),
        { cause: error },
      );
    }
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  #get(key: string): unknown {
    if (!this.#values.has(key)) {
      this.#values.set(key, userValue(vscode.workspace.getConfiguration(section), key));
    }
    return this.#values.get(key);
  }

  #onChange(): void {
    this.#servers = undefined;
    this.#values.clear();
    this.#changed.fire(undefined);
  }

  // A settings file can contain anything, whatever the schema in package.json says.
  #number(key: string, fallback: number, min: number, max: number): number {
    const value = this.#get(key);
    return typeof value === 'number' && Number.isFinite(value) ? Math.min(Math.max(value, min), max) : fallback;
  }
}

/** The value without workspace settings. An administrator's policy, which `inspect` doesn't return, still applies. */
function userValue(configuration: vscode.WorkspaceConfiguration, key: string): unknown {
  const inspected = configuration.inspect(key);
  const isSetByWorkspace = inspected?.workspaceValue !== undefined || inspected?.workspaceFolderValue !== undefined;
  return isSetByWorkspace ? (inspected.globalValue ?? inspected.defaultValue) : configuration.get(key);
}

function globsIn(value: unknown): string[] {
  const globs: readonly unknown[] = Array.isArray(value) ? value : [];
  return globs.filter((glob): glob is string => typeof glob === 'string' && glob !== '');
}

function readServerLists(): ServerListSource[] {
  const inspected = vscode.workspace.getConfiguration(section).inspect('servers');
  const userList: ServerListSource = { scope: 'user', value: inspected?.globalValue, folder: undefined };
  if (!vscode.workspace.isTrusted) {
    return [userList];
  }
  const folders = vscode.workspace.workspaceFolders ?? [];
  const { workspaceFile } = vscode.workspace;
  // Without a workspace file, VS Code's workspace settings are those of the only folder.
  const workspaceFolder = workspaceFile === undefined ? pathOf(folders[0]?.uri) : pathOf(workspaceFile, '..');
  const lists: ServerListSource[] = [
    userList,
    { scope: 'workspace', value: inspected?.workspaceValue, folder: workspaceFolder },
  ];
  if (workspaceFile !== undefined) {
    for (const folder of folders) {
      const value = vscode.workspace.getConfiguration(section, folder.uri).inspect('servers')?.workspaceFolderValue;
      lists.push({ scope: 'workspace', value, folder: pathOf(folder.uri) });
    }
  }
  return lists;
}

/** Returns the base of a relative `caFile`, or `undefined` for a folder that isn't on this machine's file system. */
function pathOf(uri: vscode.Uri | undefined, ...segments: string[]): string | undefined {
  return uri?.scheme === 'file' ? join(uri.fsPath, ...segments) : undefined;
}
