import { look } from './births.ts';
import type { Birth, Journal } from './journal.ts';
import type { RotationPorts } from './ports.ts';

/** Deletes the old token, unless the list shows that it is gone: another one may have its name by now. */
export async function deleteOld(journal: Journal, ports: RotationPorts): Promise<void> {
  const { old } = journal;
  const { bearer, records } = await look(journal, ports);
  if (records.some(({ name, hash }) => name === old.name && hash === old.listedHash)) {
    await ports.server.remove(bearer, old.name);
  }
}

/** Deletes the helper, made for the time of the rotation, and forgets its string. */
export async function removeHelper(journal: Journal, ports: RotationPorts): Promise<void> {
  if (journal.helper !== null) {
    await removeToken(journal.helper, journal, ports);
  }
}

/** Deletes a token that this rotation made, where the list shows it, and forgets its string. */
export async function removeToken(birth: Birth, journal: Journal, ports: RotationPorts): Promise<void> {
  const { server, secrets } = ports;
  const { bearer, records } = await look(journal, ports);
  const record = records.find(({ name, hash }) => name === birth.name && (birth.hash ?? hash).startsWith(hash));
  if (record !== undefined) {
    await server.remove(bearer, birth.name);
    const kept = await secrets.keptListed(record.hash);
    await (kept === undefined ? undefined : secrets.drop(kept.hash));
  }
  await (birth.hash === null ? undefined : secrets.drop(birth.hash));
}

/** Forgets the old token's string, which works nowhere any more. */
export async function forgetOld({ old }: Journal, { secrets }: RotationPorts): Promise<void> {
  await (old.hash === null ? undefined : secrets.drop(old.hash));
}
