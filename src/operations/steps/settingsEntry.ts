import * as l10n from '../../core/l10n.ts';
import { errorText } from '../../core/errorText.ts';
import * as v from 'valibot';
import type { Server } from '../../core/server/server.ts';
import { serverNameProblem } from '../../core/server/serverName.ts';
import { normalizeServerUrl } from '../../core/server/serverUrl.ts';

const withUrl = v.object({ url: v.string() });

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

export function entryUrlProblem(text: string, others: readonly Server[]): l10n.DisplayText | undefined {
  try {
    const url = normalizeServerUrl(text);
    const existing = others.find((server) => server.url === url);
    return existing === undefined
      ? undefined
      : l10n.t('This server is already in your settings as "{0}".', existing.name);
  } catch (error) {
    return errorText(error);
  }
}

export function entryNameProblem(text: string, others: readonly Server[]): l10n.DisplayText | undefined {
  return serverNameProblem(text.trim(), new Set(others.map(({ name }) => name)));
}
