import type { TokenRecord } from '../core/token/tokenRecord.ts';
import type { PlannedToken, Journal } from './journal.ts';
import type { RotationPorts } from './ports.ts';
import { removeToken } from './removal.ts';

/** Deletes the old token, unless the list shows that it's gone: another token may have its name by now. */
export async function deleteOldTokenOnServer(journal: Journal, ports: RotationPorts): Promise<void> {
  const { old } = journal;
  const isOld = ({ name, hash, id }: TokenRecord) =>
    name === old.name && hash === old.listedHash && id === (old.id ?? id);
  await removeToken(isOld, journal, ports);
}

export async function deleteHelper(journal: Journal, ports: RotationPorts): Promise<void> {
  if (journal.helper !== null) {
    await deleteCreatedToken(journal.helper, journal, ports);
  }
}

export async function deleteCreatedToken(planned: PlannedToken, journal: Journal, ports: RotationPorts): Promise<void> {
  const { secrets } = ports;
  const record = await removeToken(
    ({ name, hash }) => name === planned.name && (planned.hash ?? hash).startsWith(hash),
    journal,
    ports,
  );
  if (record !== undefined) {
    const stored = await secrets.findByHashPrefix(record.hash);
    if (stored !== undefined) {
      await secrets.remove(stored.hash);
    }
  }
  if (planned.hash !== null) {
    await secrets.remove(planned.hash);
  }
}

export async function deleteStoredOldToken({ old }: Journal, { secrets }: RotationPorts): Promise<void> {
  if (old.hash !== null) {
    await secrets.remove(old.hash);
  }
}
