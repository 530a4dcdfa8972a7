import { interpolatedYaml, telegraf } from './configurationIdioms.ts';
import type { Idiom } from './idiom.ts';
import { powerShell, shell } from './shellIdioms.ts';
import { cSharp, go, java, javaScript, php, python, ruby } from './sourceIdioms.ts';

/** In characters. The start of a file shows which program reads it. */
const headLength = 64 * 1024;

const byPath: readonly (readonly [RegExp, Idiom])[] = [
  [/(?:^|\/)(?:(?:docker-)?compose|docker-stack)(?:[.\-_][^/]*)?\.ya?ml$/i, interpolatedYaml],
  [/(?:^|\/)provisioning\/(?:alerting|dashboards|datasources|notifiers|plugins)\/.*\.ya?ml$/i, interpolatedYaml],
  [/(?:^|\/)telegraf[^/]*\.(?:conf|toml)$/i, telegraf],
  [/(?:^|\/)telegraf\.d\/.*\.conf$/i, telegraf],
  [/\.[cm]?[jt]sx?$/i, javaScript],
  [/\.pyw?$/i, python],
  [/\.go$/i, go],
  [/\.(?:rb|rake)$/i, ruby],
  [/\.php$/i, php],
  [/\.(?:java|kts?)$/i, java],
  [/\.cs$/i, cSharp],
  [/\.(?:sh|bash|zsh)$/i, shell],
  [/\.psm?1$/i, powerShell],
];

const byContent: readonly (readonly [RegExp, RegExp, Idiom])[] = [
  [/\.conf$/i, /^[ \t]*\[(?:\[(?:outputs|inputs)\.|agent\])/m, telegraf],
  [/\.ya?ml$/i, /^(?=[^]*\bsecureJsonData:)[^]*\b(?:apiVersion|datasources):/, interpolatedYaml],
  [/(?:^|\/)[^./]+$/, /^#!.*\b(?:ba|da|k|z)?sh\b/, shell],
];

export function idiomOfFile(path: string, text: string): Idiom | undefined {
  const slashed = path.replaceAll('\\', '/');
  const head = text.slice(0, headLength);
  // Neither Kubernetes nor the readers of `.env` files substitute variables.
  if (/(?:^|\/)\.env[^/]*$/i.test(slashed) || (/\.ya?ml$/i.test(slashed) && /^kind:/m.test(head))) {
    return undefined;
  }
  return (
    byPath.find(([pattern]) => pattern.test(slashed))?.[1] ??
    byContent.find(([pattern, content]) => pattern.test(slashed) && content.test(head))?.[2]
  );
}
