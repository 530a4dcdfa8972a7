import type { CommandArguments } from '../../../src/commands/arguments.ts';
import type { Command } from '../../../src/commands/command.ts';
import type { Parts } from '../../../src/commands/parts.ts';
import { Connections } from '../../../src/servers/connections.ts';
import { RotationStore } from '../../../src/servers/rotationStore.ts';
import { ServerStore } from '../../../src/servers/serverStore.ts';
import { machineId } from '../../../src/storage/machineId.ts';
import { SecretBox } from '../../../src/storage/secretBox.ts';
import { Settings } from '../../../src/storage/settings.ts';
import { TermsStore } from '../../../src/storage/termsStore.ts';
import { TokenStore } from '../../../src/storage/tokenStore.ts';
import { BrowserNotice } from '../../../src/ui/browserNotice.ts';
import { TokenClipboard } from '../../../src/ui/clipboard.ts';
import { Confirmer } from '../../../src/ui/confirmer.ts';
import { Consent } from '../../../src/ui/consent.ts';
import type { Log } from '../../../src/ui/log.ts';
import { NewTokens } from '../../../src/ui/newTokens.ts';
import { Placing } from '../../../src/ui/placing.ts';
import type { WindowStorage } from './sharedProfile.ts';

/** Of what commands are made, as far as none of it draws anything. */
export type WindowParts = Omit<Parts, 'search' | 'found' | 'rotator'>;

export interface OpenWindow extends WindowParts {
  /** What a person was told of notes that could not be written. */
  readonly told: readonly string[];
  /** Runs a command as its palette entry does, with every question answered yes. */
  run(command: (parts: Parts) => Command, args: CommandArguments): Promise<unknown>;
  dispose(): void;
}

/**
 * The parts of the extension as one more window has them.
 * @param folder of this machine, which all windows share
 */
export function openWindow({ secrets, notes }: WindowStorage, folder: string): OpenWindow {
  const log = silent as Log;
  const settings = new Settings();
  const box = new SecretBox(secrets);
  const told: string[] = [];
  const tokens = new TokenStore(box, notes, ({ message }) => told.push(message));
  const terms = new TermsStore(box);
  const connections = new Connections(settings, terms, () => machineId(folder), log);
  const store = new ServerStore(settings, tokens, connections, log);
  const consent = new Consent(terms);
  const browserNotice = new BrowserNotice(notes);
  const clipboard = new TokenClipboard(settings, notes);
  const placing = new Placing(tokens, store, clipboard);
  const newTokens = new NewTokens({ tokens, store, consent, clipboard, placing, settings, browserNotice, log });
  const rotations = new RotationStore(folder, log);
  const parts = { settings, tokens, terms, connections, store, consent, clipboard, newTokens, rotations, log };
  const all: WindowParts = { ...parts, browserNotice };
  return {
    ...all,
    told,
    run: (command, args) =>
      command(all as Parts).run({
        node: undefined,
        rowIsGone: false,
        args,
        confirmer: new Confirmer(true, false),
        about: {},
      }),
    dispose: () => [settings, store, clipboard, rotations].forEach((part) => part.dispose()),
  };
}

const silent: Pick<Log, 'debug' | 'info' | 'warn' | 'error'> = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
