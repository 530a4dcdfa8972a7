import type { Token } from '../../../../src/core/token/token.ts';
import type { TokenServerOptions } from '../../../support/influxdb3/server.ts';
import { operationFixture, type OperationFixture } from './operationFixture.ts';

interface WithNamedToken {
  readonly fixture: OperationFixture;
  readonly operator: Token;
  /** Only on the server: it's not stored. */
  readonly ci: Token;
}

/** Signed in as operator, with a named token `ci` on the server, and an empty request log. */
export async function withNamedToken(options: TokenServerOptions = {}): Promise<WithNamedToken> {
  const fixture = await operationFixture(options);
  const operator = await fixture.signedInAsOperator();
  const ci = await fixture.createElsewhere(operator, 'ci');
  fixture.tokenServer.requests.length = 0;
  return { fixture, operator, ci };
}
