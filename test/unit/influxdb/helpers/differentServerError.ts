import { ServerError } from '../../../../src/influxdb/transport/serverError.ts';

export function differentServerError(): ServerError {
  return new ServerError('differentServer', 'A different server responds than the expected one.', {
    outcome: 'nothing',
  });
}
