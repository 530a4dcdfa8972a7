import assert from 'node:assert/strict';
import { untranslated } from '../../../../../src/core/l10n.ts';
import { Canceled, UserError } from '../../../../../src/core/errors.ts';
import { ServerError, type ServerErrorKind } from '../../../../../src/influxdb/transport/serverError.ts';
import { recoveryError } from '../../../../../src/operations/steps/recovery/recoveryError.ts';
import { sentence } from '../../../../support/sentences.ts';

const url = 'http://localhost:8182';

describe('recoveryError', () => {
  const errorFor = (kind: ServerErrorKind) =>
    new ServerError(kind, untranslated('as on the main port'), { outcome: 'nothing' });

  for (const [kind, key] of [
    ['notAuthenticated', 'recoveryPortNeedsToken'],
    ['notAllowed', 'recoveryPortBlocked'],
    ['connectionRefused', 'recoveryPortNotListening'],
  ] as const) {
    it(`explains "${kind}"`, () => {
      const cause = errorFor(kind);
      const error = recoveryError(cause, url);
      assert.ok(error instanceof UserError && !(error instanceof ServerError));
      assert.equal(error.message, sentence(key, url));
      assert.equal(error.cause, cause);
    });
  }

  it('returns other errors unchanged', () => {
    for (const error of [errorFor('timedOut'), new Canceled(), new Error('bug')]) {
      assert.equal(recoveryError(error, url), error);
    }
  });
});
