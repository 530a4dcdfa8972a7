import * as l10n from '../../../core/l10n.ts';
import { UserError } from '../../../core/errors.ts';
import type { Server } from '../../../core/server/server.ts';

export function unknownProductError({ name }: Server): UserError {
  return new UserError(
    l10n.t(
      "{0} doesn't report which InfluxDB 3 product it is, so no resource token was created. Only InfluxDB 3 Enterprise and Cloud have resource tokens.",
      name,
    ),
  );
}
