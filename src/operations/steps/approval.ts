import * as l10n from '@vscode/l10n';
import { approve, type MissingApproval } from '../../core/server/approvals.ts';
import type { ClusterId } from '../../servers/clusterCheck.ts';
import type { Connection } from '../../servers/connections.ts';
import type { ApprovalStore } from '../../storage/approvalStore.ts';
import type { Confirmer, Question } from '../../ui/prompts/confirmer.ts';

export class Approval {
  readonly #approvals: ApprovalStore;

  constructor(approvals: ApprovalStore) {
    this.#approvals = approvals;
  }

  /** Sends nothing. @throws Cancelled if the user declines; then nothing is stored */
  async obtain(connection: Connection, confirmer: Confirmer): Promise<void> {
    for (const approval of connection.missing) {
      await confirmer.confirm(questionFor(approval, connection));
    }
    await this.remember(connection);
  }

  /** Stores the approvals, so that the user is asked again only after a change. */
  async remember({ identity, requested }: Connection): Promise<void> {
    const previous = await this.#approvals.read(identity);
    await this.#approvals.write(identity, approve(requested, previous));
  }

  /** @param cluster the InfluxDB server that the token belongs to; `undefined` keeps the stored one */
  async rememberSignIn({ identity, requested }: Connection, cluster: ClusterId | undefined): Promise<void> {
    const previous = await this.#approvals.read(identity);
    await this.#approvals.write(identity, {
      ...approve(requested, previous),
      ...(cluster === undefined ? {} : { cluster }),
    });
  }

  /** Asks unless the server is the one stored at sign-in. @throws Cancelled; ServerError if there's no response */
  async trust(connection: Connection, confirmer: Confirmer): Promise<void> {
    const cluster = await connection.fetchClusterId();
    if (cluster === (await this.#approvals.read(connection.identity))?.cluster) {
      return;
    }
    const { name, url } = connection.server;
    await confirmer.confirm({
      message: l10n.t('Trust the InfluxDB server at {0} with your token for "{1}"?', url, name),
      detail: l10n.t(
        "It isn't the server you signed in to. Trust it only if you know why it changed, for example, because its data was restored or a proxy was added.",
      ),
      yes: l10n.t('Trust Server'),
    });
    await this.rememberSignIn(connection, cluster);
  }
}

function questionFor(approval: MissingApproval, { server }: Connection): Question {
  switch (approval) {
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
        yes: l10n.t('Connect to Server'),
      };
    case 'plainHttp':
      return {
        message: l10n.t("The connection to {0} isn't encrypted. Send tokens anyway?", server.url),
        detail: l10n.t('Anyone on the network between this machine and the server can read them.'),
        yes: l10n.t('Send Tokens Unencrypted'),
      };
    case 'tlsChanged':
      return {
        message: l10n.t('The TLS settings for {0} have changed. Continue?', server.url),
        detail: server.verifyCertificate
          ? l10n.t(
              'The certificate is still verified, but "caFile" or the file\'s contents have changed since you approved them. Current file: {0}',
              server.caFile ?? l10n.t('none'),
            )
          : l10n.t('Its certificate is no longer verified, so any server could impersonate it.'),
        yes: l10n.t('Continue'),
      };
  }
}
