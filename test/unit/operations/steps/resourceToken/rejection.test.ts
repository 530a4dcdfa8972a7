import assert from 'node:assert/strict';
import { untranslated } from '../../../../../src/core/l10n.ts';
import { UserError } from '../../../../../src/core/errors.ts';
import type { Server } from '../../../../../src/core/server/server.ts';
import { parseRequestedPermissions } from '../../../../../src/core/token/requestedPermissions.ts';
import { ServerError, type ServerErrorKind } from '../../../../../src/influxdb/transport/serverError.ts';
import { SignInNeeded } from '../../../../../src/operations/remedy.ts';
import type { ResourceTokenDraft } from '../../../../../src/operations/steps/resourceToken/draft.ts';
import { NameTaken, rejectionOf } from '../../../../../src/operations/steps/resourceToken/rejection.ts';

const permissions = parseRequestedPermissions(['db:a:read']);
const server = { name: 'Local', url: 'http://localhost:8181' } as Server;
const refusal = (kind: ServerErrorKind, outcome: 'nothing' | 'unknown' = 'nothing') =>
  new ServerError(kind, untranslated('refused'), { outcome, status: 400 });

describe('rejectionOf', () => {
  const rows: readonly (readonly [what: string, error: unknown, given: ResourceTokenDraft, step?: string])[] = [
    ['a name that is taken', new NameTaken(untranslated('taken')), {}, 'name'],
    ['a name that is taken, and came as an argument', new NameTaken(untranslated('taken')), { name: 'ci' }],
    ['a name that the server knows', refusal('tokenNameExists'), {}, 'name'],
    ['a name that the server knows, and came as an argument', refusal('tokenNameExists'), { name: 'ci' }],
    ['an unknown database', refusal('unknownDatabase'), { name: 'ci' }, 'databases'],
    ['an unknown database that came as an argument', refusal('unknownDatabase'), { permissions }],
    ['an action that the server does not support', refusal('actionNotSupported'), {}, 'actions'],
    [
      'a sign-in that is missing',
      new SignInNeeded(untranslated('sign in'), server),
      { name: 'ci', permissions },
      'review',
    ],
    ['a server that cannot be reached', refusal('unreachable'), { name: 'ci', permissions }, 'review'],
    ['a lost response', refusal('unreachable', 'unknown'), {}],
    ['a server without resource tokens', refusal('noResourceTokens'), {}],
    ['any other error', new UserError(untranslated('other')), {}],
  ];
  for (const [what, error, given, step] of rows) {
    it(`returns ${step === undefined ? 'nothing' : `"${step}"`} for ${what}`, () =>
      assert.equal(rejectionOf(error, given)?.step, step));
  }
});
