import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Emitter } from '../../../src/core/emitter.ts';
import type { Server } from '../../../src/core/server/server.ts';
import { createServerAccess } from '../../../src/operations/serverAccess.ts';
import { NewTokens } from '../../../src/operations/steps/newTokens.ts';
import type { NewTokenClipboard, NewTokenNotice } from '../../../src/operations/steps/newTokenNotice.ts';
import type { RotationDisplay, RotationRunPorts } from '../../../src/operations/steps/runRotation.ts';
import { WorkspaceSearch } from '../../../src/operations/steps/workspaceSearch.ts';
import { OpenRotations } from '../../../src/rotation/openRotations.ts';
import type { SecretStorage } from '../../../src/storage/secretQueue.ts';
import type { Memento } from '../../../src/storage/tokenStore.ts';
import { directNetwork } from '../../support/directNetwork.ts';

/** What outlives a window: the disk of this machine, and the addresses of the server. */
export interface Place {
  readonly root: string;
  readonly url: string;
  readonly recoveryUrl: string | undefined;
}

export const inPlace = ({ root }: Place) => ({
  extension: join(root, 'extension'),
  secrets: join(root, 'secrets'),
  state: join(root, 'state'),
  clipboard: join(root, 'clipboard'),
  workspace: join(root, 'workspace'),
  log: join(root, 'log'),
  reached: join(root, 'reached'),
});

interface SessionPorts {
  readonly secrets: SecretStorage;
  readonly state: Memento;
  readonly clipboard: NewTokenClipboard;
  readonly notice: NewTokenNotice;
  readonly display: RotationDisplay;
}

export function createSession(place: Place, ports: SessionPorts) {
  const { extension, workspace, log } = inPlace(place);
  const server: Server = {
    kind: 'server',
    name: 'Local',
    url: place.url,
    caFile: undefined,
    verifyCertificate: true,
    scope: 'user',
    isProduction: false,
    isReadOnly: false,
  };
  const settings = {
    keepCreatedTokens: true,
    expiryWarningDays: 14,
    clearClipboardAfterSeconds: 60,
    requestTimeout: 10_000,
    network: directNetwork,
    servers: () => [server],
    onDidChange: new Emitter<undefined>().event,
  };
  mkdirSync(extension, { recursive: true });
  const write = (line: string) => appendFileSync(log, `${line}\n`);
  const logger = { debug: write, info: write, warn: write, error: write };
  const { secrets, state, clipboard, notice, display } = ports;
  const servers = createServerAccess(
    { secrets, state, workspaceState: state, folder: extension, onMetadataNotSaved: ({ message }) => write(message) },
    settings,
    logger,
  );
  const rotations = new OpenRotations(extension, logger);
  const newTokens = new NewTokens({ servers, clipboard, settings, notice });
  const search = new WorkspaceSearch(servers.store, {
    folders: () => [{ name: 'app', path: workspace }],
    foldersElsewhere: () => [],
    openTexts: () => [],
    openFilesOutsideWorkspace: () => [],
    appRoot: workspace,
  });
  const usage = { search, rotations, showFiles: () => Promise.resolve(), display };
  return {
    place,
    server,
    settings,
    servers,
    rotations,
    newTokens,
    usage,
    ports: (person: RotationRunPorts['person']) => ({
      person,
      servers,
      newTokens,
      usage,
      settings,
      rotations,
    }),
    dispose() {
      servers.store.dispose();
      rotations.dispose();
    },
  };
}

export type Session = ReturnType<typeof createSession>;

export function fileClipboard(place: Place): NewTokenClipboard {
  return {
    copy(token) {
      writeFileSync(inPlace(place).clipboard, token.reveal());
      return Promise.resolve(60);
    },
  };
}
