import type { TokenRecord } from '../../../core/token/tokenRecord.ts';
import type { TokenRequest } from '../../../storage/requestJournal.ts';

/** In milliseconds. The server's time is known only to the second, and the request may arrive late. */
const tolerance = 2000;

/**
 * Whether a listed token can only be the one that the request created or replaced, and nobody received it: it wasn't
 * listed right before the request, its own time is within the time that the response was waited for, and it has the
 * requested lifetime. All times are the server's.
 */
export function isFromRequest(
  record: TokenRecord,
  { route, before, timeLimit, lifetime, isReceived = false }: TokenRequest,
): boolean {
  if (before?.serverTime == null || isReceived) {
    return false;
  }
  const isReplacement = route === 'regenerate' || route === 'recover';
  const changedAt = isReplacement ? record.updatedAt : record.createdAt;
  if (changedAt === undefined) {
    return false;
  }
  const sinceRequest = changedAt.getTime() - Date.parse(before.serverTime);
  const isInTime = sinceRequest >= -tolerance && sinceRequest <= timeLimit + tolerance;
  return isInTime && (isReplacement || hasLifetime(record, lifetime));
}

function hasLifetime({ createdAt, expiry }: TokenRecord, lifetime: number | null): boolean {
  if (expiry === undefined || lifetime === null) {
    return expiry === undefined && lifetime === null;
  }
  return Math.abs(expiry.getTime() - createdAt.getTime() - lifetime * 1000) <= tolerance;
}
