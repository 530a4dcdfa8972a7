import type { Journal } from './journal.ts';
import type { RotationPorts } from './ports.ts';
import { readStoredToken } from './tokens.ts';

/** Replaces only the old token: if the user has since signed in with a different one, that one stays. */
export async function signInWithNext({ old, next }: Journal, ports: RotationPorts, isFresh: boolean): Promise<void> {
  const { secrets } = ports;
  const hash = (await secrets.signInToken())?.hash;
  // The whole hash is unknown if the old token was neither stored nor in a file.
  const isOld = hash?.startsWith(old.hash ?? old.listedHash) === true;
  // An earlier run may have crashed after it stored the token but before it stored the name.
  const isNameUncertain = !isFresh && hash !== undefined && hash === next.hash;
  if (isOld || isNameUncertain) {
    await secrets.storeSignIn(await readStoredToken(next, secrets), next.name);
  }
}

/** Signs in only if the sign-in token is the new one, or the old one, whose name may not be stored. */
export async function signInWithOld({ signsIn, old, next }: Journal, { secrets }: RotationPorts): Promise<void> {
  const signInHash = (await secrets.signInToken())?.hash;
  if (signsIn && next.hash !== null && (signInHash === next.hash || signInHash === old.hash)) {
    await secrets.storeSignIn(await readStoredToken(old, secrets), old.name);
  }
}
