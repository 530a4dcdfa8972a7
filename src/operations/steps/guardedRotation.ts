import * as l10n from '@vscode/l10n';
import { Canceled } from '../../core/errors.ts';
import type { Server } from '../../core/server/server.ts';
import { displayName } from '../../core/token/tokenName.ts';
import { isOperatorToken } from '../../core/token/tokenRecord.ts';
import type { Journal } from '../../rotation/journal.ts';
import type { PersonPort, RotationPorts, ServerPort } from '../../rotation/ports.ts';
import type { Person } from '../person.ts';
import type { ServerAccess } from '../ports.ts';
import { confirmProduction } from './productionServer.ts';
import { assertWritable } from './writableServer.ts';

interface Ports {
  readonly person: Person;
  readonly servers: Pick<ServerAccess, 'store'>;
}

/** Applies the settings of a read-only or production server to each step, because they may change during a rotation. */
export function guardedRotation(rotation: RotationPorts, server: Server, ports: Ports): RotationPorts {
  return {
    ...rotation,
    server: writableOnly(rotation.server, server, ports),
    person: withProductionName(rotation.person, server, ports),
  };
}

/** Asks before a resumed rotation does at once what the earlier run had asked about. */
export async function confirmResumed({ stage, kind, old }: Journal, server: Server, ports: Ports): Promise<void> {
  if ((kind === 'operator' && stage === 'creating') || (kind === 'bridge' && stage === 'ending')) {
    await confirmRegenerated(server, ports);
  } else if (kind === 'named' && stage === 'ending') {
    await confirmDeleted(old.name, server, ports);
  }
}

export async function confirmRegenerated(server: Server, ports: Ports): Promise<void> {
  const title = l10n.t('Rotate Token');
  const effect = l10n.t("Its operator token stops working, wherever it's used.");
  await confirmProduction(server, { title, effect }, ports);
}

async function confirmDeleted(name: string, server: Server, ports: Ports): Promise<void> {
  const title = l10n.t('Delete Token');
  const effect = l10n.t('The token "{0}" is deleted and stops working, wherever it\'s used.', displayName(name));
  await confirmProduction(server, { title, effect }, ports);
}

function writableOnly(port: ServerPort, server: Server, { servers }: Ports): ServerPort {
  const guarded = async <Result>(send: () => Promise<Result>): Promise<Result> => {
    assertWritable(server, servers);
    return send();
  };
  return {
    ...port,
    create: (...args) => guarded(() => port.create(...args)),
    createResource: (...args) => guarded(() => port.createResource(...args)),
    regenerate: (...args) => guarded(() => port.regenerate(...args)),
    remove: (...args) => guarded(() => port.remove(...args)),
  };
}

function withProductionName(person: PersonPort, server: Server, ports: Ports): PersonPort {
  return {
    chooseOccurrences: (files, journal) => person.chooseOccurrences(files, journal),
    async chooseRetirement(usage, journal) {
      const retirement = await person.chooseRetirement(usage, journal);
      if (retirement === 'delete') {
        await (journal.kind === 'bridge'
          ? confirmRegenerated(server, ports)
          : confirmDeleted(journal.old.name, server, ports));
      }
      return retirement;
    },
    async confirmRecreate(record) {
      await person.confirmRecreate(record);
      if (isOperatorToken(record)) {
        await confirmRegenerated(server, ports);
      }
    },
    async askToDeleteNewToken(usage, journal) {
      return (
        (await person.askToDeleteNewToken(usage, journal)) &&
        // As in the question, canceling keeps the token.
        confirmDeleted(journal.next.name, server, ports).then(() => true, falseIfCanceled)
      );
    },
  };
}

function falseIfCanceled(error: unknown): false {
  if (error instanceof Canceled) {
    return false;
  }
  throw error;
}
