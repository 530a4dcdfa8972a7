import { History } from '../../../../src/storage/history.ts';

const [folder = '', name = '', count = '0'] = process.argv.slice(2);
const logger = {
  debug: () => undefined,
  info: () => undefined,
  warn(message: string): void {
    throw new Error(message);
  },
  error: () => undefined,
};
const history = new History(folder, logger);
const server = { name: 'Local', url: `http://localhost:8181/${'x'.repeat(250)}` };
for (let index = 0; index < Number(count); index += 1) {
  await history.add({
    action: 'createNamedToken',
    outcome: 'done',
    server,
    token: { name: `${name}${index}`, hash: 'f'.repeat(128) },
  });
}
