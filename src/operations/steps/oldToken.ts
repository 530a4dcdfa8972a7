import * as l10n from '../../core/l10n.ts';
import { isAdminToken } from '../../core/token/replaceable.ts';
import type { Token } from '../../core/token/token.ts';
import { displayName } from '../../core/token/tokenName.ts';
import { statusAt, type TokenRecord } from '../../core/token/tokenRecord.ts';
import { distinctTokens } from '../../content/tokensInText.ts';
import { UserError } from '../../core/errors.ts';
import { listIfAccepted } from '../../influxdb/listTokens.ts';
import type { Connection } from '../../servers/connections.ts';
import type { Person } from '../person.ts';
import type { ServerAccess, TokenUsage } from '../ports.ts';
import { filesContaining } from './tokenUsage.ts';

interface Ports {
  readonly person: Person;
  readonly servers: Pick<ServerAccess, 'tokens'>;
  readonly usage: Pick<TokenUsage, 'search'>;
}

/**
 * A token from files must be the only candidate and work, because the list contains only 36 bits of its hash. The
 * server rejects an expired token, so the user decides whether the candidate is that one.
 */
export async function findOldToken(
  { server, endpoint, identity }: Connection,
  record: TokenRecord,
  ports: Ports,
): Promise<Token | undefined> {
  const { name, hash, expiry } = record;
  const { person, servers } = ports;
  const { tokens } = servers;
  const signIn = await tokens.readSignIn(identity);
  if (signIn.kind === 'token' && signIn.token.matches(hash)) {
    return signIn.token;
  }
  const stored = await tokens.findByHashPrefix(identity, hash);
  if (stored !== undefined) {
    return stored;
  }
  const { files, unsearched } = await filesContaining(name, hash, ports);
  const [candidate, ...others] = distinctTokens(files.flatMap(({ occurrences }) => occurrences));
  if (candidate === undefined) {
    return undefined;
  }
  if (others.length > 0) {
    throw new UserError(
      l10n.t(
        'Files in this workspace contain different token strings with the same hash prefix as "{0}", so at least one isn\'t the real token. Sign in with the real token, or replace the token strings yourself.',
        displayName(name),
      ),
    );
  }
  const listed = await person.progress(
    l10n.t('Checking whether {0} accepts the token in your files...', server.name),
    (signal) => listIfAccepted(endpoint, candidate, { signal }),
  );
  if (listed === 'notAuthenticated' && statusAt(expiry, new Date(), 0) === 'expired') {
    await person.confirm({
      message: l10n.t('Rotate the expired token "{0}" in your files?', displayName(name)),
      urls: [server.url],
      detail: l10n.t(
        "{0} rejects expired tokens, so the token in your files can only be recognized by its hash prefix. It's the only one in this workspace that matches.",
        server.name,
      ),
      usage: { files, unsearched },
      confirmLabel: l10n.t('Rotate Token'),
    });
    return candidate;
  }
  if (listed === 'notAuthenticated') {
    throw new UserError(
      l10n.t(
        'The token found in files has the same hash prefix as "{0}", but {1} rejects it and it isn\'t stored on this machine, so it can\'t be verified. Create a new token and insert it instead.',
        displayName(name),
        server.name,
      ),
    );
  }
  if (listed === 'notAllowed' && isAdminToken(record)) {
    // An admin token could list tokens, so this is a different one with the same prefix, or a proxy responded.
    throw new UserError(
      l10n.t(
        'The token found in files has the same hash prefix as "{0}", but {1} doesn\'t allow it to list tokens, so it can\'t be verified. Create a new token and insert it instead.',
        displayName(name),
        server.name,
      ),
    );
  }
  return candidate;
}
