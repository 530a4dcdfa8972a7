import * as v from 'valibot';
import type { Server } from '../core/server/serverList.ts';
import { normalizeServerUrl } from '../core/server/serverUrl.ts';

const withUrl = v.object({ url: v.string() });

/** Whether a raw item of the user's list in settings is the entry of `server`. */
export function isEntryOf(item: unknown, server: Pick<Server, 'url'>): boolean {
  if (!v.is(withUrl, item)) {
    return false;
  }
  try {
    return normalizeServerUrl(item.url) === server.url;
  } catch {
    return false;
  }
}
