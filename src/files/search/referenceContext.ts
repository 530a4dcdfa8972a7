import type { ReferenceContext } from '../../content/references/environmentReference.ts';
import { loadParser } from '../../content/references/parsers.ts';
import { readEnvironmentFile } from '../../content/references/tokenVariables.ts';
import { readEnvironmentFileOf } from './environmentFile.ts';

export type NameOf = ReferenceContext['nameOf'];

/**
 * What a reference in a file depends on: its language, and the variables that its env file sets.
 * @param file relative to the workspace folder, with `/`
 */
export async function referenceContextOf(path: string, file: string, nameOf?: NameOf): Promise<ReferenceContext> {
  const [parser, environmentFile] = await Promise.all([loadParser(path), readEnvironmentFileOf(path, file)]);
  return { parser, environmentFile: readEnvironmentFile(environmentFile?.text ?? ''), nameOf };
}
