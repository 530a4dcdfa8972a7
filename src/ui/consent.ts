import * as l10n from '@vscode/l10n';
import { agreedTo, type MissingTerm } from '../core/terms.ts';
import type { Cluster } from '../servers/clusterWatch.ts';
import type { Connection } from '../servers/connections.ts';
import type { TermsStore } from '../storage/termsStore.ts';
import type { Confirmer, Question } from './confirmer.ts';

/** Asks for what the person has not agreed to yet for a server, and remembers the answer. */
export class Consent {
  readonly #terms: TermsStore;

  constructor(terms: TermsStore) {
    this.#terms = terms;
  }

  /** @throws Cancelled when the person says no; nothing was sent then, and nothing is remembered */
  async obtain(connection: Connection, confirmer: Confirmer): Promise<void> {
    for (const term of connection.missing) {
      await confirmer.ask(questionFor(term, connection));
    }
    await this.remember(connection);
  }

  /** Remembers the terms that were agreed to, so that it is asked when they change. */
  async remember({ identity, wanted }: Connection): Promise<void> {
    const before = await this.#terms.read(identity);
    await this.#terms.write(identity, agreedTo(wanted, before));
  }

  /**
   * Remembers the terms under which a token is stored, and which InfluxDB it is for.
   * @param cluster `undefined` where it could not be looked at: what was remembered stays then
   */
  async rememberSignIn({ identity, wanted }: Connection, cluster: Cluster | undefined): Promise<void> {
    const before = await this.#terms.read(identity);
    await this.#terms.write(identity, { ...agreedTo(wanted, before), ...(cluster === undefined ? {} : { cluster }) });
  }

  /**
   * Asks whether tokens may go to the InfluxDB that answers now, unless that is the right one again.
   * @throws Cancelled; ServerError where none answers
   */
  async trust(connection: Connection, confirmer: Confirmer): Promise<void> {
    const cluster = await connection.cluster();
    if (cluster === (await this.#terms.read(connection.identity))?.cluster) {
      return;
    }
    const { name, url } = connection.server;
    await confirmer.ask({
      message: l10n.t('Trust the InfluxDB server at {0} with your token for "{1}"?', url, name),
      detail: l10n.t(
        "It isn't the server you signed in to. Trust it only if you know why it changed: for example, its data was restored or a proxy was added.",
      ),
      yes: l10n.t('Trust Server'),
    });
    await this.rememberSignIn(connection, cluster);
  }
}

function questionFor(term: MissingTerm, { server }: Connection): Question {
  switch (term) {
    case 'workspaceUrl':
      return {
        message: l10n.t('This workspace defines the server "{0}" at {1}. Connect to it?', server.name, server.url),
        detail: [
          l10n.t(
            'Nothing has been sent to this server yet. Connect only if you know this address: it receives the tokens that you use with it.',
          ),
          ...(server.caFile === undefined
            ? []
            : [l10n.t('It uses the certificate authorities in "{0}".', server.caFile)]),
        ].join(' '),
        yes: l10n.t('Connect'),
      };
    case 'plainHttp':
      return {
        message: l10n.t("The connection to {0} isn't encrypted. Send tokens anyway?", server.url),
        detail: l10n.t('Anyone on the network between this machine and the server can read them.'),
        yes: l10n.t('Send Unencrypted'),
      };
    case 'tlsChanged':
      return {
        message: l10n.t('The TLS settings for {0} have changed. Continue?', server.url),
        detail: server.verifyCertificate
          ? l10n.t(
              'The certificate is verified, but "caFile" or its contents aren\'t what you approved. Current file: {0}',
              server.caFile ?? l10n.t('none'),
            )
          : l10n.t('Its certificate is no longer verified, so any server could impersonate it.'),
        yes: l10n.t('Continue'),
      };
  }
}
