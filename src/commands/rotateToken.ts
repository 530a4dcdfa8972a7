import * as l10n from '@vscode/l10n';
import { parseExpiry } from '../core/expiry.ts';
import { plannedRotation } from '../core/rotation/plan.ts';
import { shownName, tokenNameProblem } from '../core/tokenName.ts';
import { isOperatorToken, type TokenRecord } from '../core/tokenRecord.ts';
import { refuseIf, UserError } from '../core/userError.ts';
import { foldersOnDisk } from '../editor/workspaceSearch.ts';
import { askWithUsage } from './usage.ts';
import { bearerOf, connect } from './chooseServer.ts';
import type { Call, Command } from './command.ts';
import { oldString } from './oldString.ts';
import type { Parts } from './parts.ts';
import { readTokens } from './readTokens.ts';
import { chooseRotated, recordFor } from './rotatedToken.ts';
import { rotationResult } from './rotationResult.ts';
import { chooseSuccessor, wantsBridge } from './successor.ts';
import { RotationOpen } from './rotationOpen.ts';

export function rotateToken(parts: Parts): Command {
  return {
    id: 'influxdb3Tokens.rotateToken',
    async run(given) {
      const title = l10n.t('Rotate Token');
      refuseInvalid(given);
      const call = await chooseRotated(given, parts);
      const connection = await connect(call, parts, title);
      const { server } = connection;
      await call.confirmer.askIfFromOutside({
        message:
          call.args.name === undefined
            ? l10n.t('Rotate a token of {0}?', server.url)
            : l10n.t('Rotate the token "{0}" of {1}?', shownName(call.args.name), server.url),
        detail: l10n.t('A new token is made, and files of this workspace are rewritten as you choose.'),
        yes: l10n.t('Rotate'),
      });
      const bearer = await bearerOf(connection, parts);
      const records = await readTokens(connection, bearer);
      const record = await recordFor(call, records, title, parts.settings.expiryWarningDays);
      await refuseOpen(server.url, record, parts);
      const old = await oldString(connection, record, parts);
      const kind = !isOperatorToken(record) ? 'named' : (await wantsBridge(call)) ? 'bridge' : 'operator';
      const successor = await chooseSuccessor(call, kind, record, records, title);
      if (kind === 'operator') {
        await askToRegenerate(call, record, server, parts);
      }
      const journal = plannedRotation(
        {
          kind,
          server: { name: server.name, url: server.url, identity: connection.identity },
          folders: foldersOnDisk(),
          record,
          old,
          newName: successor.name,
          lifetime: successor.lifetime,
          bearer,
        },
        new Date(),
      );
      const { confirmer } = call;
      const answers = { confirmer, files: call.args.files, old: call.args.old };
      const result = await parts.rotator.begin(journal, connection, answers);
      return rotationResult(server, result);
    },
  };
}

/** What came as an argument and is invalid is refused before anything is asked or sent. @throws UserError */
function refuseInvalid({ args }: Call): void {
  if (args.newName !== undefined) {
    refuseIf(tokenNameProblem(args.newName, new Set()));
  }
  if (args.expiry !== undefined) {
    parseExpiry(args.expiry);
  }
}

/** @throws RotationOpen; UserError */
async function refuseOpen(url: string, record: TokenRecord, { rotations }: Pick<Parts, 'rotations'>): Promise<void> {
  await rotations.refresh();
  const open = rotations.about(url, record);
  if (open === undefined) {
    return;
  }
  if (await rotations.isLocked(open)) {
    throw new UserError(
      l10n.t('"{0}" is being rotated already, in this window or in another one.', shownName(record.name)),
    );
  }
  throw new RotationOpen(open);
}

async function askToRegenerate(
  call: Call,
  { name, hash }: TokenRecord,
  server: { readonly name: string; readonly url: string },
  parts: Parts,
): Promise<void> {
  const question = {
    message: l10n.t('Regenerate the operator token of {0} ({1})?', server.name, server.url),
    detail: l10n.t('Its present string stops working at once, wherever it is used. This cannot be undone.'),
    yes: l10n.t('Regenerate'),
  };
  await askWithUsage(call, { name, hash }, question, parts);
}
