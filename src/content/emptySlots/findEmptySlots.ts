import { trimEnd } from '../../core/trimEnd.ts';
import { loadParser } from '../references/parsers.ts';
import { loadYamlParser } from '../yamlDocuments.ts';
import { slotsInAssignment, slotsInUnit } from './assignments.ts';
import type { EmptySlot, FindInLine, Line } from './emptySlot.ts';
import { slotsInJson, slotsInJsonTree } from './json.ts';
import { slotsInToml } from './toml.ts';
import { slotsInYaml } from './yaml.ts';
import { slotsInYamlDocuments } from './yamlDocuments.ts';

/** In characters. People don't write longer files by hand. */
const maxTextLength = 500_000;
/** In characters. Parsing longer files takes too long while typing. */
const maxParsedLength = 50_000;
/** In characters. */
const maxLineLength = 2000;
const maxSlots = 50;
const maxCandidates = 2000;
const candidate = /token|httpHeaderValue|authorization|value/i;

/** Templates and documentation, whose values must stay empty. */
const isExample = /[._-](?:example|sample|template|tmpl|tpl|dist|schema|j2|md|mdx|markdown|rst|adoc|txt)(?:[._-]|$)/i;

const yaml: readonly FindInLine[] = [slotsInYaml, slotsInToml];
const json: readonly FindInLine[] = [slotsInJson];
const byPath: readonly (readonly [RegExp, readonly FindInLine[]])[] = [
  [/(?:^|\/)\.env(?:rc|\.[^/]*)?$|\.(?:env|sh|bash|zsh|ps1|psm1|cmd|bat|properties|ini|cfg)$/i, [slotsInAssignment]],
  [/\.ya?ml$/i, yaml],
  [/\.(?:conf|toml|tf|tfvars|hcl)$/i, [slotsInToml]],
  [/\.jsonc?$/i, json],
  [/\.(?:service|container|pod|kube)$/i, [slotsInUnit]],
];
const byLanguage: Readonly<Record<string, readonly FindInLine[]>> = {
  dotenv: [slotsInAssignment],
  properties: [slotsInAssignment],
  shellscript: [slotsInAssignment],
  yaml,
  dockercompose: yaml,
  toml: [slotsInToml],
  json,
  jsonc: json,
};

/**
 * Finds known keys without a value. YAML and JSON are parsed; rules are for other formats, and for files that aren't
 * valid.
 * @param path with `/`
 * @param languageId used if the path shows no format
 * @param readText called only for a format that can have empty slots, because an editor copies its text
 */
export async function findEmptySlots(path: string, languageId: string, readText: () => string): Promise<EmptySlot[]> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const finders = byPath.find(([pattern]) => pattern.test(path))?.[1] ?? byLanguage[languageId];
  if (finders === undefined || isExample.test(name)) {
    return [];
  }
  const text = readText();
  if (text.length > maxTextLength || !/influx|secureJsonData/i.test(text) || !candidate.test(text)) {
    return [];
  }
  const isParsed = text.length <= maxParsedLength;
  const inJson = isParsed && finders === json ? slotsInJsonTree(await loadParser('.json'), text) : undefined;
  const inYaml = isParsed && finders === yaml ? slotsInYamlDocuments(await loadYamlParser(), text) : undefined;
  const isRead = (start: number) =>
    inYaml !== undefined && !inYaml.embedded.some((range) => range.start <= start && start < range.end);
  return [...(inJson ?? inYaml?.slots ?? []), ...(inJson === undefined ? slotsByRule(text, finders, isRead) : [])]
    .toSorted((one, other) => one.start - other.start)
    .slice(0, maxSlots);
}

function slotsByRule(text: string, finders: readonly FindInLine[], isRead: (start: number) => boolean): EmptySlot[] {
  const lines = linesOf(text);
  const candidates = [...lines.entries()].filter(
    ([, { start, text: line }]) => line.length <= maxLineLength && candidate.test(line) && !isRead(start),
  );
  return candidates
    .slice(0, maxCandidates)
    .flatMap(
      ([index, line]) => finders.map((find) => find(line, index, lines)).find((found) => found.length > 0) ?? [],
    );
}

function linesOf(text: string): Line[] {
  return [...text.matchAll(/[^\r\n]*(?:\r\n|\n|\r|$)/g)].map(({ index, 0: line }) => ({
    start: index,
    // A longer line isn't a candidate, but the lines around it are compared with it.
    text: trimEnd(line, '\r\n').slice(0, maxLineLength + 1),
  }));
}
