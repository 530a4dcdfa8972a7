import type { PersonPort } from '../../../../src/core/rotation/ports.ts';

const isLeft = ({ file }: { readonly file: string }) => file.startsWith('notes/');

/** Says yes, leaves what is in `notes/`, and takes a reference wherever there is one for a file that ends in `.js`. */
export const willing: PersonPort = {
  choosePlaces: (files) =>
    Promise.resolve({
      chosen: files
        .filter((file) => !isLeft(file) && file.barrier === undefined)
        .map((file) => ({
          file,
          edits: file.places.map(({ start, writing, reference }) => ({
            start,
            writing,
            reference: file.file.endsWith('.js') ? (reference ?? null) : null,
          })),
        })),
      left: files
        .filter((file) => isLeft(file) || file.barrier !== undefined)
        .map((file) => ({ file, reason: file.barrier ?? 'unticked', wanted: file.barrier !== undefined })),
    }),
  retire: () => Promise.resolve('delete'),
  replaceLost: () => Promise.resolve(),
  deleteNew: () => Promise.resolve(true),
};
