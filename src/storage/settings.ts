import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { NetworkSettings } from '../core/networkSettings.ts';
import { joinServerLists, type ServerEntry, type ServerListSource } from '../core/server.ts';
import { toError, UserError } from '../core/userError.ts';
import { withFullStop } from '../core/withFullStop.ts';
import { literalGlob } from './literalGlob.ts';

const section = 'influxdb3Tokens';

/** A server as an entry of the person's list says it. */
export interface ServerSetting {
  name: string;
  url: string;
  caFile?: string;
  verifyCertificate?: boolean;
}

/** The one place that reads settings, and that writes them. */
export class Settings implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(section)) {
          this.#changed.fire();
        }
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#changed.fire()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()),
      this.#changed,
    );
  }

  /** The person's list and, in a trusted workspace, the workspace's and each folder's, joined. */
  servers(): ServerEntry[] {
    return joinServerLists(serverLists());
  }

  /** Seconds until a copied token is cleared from the clipboard; 0 = never. */
  get clearClipboardAfterSeconds(): number {
    return this.#number('clipboard.clearAfterSeconds', 60, 0, 86_400);
  }

  get keepCreatedTokens(): boolean {
    return vscode.workspace.getConfiguration(section).get('keepCreatedTokens') !== false;
  }

  get expiryWarningDays(): number {
    return this.#number('expiryWarningDays', 14, 0, 36_525);
  }

  /** Limit on one request, in milliseconds. */
  get requestTimeout(): number {
    return this.#number('requestTimeoutSeconds', 10, 1, 600) * 1000;
  }

  /**
   * VS Code's own settings of the network, as they stand: it takes them from the person alone, never from a
   * workspace.
   */
  get network(): NetworkSettings {
    const http = vscode.workspace.getConfiguration('http');
    return {
      systemCertificates: http.get('systemCertificates') !== false,
      proxy: {
        proxySupport: http.get('proxySupport'),
        proxy: http.get('proxy'),
        noProxy: http.get('noProxy'),
        proxyStrictSSL: http.get('proxyStrictSSL'),
        proxyAuthorization: http.get('proxyAuthorization'),
        environment: process.env,
      },
    };
  }

  /** A comfort while the screen is shared, and no protection. */
  get hideTokensInEditors(): boolean {
    return vscode.workspace.getConfiguration(section).get('hideTokensInEditors') === true;
  }

  /**
   * The globs of files in which tokens are not reported, from the folder of `uri` on. The person's and the workspace's
   * are joined: VS Code alone would let one hide the other.
   */
  diagnosticsExclude(uri: vscode.Uri): readonly string[] {
    const inspected = vscode.workspace.getConfiguration(section, uri).inspect('diagnosticsExclude');
    return [inspected?.globalValue, inspected?.workspaceValue, inspected?.workspaceFolderValue].flatMap(globsIn);
  }

  /**
   * Adds a file of a workspace folder to `diagnosticsExclude` in the settings of that folder.
   * @throws UserError with what VS Code says, when these cannot be written
   */
  async excludeFromDiagnostics(file: vscode.Uri): Promise<void> {
    const configuration = vscode.workspace.getConfiguration(section, file);
    const inspected = configuration.inspect('diagnosticsExclude');
    // A path from one folder on would mean a file in each of them, if it stood in the settings that they share.
    const inFolder = vscode.workspace.workspaceFile !== undefined;
    const before = globsIn(inFolder ? inspected?.workspaceFolderValue : inspected?.workspaceValue);
    const globs = [...new Set([...before, literalGlob(vscode.workspace.asRelativePath(file, false))])];
    const target = vscode.ConfigurationTarget[inFolder ? 'WorkspaceFolder' : 'Workspace'];
    try {
      await configuration.update('diagnosticsExclude', globs, target);
    } catch (error) {
      throw new UserError(
        l10n.t(
          "Couldn't write to the folder settings, so nothing was changed: {0} Make sure that settings.json is valid, saved, and writable.",
          withFullStop(toError(error).message),
        ),
        { cause: error },
      );
    }
  }

  /**
   * The person's own list as it stands in their settings, malformed entries included.
   * @throws UserError where something else stands there, which a list written over it would lose
   */
  personsList(): readonly unknown[] {
    const value: unknown = vscode.workspace.getConfiguration(section).inspect('servers')?.globalValue ?? [];
    if (!Array.isArray(value)) {
      throw new UserError(l10n.t('The setting "influxdb3Tokens.servers" must be a list. Correct it first.'));
    }
    return value;
  }

  /** @throws UserError with what VS Code says, when the person's settings cannot be written; they are as before then */
  async writePersonsList(list: readonly unknown[]): Promise<void> {
    const value = list.length === 0 ? undefined : list;
    try {
      await vscode.workspace.getConfiguration(section).update('servers', value, vscode.ConfigurationTarget.Global);
    } catch (error) {
      throw new UserError(
        l10n.t(
          "Couldn't write to your settings, so nothing was changed: {0} Make sure that settings.json is valid, saved, and writable.",
          withFullStop(toError(error).message),
        ),
        { cause: error },
      );
    }
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  // A settings file can hold anything, whatever the manifest's schema says.
  #number(key: string, usual: number, least: number, most: number): number {
    const value: unknown = vscode.workspace.getConfiguration(section).get(key);
    return typeof value === 'number' && Number.isFinite(value) ? Math.min(Math.max(value, least), most) : usual;
  }
}

function globsIn(value: unknown): string[] {
  const globs: readonly unknown[] = Array.isArray(value) ? value : [];
  return globs.filter((glob): glob is string => typeof glob === 'string' && glob !== '');
}

function serverLists(): ServerListSource[] {
  const inspected = vscode.workspace.getConfiguration(section).inspect('servers');
  const person: ServerListSource = { from: 'person', value: inspected?.globalValue, folder: undefined };
  if (!vscode.workspace.isTrusted) {
    return [person];
  }
  const folders = vscode.workspace.workspaceFolders ?? [];
  const { workspaceFile } = vscode.workspace;
  // Without a workspace file, what VS Code calls the workspace's settings are those of its only folder.
  const workspaceFolder = workspaceFile === undefined ? pathOf(folders[0]?.uri) : pathOf(workspaceFile, '..');
  const lists: ServerListSource[] = [
    person,
    { from: 'workspace', value: inspected?.workspaceValue, folder: workspaceFolder },
  ];
  if (workspaceFile !== undefined) {
    for (const folder of folders) {
      const value = vscode.workspace.getConfiguration(section, folder.uri).inspect('servers')?.workspaceFolderValue;
      lists.push({ from: 'workspace', value, folder: pathOf(folder.uri) });
    }
  }
  return lists;
}

/** Where a relative `caFile` starts; a folder that is no file system of this machine has no such place. */
function pathOf(uri: vscode.Uri | undefined, ...below: string[]): string | undefined {
  return uri?.scheme === 'file' ? join(uri.fsPath, ...below) : undefined;
}
