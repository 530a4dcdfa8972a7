import { ServerError } from '../../../../src/influxdb/transport/serverError.ts';
import { untranslated } from '../../../../src/core/l10n.ts';

export function differentServerError(): ServerError {
  return new ServerError('differentServer', untranslated('A different server responds than the expected one.'), {
    outcome: 'nothing',
  });
}
