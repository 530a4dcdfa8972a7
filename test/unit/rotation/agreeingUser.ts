import { isUpdatable } from '../../../src/content/tokenEncoding.ts';
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
