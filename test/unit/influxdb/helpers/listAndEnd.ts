import { Token } from '../../../../src/core/token/token.ts';
import { listTokens } from '../../../../src/influxdb/listTokens.ts';
import { Channel } from '../../../../src/influxdb/transport/channel.ts';

// A process that leaves an idle connection open and has nothing else to do.
const { SERVER_URL: url = '', SERVER_CA: ca, BEARER: bearer = '' } = process.env;
const ignore = () => undefined;
const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const settings = { verifyCertificate: true, systemAuthorities: false, proxy: undefined, timeout: 5000, logger };
const channel = new Channel({ verify: ignore });
await listTokens({ url, ca, ...settings, channel }, new Token(bearer));
process.stdout.write(`${performance.now()}`);
process.on('exit', () => process.stdout.write(` ${performance.now()}`));
