import * as l10n from '@vscode/l10n';
import { withoutIcons } from '../core/plainText.ts';
import { shownName } from '../core/tokenName.ts';
import type { TokenRecord } from '../core/tokenRecord.ts';
import type { Token } from '../core/token.ts';
import { UserError } from '../core/userError.ts';
import { TokenNode } from '../ui/nodes.ts';
import { inform } from '../ui/notify.ts';
import { pick } from '../ui/pick.ts';
import { chooseServer } from './chooseServer.ts';
import type { Call, Command } from './command.ts';
import type { Parts } from './parts.ts';

/** A token whose string is on this machine. */
interface Copyable {
  readonly name: string;
  readonly hash: string;
  read(): Promise<Token | undefined>;
}

export function copyToken(parts: Pick<Parts, 'store' | 'connections' | 'tokens' | 'clipboard'>): Command {
  return {
    id: 'influxdb3Tokens.copyToken',
    async run(call) {
      const title = l10n.t('Copy Token');
      const server = await chooseServer(call, parts, title);
      const copyable = await copyableTokens(await parts.connections.identityOf(server), parts);
      const chosen = await choose(call, copyable, parts.store.state(server).tokens ?? [], title, server.name);
      await call.confirmer.askIfFromOutside({
        message: l10n.t('Copy the token "{0}" of {1} to the clipboard?', shownName(chosen.name), server.url),
        yes: l10n.t('Copy Token'),
      });
      const token = await chosen.read();
      if (token === undefined) {
        throw new UserError(
          l10n.t(
            'The string of "{0}" is gone from the secret storage of this machine. Delete the token and create it again.',
            shownName(chosen.name),
          ),
        );
      }
      const seconds = await parts.clipboard.copy(token);
      const copied = l10n.t('The token "{0}" is on the clipboard.', shownName(chosen.name));
      void inform(seconds === 0 ? copied : `${copied} ${l10n.t('It is cleared in {0} seconds.', seconds)}`);
      return undefined;
    },
  };
}

async function copyableTokens(identity: string, { tokens }: Pick<Parts, 'tokens'>): Promise<Copyable[]> {
  const copyable: Copyable[] = (await tokens.kept(identity)).map(({ name, hash }) => ({
    name,
    hash,
    read: () => tokens.keptToken(identity, hash),
  }));
  const signIn = await tokens.signIn(identity);
  if (signIn.kind === 'token' && !copyable.some(({ hash }) => hash === signIn.token.hash)) {
    const { token, name } = signIn;
    copyable.push({ name: name ?? l10n.t('signed in with'), hash: token.hash, read: () => Promise.resolve(token) });
  }
  return copyable;
}

/** Of several of one name, the one in the server's list: strings of tokens that others deleted stay kept. */
function newest(named: readonly Copyable[], listed: readonly TokenRecord[]): Copyable | undefined {
  return named.find(({ hash }) => listed.some((record) => hash.startsWith(record.hash))) ?? named.at(-1);
}

async function choose(
  call: Call,
  copyable: readonly Copyable[],
  listed: readonly TokenRecord[],
  title: string,
  server: string,
): Promise<Copyable> {
  const { node, args } = call;
  if (node instanceof TokenNode || args.name !== undefined) {
    const wanted = args.name ?? (node instanceof TokenNode ? node.record.name : '');
    const listedHash = args.name === undefined && node instanceof TokenNode ? node.record.hash : undefined;
    const found =
      listedHash === undefined
        ? newest(
            copyable.filter(({ name }) => name === wanted),
            listed,
          )
        : copyable.find(({ hash }) => hash.startsWith(listedHash));
    if (found === undefined) {
      throw new UserError(
        l10n.t(
          'The string of "{0}" is not on this machine, and {1} shows it to nobody again. Only tokens that were made here, or signed in with, can be copied.',
          shownName(wanted),
          server,
        ),
      );
    }
    return found;
  }
  if (copyable.length === 0) {
    throw new UserError(l10n.t('No token of {0} has its string on this machine.', server));
  }
  const items = copyable.map((candidate) => ({ label: withoutIcons(shownName(candidate.name)), candidate }));
  return (await pick(items, title, l10n.t('Which token?'))).candidate;
}
