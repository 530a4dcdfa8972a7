import {
  bracedToml,
  bracedYaml,
  compose,
  gitHubActions,
  homeAssistant,
  mcpJson,
  prefixedYaml,
  springProperties,
  springYaml,
  vsCodeJson,
} from './configuration.ts';
import { cSharp, kotlin } from './dotNetAndJvm.ts';
import { go } from './go.ts';
import type { Idiom } from './idiom.ts';
import { java } from './java.ts';
import { javaScript, typeScript } from './javaScript.ts';
import { php } from './php.ts';
import { powerShell } from './powerShell.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { shell } from './shell.ts';

/** In characters. The start of a file shows which program reads it. */
const headLength = 64 * 1024;

/** Compose gets variables only from the `.env` in the folder of the file. */
export const composePath = /(?:^|\/)(?:(?:docker-)?compose|docker-stack)(?:[.\-_][^/]*)?\.ya?ml$/i;

const byPath: readonly (readonly [RegExp, Idiom])[] = [
  [composePath, compose],
  [/(?:^|\/)provisioning\/(?:alerting|dashboards|datasources|notifiers|plugins)\/.*\.ya?ml$/i, bracedYaml],
  [/(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/i, gitHubActions],
  [/(?:^|\/)(?:application|bootstrap)(?:-[\w-]+)?\.ya?ml$/i, springYaml],
  [/(?:^|\/)(?:application|bootstrap)(?:-[\w-]+)?\.properties$/i, springProperties],
  [/(?:^|\/)\.vscode\/mcp\.json$/i, mcpJson],
  [/(?:^|\/)\.vscode\/(?:tasks|launch)\.json$/i, vsCodeJson],
  [/(?:^|\/)vector(?:[.\-_][^/]*)?\.toml$/i, bracedToml],
  [/(?:^|\/)vector(?:[.\-_][^/]*)?\.ya?ml$/i, bracedYaml],
  [/(?:^|\/)telegraf[^/]*\.(?:conf|toml)$/i, bracedToml],
  [/(?:^|\/)telegraf\.d\/.*\.conf$/i, bracedToml],
  [/\.[cm]?jsx?$/i, javaScript],
  [/(?<!\.d)\.[cm]?tsx?$/i, typeScript],
  [/\.pyw?$/i, python],
  [/\.go$/i, go],
  [/\.(?:rb|rake)$/i, ruby],
  [/\.php$/i, php],
  [/\.java$/i, java],
  [/\.kts?$/i, kotlin],
  [/\.cs$/i, cSharp],
  [/\.(?:sh|bash|zsh)$/i, shell],
  [/\.psm?1$/i, powerShell],
];

const byContent: readonly (readonly [path: RegExp, contents: readonly RegExp[], idiom: Idiom])[] = [
  [/\.conf$/i, [/^[ \t]*\[(?:\[(?:outputs|inputs)\.|agent\])/m], bracedToml],
  [/\.toml$/i, [/^[ \t]*\[sinks\.[\w"-]+\]/m], bracedToml],
  [/\.ya?ml$/i, [/\bsecureJsonData:/, /\b(?:apiVersion|datasources):/], bracedYaml],
  [/\.ya?ml$/i, [/^(?:exporters|receivers):/m, /^service:/m], prefixedYaml],
  [/(?:^|\/)configuration\.ya?ml$/i, [/^(?:influxdb|homeassistant|default_config):/m], homeAssistant],
  [/(?:^|\/)[^./]+$/, [/^#!.*\b(?:ba|da|k|z)?sh\b/], shell],
];

/** @param path with `/` */
export function idiomOfFile(path: string, text: string): Idiom | undefined {
  const head = text.slice(0, headLength);
  // Neither Kubernetes nor the readers of `.env` files substitute variables.
  if (/(?:^|\/)\.env[^/]*$/i.test(path) || (/\.ya?ml$/i.test(path) && /^kind:/m.test(head))) {
    return undefined;
  }
  return (
    byPath.find(([pattern]) => pattern.test(path))?.[1] ??
    byContent.find(([pattern, contents]) => pattern.test(path) && contents.every((one) => one.test(head)))?.[2]
  );
}
