import assert from 'node:assert/strict';
import { isUpdatable } from '../../../src/content/tokenEncoding.ts';
import { type Edit } from '../../../src/content/edits.ts';
import { fingerprint } from '../../../src/content/wholeBytes.ts';
import { environmentInsertion } from '../../../src/content/references/environmentInsertion.ts';
import { withValues } from '../../../src/rotation/environmentValues.ts';
import type { Choice, PersonPort } from '../../../src/rotation/ports.ts';

const isSkipped = ({ file }: { readonly file: string }) => file.startsWith('notes/');

/** A user who agrees to everything, skips files in `notes/`, and chooses references in `.js` files. */
export const agreeingUser: PersonPort = {
  chooseOccurrences: (files) =>
    Promise.resolve<Choice>({
      updates: files
        .filter((file) => !isSkipped(file) && file.barrier === undefined)
        .map((file) => ({
          file,
          edits: file.occurrences.filter(isUpdatable).map(({ start, writing, reference }) => ({
            start,
            writing,
            reference: file.file.endsWith('.js') ? (reference ?? null) : null,
          })),
        })),
      skipped: files
        .filter((file) => isSkipped(file) || file.barrier !== undefined)
        .map((file): Choice['skipped'][number] => ({
          file,
          reason: file.barrier ?? 'unticked',
          wasSelected: file.barrier !== undefined,
        })),
    }),
  chooseRetirement: () => Promise.resolve('delete'),
  confirmRecreate: () => Promise.resolve(),
  askToDeleteNewToken: () => Promise.resolve(true),
};

/** The last line has no line break. */
export const environmentFile = { folder: 'w', file: 'settings/.env', text: 'LOG_LEVEL=debug\r\nA=1' };

/** Also adds the new token to the env file. */
export const userWhoAddsValue: PersonPort = {
  ...agreeingUser,
  chooseOccurrences: async (files, journal) => {
    const { folder, file, text } = environmentFile;
    const found = {
      ...{ folder, file, path: `/w/${file}`, fingerprint: fingerprint(Buffer.from(text)) },
      occurrences: [],
      barrier: undefined,
    };
    const { start, ...insertion } = environmentInsertion(text, 'A_TOKEN', 'apiv3_') ?? assert.fail();
    const edit: Edit = { start, writing: { form: 'plain' }, reference: null, insertion };
    const choice = await agreeingUser.chooseOccurrences(files, journal);
    return withValues(choice, [{ environmentFile: found, variable: 'A_TOKEN', edit, readers: [] }]);
  },
};
