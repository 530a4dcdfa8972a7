import { interpolatedYaml, telegraf } from './configurationIdioms.ts';
import type { Idiom } from './idiom.ts';
import { powerShell, shell } from './shellIdioms.ts';
import { cSharp, go, java, javaScript, php, python, ruby } from './sourceIdioms.ts';

/** How much of a file's beginning tells what reads it, in characters. */
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

/** For files whose name does not tell. */
const byContent: readonly (readonly [RegExp, RegExp, Idiom])[] = [
  [/\.conf$/i, /^[ \t]*\[(?:\[(?:outputs|inputs)\.|agent\])/m, telegraf],
  [/\.ya?ml$/i, /^(?=[^]*\bsecureJsonData:)[^]*\b(?:apiVersion|datasources):/, interpolatedYaml],
  [/(?:^|\/)[^./]+$/, /^#!.*\b(?:ba|da|k|z)?sh\b/, shell],
];

/** How the file refers to an environment variable; `undefined` where nothing is known to put one in. */
export function idiomOfFile(path: string, text: string): Idiom | undefined {
  const slashed = path.replaceAll('\\', '/');
  const head = text.slice(0, headLength);
  // Kubernetes reads what lies beside them, and puts nothing in; nor does what reads a file of variables.
  if (/(?:^|\/)\.env[^/]*$/i.test(slashed) || (/\.ya?ml$/i.test(slashed) && /^kind:/m.test(head))) {
    return undefined;
  }
  return (
    byPath.find(([pattern]) => pattern.test(slashed))?.[1] ??
    byContent.find(([pattern, content]) => pattern.test(slashed) && content.test(head))?.[2]
  );
}
