import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const folders = 1000;
const filesPerFolder = 100;
/** In bytes: typical configuration and source files, and one long file. */
const sizes = [300, 700, 1500, 3000, 6000, 12_000, 800, 2000, 400, 40_000];

/** Writes 100,000 text files in 1,000 folders, and resolves to the number of those that contain a token (1%). */
export async function writeManyFiles(root: string): Promise<number> {
  let filesWithToken = 0;
  for (let folder = 0; folder < folders; folder += 1) {
    const path = join(root, `area${folder % 10}`, `part${Math.floor(folder / 10) % 10}`, `.group${folder}`);
    await mkdir(path, { recursive: true });
    const writes: Promise<void>[] = [];
    for (let file = 0; file < filesPerFolder; file += 1) {
      const hasToken = file === folder % filesPerFolder;
      filesWithToken += Number(hasToken);
      writes.push(
        writeFile(join(path, `config${file}.env`), text(sizes[(folder + file) % sizes.length] ?? 0, hasToken)),
      );
    }
    await Promise.all(writes);
  }
  return filesWithToken;
}

function text(size: number, hasToken: boolean): string {
  const line = 'INFLUX_DATABASE=home_sensors # where the measurements go\n';
  const half = line.repeat(Math.ceil(size / line.length / 2));
  return hasToken ? `${half}INFLUX_TOKEN=apiv3_${randomBytes(64).toString('base64url')}\n${half}` : half + half;
}
