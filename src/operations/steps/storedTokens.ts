import * as l10n from '../../core/l10n.ts';
import { UserError } from '../../core/errors.ts';
import type { Server } from '../../core/server/server.ts';
import type { Token } from '../../core/token/token.ts';
import { displayName } from '../../core/token/tokenName.ts';
import type { TokenRecord } from '../../core/token/tokenRecord.ts';
import type { NewToken } from '../../influxdb/decode.ts';
import type { Connection } from '../../servers/connections.ts';
import type { TokenStore } from '../../storage/tokenStore.ts';
import type { Person } from '../person.ts';
import type { ServerAccess } from '../ports.ts';
import type { TokenSelection } from './chooseToken.ts';

interface ChosenToken {
  readonly name: string;
  readonly url: string;
  read(): Promise<Token>;
}

interface Candidate {
  readonly name: string;
  readonly hash: string;
  find(): Promise<Token | undefined>;
}

interface Ports {
  readonly person: Person;
  readonly servers: ServerAccess;
}

export async function chooseStoredToken(
  server: Server,
  selection: TokenSelection | undefined,
  title: l10n.DisplayText,
  { person, servers: { store, connections, tokens } }: Ports,
): Promise<ChosenToken> {
  const candidates = await listCandidates(await connections.identityOf(server), tokens);
  const candidate =
    selection === undefined
      ? await pickCandidate(candidates, server, title, person)
      : findSelected(selection, candidates, server, store.state(server).tokens ?? []);
  return {
    name: candidate.name,
    url: server.url,
    async read() {
      const token = await candidate.find();
      if (token === undefined) {
        throw new UserError(
          l10n.t(
            'The token "{0}" is missing from VS Code\'s secret storage. Delete it on the server and create it again.',
            displayName(candidate.name),
          ),
        );
      }
      return token;
    },
  };
}

export async function isStored(
  { identity }: Connection,
  { token }: NewToken,
  { tokens }: Pick<ServerAccess, 'tokens'>,
): Promise<boolean> {
  return (await tokens.findByHash(identity, token.hash).catch(() => undefined)) !== undefined;
}

async function listCandidates(identity: string, tokens: TokenStore): Promise<Candidate[]> {
  const candidates: Candidate[] = (await tokens.listStored(identity)).map(({ name, hash }) => ({
    name,
    hash,
    find: () => tokens.findByHash(identity, hash),
  }));
  const signIn = await tokens.readSignIn(identity);
  // A user's session ends within the hour, so it's never put into files.
  const isToken = signIn.kind === 'token' && signIn.token.userSession === undefined;
  if (isToken && !candidates.some(({ hash }) => hash === signIn.token.hash)) {
    const { token, name } = signIn;
    candidates.push({ name: name ?? l10n.t('sign-in token'), hash: token.hash, find: () => Promise.resolve(token) });
  }
  return candidates;
}

function findSelected(
  { name, hash }: TokenSelection,
  candidates: readonly Candidate[],
  server: Server,
  listed: readonly TokenRecord[],
): Candidate {
  const found =
    hash === undefined
      ? preferListed(
          candidates.filter((candidate) => candidate.name === name),
          listed,
        )
      : candidates.find((candidate) => candidate.hash.startsWith(hash));
  if (found === undefined) {
    throw new UserError(
      l10n.t(
        'The token string for "{0}" isn\'t stored on this machine, and {1} can\'t show it again. Only tokens that were created here or used to sign in are stored.',
        displayName(name),
        server.name,
      ),
    );
  }
  return found;
}

/** Prefers the token that the server lists: one that was deleted elsewhere may still be stored under the same name. */
function preferListed(named: readonly Candidate[], listed: readonly TokenRecord[]): Candidate | undefined {
  return named.find(({ hash }) => listed.some((record) => hash.startsWith(record.hash))) ?? named.at(-1);
}

async function pickCandidate(
  candidates: readonly Candidate[],
  server: Server,
  title: l10n.DisplayText,
  person: Person,
): Promise<Candidate> {
  if (candidates.length === 0) {
    throw new UserError(l10n.t('No tokens for {0} are stored on this machine.', server.name));
  }
  const items = candidates.map((candidate) => ({ label: displayName(candidate.name), candidate }));
  return (await person.pick(items, title, l10n.t('Select a token'))).candidate;
}
