import * as l10n from '../../core/l10n.ts';
import { approve, type MissingApproval } from '../../core/server/approvals.ts';
import type { ClusterId } from '../../influxdb/transport/clusterId.ts';
import type { Connection } from '../../servers/connections.ts';
import type { ApprovalStore } from '../../storage/approvalStore.ts';
import type { TokenStore } from '../../storage/tokenStore.ts';
import type { Person, Question } from '../person.ts';

interface ApprovalPorts {
  readonly person: Person;
  readonly approvals: ApprovalStore;
}

/** Sends nothing. If the user cancels, nothing is stored. */
export async function obtainApprovals(
  connection: Connection,
  { person, approvals }: ApprovalPorts,
  missing: readonly MissingApproval[] = connection.missingApprovals,
): Promise<void> {
  for (const approval of missing) {
    await person.confirm(questionFor(approval, connection));
  }
  await rememberApprovals(connection, approvals);
}

export async function rememberApprovals({ identity, requested }: Connection, approvals: ApprovalStore): Promise<void> {
  const previous = await approvals.read(identity);
  await approvals.write(identity, approve(requested, previous));
}

/** @param cluster the InfluxDB server that the token belongs to; `undefined` keeps the stored one */
export async function rememberSignIn(
  { identity, requested }: Connection,
  cluster: ClusterId | undefined,
  approvals: ApprovalStore,
): Promise<void> {
  const previous = await approvals.read(identity);
  await approvals.write(identity, { ...approve(requested, previous), ...(cluster === undefined ? {} : { cluster }) });
}

/** Asks whether to send tokens to the InfluxDB server that responds now, unless it's the stored one again. */
export async function trustServer(
  connection: Connection,
  { person, approvals, tokens }: ApprovalPorts & { readonly tokens: TokenStore },
): Promise<void> {
  const cluster = await connection.fetchClusterId();
  const previous = (await approvals.read(connection.identity))?.cluster;
  if (cluster === previous) {
    return;
  }
  const { name, url } = connection.server;
  await person.confirm({
    message: l10n.t('Trust the InfluxDB server that responds now with your token for "{0}"?', name),
    urls: [url],
    detail: l10n.t(
      "It isn't the server you signed in to. Trust it only if you know why it changed, for example, because its data was restored or a proxy was added.",
    ),
    confirmLabel: l10n.t('Trust Server'),
  });
  if (typeof previous === 'string' && cluster !== null) {
    await tokens.moveToCluster(connection.identity, previous, cluster);
  }
  await rememberSignIn(connection, cluster, approvals);
}

/** For a server that closes each connection after one response, so that no request can follow a check. */
export async function allowUncheckedConnections(
  { identity, requested, server: { name, url } }: Connection,
  { person, approvals }: ApprovalPorts,
): Promise<void> {
  await person.confirm({
    message: l10n.t('Send tokens to "{0}" on unchecked connections?', name),
    urls: [url],
    detail: l10n.t(
      "The server, or a proxy in front of it, doesn't keep connections open. The extension can check which server responds on one connection, but must send your token on the next one. If a different server responds there, it receives your token.",
    ),
    confirmLabel: l10n.t('Allow Unchecked Connections'),
  });
  const previous = await approvals.read(identity);
  await approvals.write(identity, { ...approve(requested, previous), uncheckedConnections: true });
}

function questionFor(approval: MissingApproval, { server }: Connection): Question {
  switch (approval) {
    case 'workspaceUrl':
      return {
        message: l10n.t('This workspace defines the server "{0}". Approve it?', server.name),
        urls: [server.url],
        detail: l10n.join(
          [
            l10n.t(
              'Nothing has been sent to this server yet. Approve it only if you recognize this URL: the server receives the tokens that you use with it.',
            ),
            ...(server.caFile === undefined
              ? []
              : [l10n.t('It uses the certificate authorities in "{0}".', server.caFile)]),
          ],
          ' ',
        ),
        confirmLabel: l10n.t('Approve Server'),
      };
    case 'plainHttp':
      return {
        message: l10n.t("The connection to {0} isn't encrypted. Send tokens anyway?", server.name),
        urls: [server.url],
        detail: l10n.t('Anyone on the network between this machine and the server can read them.'),
        confirmLabel: l10n.t('Send Tokens Unencrypted'),
      };
    case 'unverifiedTls':
      return {
        message: l10n.t("The certificate of {0} isn't verified. Send tokens anyway?", server.name),
        urls: [server.url],
        detail: l10n.t(
          'Any server on the network could impersonate this one and read them. "verifyCertificate" is off in your settings.',
        ),
        confirmLabel: l10n.t('Send Tokens Unverified'),
      };
    case 'tlsChanged':
      return {
        message: l10n.t('The TLS settings for {0} have changed. Continue?', server.name),
        urls: [server.url],
        detail: server.verifyCertificate
          ? l10n.t(
              'The certificate is still verified, but "caFile" or the file\'s contents have changed since you approved them. Current file: {0}',
              server.caFile ?? l10n.own(l10n.t('none')),
            )
          : l10n.t('Its certificate is no longer verified, so any server could impersonate it.'),
        confirmLabel: l10n.t('Continue'),
      };
  }
}
