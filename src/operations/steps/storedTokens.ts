import * as l10n from '@vscode/l10n';
import { withoutIcons } from '../../core/plainText.ts';
import type { Server } from '../../core/server/serverList.ts';
import type { Token } from '../../core/token/token.ts';
import { displayName } from '../../core/token/tokenName.ts';
import type { TokenRecord } from '../../core/token/tokenRecord.ts';
import { UserError } from '../../core/errors.ts';
import { TokenNode } from '../../ui/servers/nodes.ts';
import { pick } from '../../ui/prompts/pick.ts';
import { chooseServer } from './connect.ts';
import type { Call } from '../../commands/command.ts';
import type { Dependencies } from '../../commands/dependencies.ts';

export interface ChosenToken {
  readonly name: string;
  /** The server's URL. */
  readonly url: string;
  /** @throws UserError if the secret storage lost the token, or fails */
  read(): Promise<Token>;
}

interface Candidate {
  readonly name: string;
  readonly hash: string;
  find(): Promise<Token | undefined>;
}

/** The stored token of the arguments or the row, or else the one that the user picks. @throws UserError, Cancelled */
export async function chooseStoredToken(
  call: Call,
  deps: Pick<Dependencies, 'store' | 'connections' | 'tokens'>,
  title: string,
): Promise<ChosenToken> {
  const server = await chooseServer(call, deps, title);
  const candidates = await listCandidates(await deps.connections.identityOf(server), deps);
  const chosen = await chooseCandidate(call, candidates, deps.store.state(server).tokens ?? [], title, server);
  return {
    name: chosen.name,
    url: server.url,
    async read() {
      const token = await chosen.find();
      if (token === undefined) {
        throw new UserError(
          l10n.t(
            'The token "{0}" is missing from VS Code\'s secret storage. Delete it on the server and create it again.',
            displayName(chosen.name),
          ),
        );
      }
      return token;
    },
  };
}

async function listCandidates(identity: string, { tokens }: Pick<Dependencies, 'tokens'>): Promise<Candidate[]> {
  const candidates: Candidate[] = (await tokens.listStored(identity)).map(({ name, hash }) => ({
    name,
    hash,
    find: () => tokens.findByHash(identity, hash),
  }));
  const signIn = await tokens.readSignIn(identity);
  if (signIn.kind === 'token' && !candidates.some(({ hash }) => hash === signIn.token.hash)) {
    const { token, name } = signIn;
    candidates.push({ name: name ?? l10n.t('sign-in token'), hash: token.hash, find: () => Promise.resolve(token) });
  }
  return candidates;
}

/** Prefers the token that the server lists: one that was deleted elsewhere may still be stored under the same name. */
function preferListed(named: readonly Candidate[], listed: readonly TokenRecord[]): Candidate | undefined {
  return named.find(({ hash }) => listed.some((record) => hash.startsWith(record.hash))) ?? named.at(-1);
}

async function chooseCandidate(
  { node, args }: Call,
  candidates: readonly Candidate[],
  listed: readonly TokenRecord[],
  title: string,
  server: Server,
): Promise<Candidate> {
  if (node instanceof TokenNode || args.name !== undefined) {
    const requestedName = args.name ?? (node instanceof TokenNode ? node.record.name : '');
    const listedHash = args.name === undefined && node instanceof TokenNode ? node.record.hash : undefined;
    const found =
      listedHash === undefined
        ? preferListed(
            candidates.filter(({ name }) => name === requestedName),
            listed,
          )
        : candidates.find(({ hash }) => hash.startsWith(listedHash));
    if (found === undefined) {
      throw new UserError(
        l10n.t(
          'The token string of "{0}" isn\'t stored on this machine, and {1} can\'t show it again. Only tokens that were created here or used to sign in are stored.',
          displayName(requestedName),
          server.name,
        ),
      );
    }
    return found;
  }
  if (candidates.length === 0) {
    throw new UserError(l10n.t('No tokens for {0} are stored on this machine.', server.name));
  }
  const items = candidates.map((candidate) => ({ label: withoutIcons(displayName(candidate.name)), candidate }));
  return (await pick(items, title, l10n.t('Select a token'))).candidate;
}
