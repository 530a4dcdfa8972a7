import assert from 'node:assert/strict';
import { Token } from '../../../../src/core/token/token.ts';
import { createNamedToken } from '../../../../src/influxdb/createNamedToken.ts';
import { createOperatorToken } from '../../../../src/influxdb/createOperatorToken.ts';
import { deleteToken } from '../../../../src/influxdb/deleteToken.ts';
import type { Endpoint } from '../../../../src/influxdb/transport/endpoint.ts';
import { sendOnNewConnection } from '../../../../src/influxdb/transport/exchange.ts';
import { listTokens } from '../../../../src/influxdb/listTokens.ts';
import { ping } from '../../../../src/influxdb/ping.ts';
import { refusalError } from '../../../../src/influxdb/transport/refusals.ts';
import { regenerateOperatorToken } from '../../../../src/influxdb/regenerateOperatorToken.ts';
import type { Request } from '../../../../src/influxdb/transport/httpRequest.ts';
import { send } from '../../../../src/influxdb/transport/send.ts';
import { endpointOf } from '../helpers/endpoint.ts';
import { watchedToken } from '../helpers/log.ts';
import { expectServerError } from '../helpers/expectServerError.ts';
import { onEveryServer, type RunningServer } from '../serversUnderTest.ts';

const tokenPath = '/api/v3/configure/token';
const unknownToken = watchedToken(`apiv3_${'unknown-'.repeat(11)}`.slice(0, 92));

async function sendExpectingRefusal(endpoint: Endpoint, request: Request): Promise<never> {
  throw refusalError(await send(endpoint, request, {}), { isChange: request.isChange ?? false });
}

onEveryServer('refusals', (serverUnderTest) => {
  let server: RunningServer;
  let endpoint: Endpoint;
  let operator: Token;

  before(async () => {
    server = await serverUnderTest.start();
    endpoint = endpointOf(server);
    operator = (await createOperatorToken(endpoint)).token;
    await createNamedToken(endpoint, operator, 'taken', undefined);
  });
  after(() => server.stop());

  it('reject an unknown token on every route', async () => {
    const notAuthenticated = { kind: 'notAuthenticated', status: 401 } as const;
    await expectServerError(ping(endpoint, unknownToken), notAuthenticated);
    await expectServerError(listTokens(endpoint, unknownToken), notAuthenticated);
    await expectServerError(createNamedToken(endpoint, unknownToken, 'x', undefined), notAuthenticated);
    await expectServerError(deleteToken(endpoint, unknownToken, 'taken'), notAuthenticated);
    await expectServerError(regenerateOperatorToken(endpoint, unknownToken), notAuthenticated);
  });

  it('reject a request without a token', async () => {
    await expectServerError(ping(endpoint, undefined), { kind: 'notAuthenticated', status: 401 });
  });

  it('reject a token without the prefix', async () => {
    await expectServerError(ping(endpoint, watchedToken('some-v2-token-of-old==')), {
      kind: 'notAuthenticated',
      status: 401,
    });
  });

  for (const bearerString of ['apiv3_of two-parts', 'of three parts', '']) {
    it(`report the malformed header "Bearer ${bearerString}"`, async () => {
      const malformed = { kind: 'malformedAuthorization', status: 400 } as const;
      await expectServerError(
        listTokens(endpoint, bearerString === '' ? new Token('') : watchedToken(bearerString)),
        malformed,
      );
    });
  }

  it('refuse to create a second operator token', async () => {
    await expectServerError(createOperatorToken(endpoint), { kind: 'operatorTokenExists', status: 409 });
  });

  it('refuse to create a second token with the same name', async () => {
    await expectServerError(createNamedToken(endpoint, operator, 'taken', 60), {
      kind: 'tokenNameExists',
      status: 409,
    });
  });

  it('refuse to create a token named _admin', async () => {
    const created = createNamedToken(endpoint, operator, '_admin', undefined);
    await expectServerError(created, { kind: 'operatorTokenExists', status: 409 });
  });

  it('report tokenNameExists for a name that ends with _admin', async () => {
    for (const name of ['x, _admin', '_admin ', 'x\n_admin']) {
      await createNamedToken(endpoint, operator, name, undefined);
      await expectServerError(createNamedToken(endpoint, operator, name, undefined), { kind: 'tokenNameExists' });
    }
  });

  it('refuse to delete the operator token', async () => {
    await expectServerError(deleteToken(endpoint, operator, '_admin'), {
      kind: 'cannotDeleteOperatorToken',
      status: 405,
    });
  });

  it('report tokenNotFound for an unknown name', async () => {
    await expectServerError(deleteToken(endpoint, operator, 'nope'), { kind: 'tokenNotFound', status: 404 });
  });

  it('report tokenNameMissing for a delete without a name', async () => {
    for (const query of [undefined, '', 'token_name=a&token_name=b', 'name=a']) {
      const request: Request = { method: 'DELETE', path: tokenPath, token: operator, isChange: true };
      const call = sendExpectingRefusal(endpoint, query === undefined ? request : { ...request, query });
      await expectServerError(call, { kind: 'tokenNameMissing', status: 400 });
    }
  });

  it('report tokenNameTooLong when deleting a token with a huge name', async () => {
    const name = 'x'.repeat(70_000);
    await createNamedToken(endpoint, operator, name, undefined);
    await expectServerError(deleteToken(endpoint, operator, name), { kind: 'tokenNameTooLong', status: 414 });
  });

  it('report malformedBody for an invalid body', async () => {
    for (const json of [{}, { token_name: 1 }, [], 'x', { token_name: 'x', expiry_secs: -1 }]) {
      const path = `${tokenPath}/named_admin`;
      const call = sendExpectingRefusal(endpoint, { method: 'POST', path, token: operator, json, isChange: true });
      await expectServerError(call, { kind: 'malformedBody', status: 400 });
    }
  });

  for (const contentType of [undefined, 'text/plain']) {
    it(`report unacceptableContentType for ${contentType ?? 'no'} content type`, async () => {
      const headers = { authorization: `Bearer ${operator.reveal()}` };
      const path = `${tokenPath}/named_admin`;
      const response = await sendOnNewConnection(endpoint, {
        method: 'POST',
        path,
        headers: contentType === undefined ? headers : { ...headers, 'content-type': contentType },
        body: '{"token_name":"x"}',
        isChange: true,
        sizeLimit: 1_000,
      });
      await expectServerError(Promise.reject(refusalError(response, { isChange: true })), {
        kind: 'unacceptableContentType',
        status: 415,
      });
    });
  }

  it('report bodyTooLarge for more than 10 MiB', async () => {
    const call = createNamedToken(endpoint, operator, 'x'.repeat(10 * 1024 * 1024), undefined);
    await expectServerError(call, { kind: 'bodyTooLarge' });
  });

  it('report unknownRoute for an unknown path', async () => {
    const unknownPath = endpointOf(server, { url: `${server.url}/elsewhere` });
    await expectServerError(createNamedToken(unknownPath, operator, 'x', undefined), {
      kind: 'unknownRoute',
      status: 404,
    });
  });

  it('have changed nothing', async () => {
    const names = (await listTokens(endpoint, operator)).map(({ name }) => (name.length > 99 ? 'long' : name));
    assert.deepEqual(names.sort(), ['_admin', '_admin ', 'long', 'taken', 'x\n_admin', 'x, _admin']);
  });
});
