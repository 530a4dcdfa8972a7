import type { SyntaxNode, Tree } from '@lezer/common';
import { findNodes, textOf } from './syntax.ts';

/** Names that exist only where `process` doesn't: in web pages, their workers, and other script hosts. */
const otherHosts = new Set(
  (
    'window document self location history localStorage sessionStorage indexedDB caches XMLHttpRequest customElements ' +
    'HTMLElement importScripts alert addEventListener $ jQuery chrome browser pm postman __ENV __VU ' +
    'onmessage postMessage navigator EventSource Image FileReader DOMParser MutationObserver requestAnimationFrame ' +
    'getComputedStyle matchMedia confirm prompt unsafeWindow GM GM_xmlhttpRequest GM_getValue GM_setValue Deno Shelly ' +
    'SpreadsheetApp UrlFetchApp PropertiesService ContentService angular Vue React ReactDOM d3 Plotly Chart echarts axios L'
  ).split(' '),
);
const nodeNames = new Set(['__dirname', '__filename', 'Buffer']);
const builtins =
  /^(?:node:.*|fs|fs\/promises|path|os|http|https|net|tls|url|util|crypto|events|stream|child_process|worker_threads|assert|readline|zlib|dns)$/;
const otherHostModules =
  /^(?:react|react-\w[\w-]*|preact|htm|vue|vue-router|pinia|svelte|solid-js|lit|jquery|k6|alpinejs|leaflet|chart\.js|three|plotly\.js[\w-]*|echarts|d3|cloudflare:\w+|@(?:angular|vue|lit|ionic|capacitor|mui|tanstack|tauri-apps)\/[\w-]+|[@\w/-]+-browser)(?:\/.*)?$|^(?:https?|npm|jsr):/;
/** Only code that's bundled for web pages imports files that aren't scripts. */
const asset = /\.(?:css|less|s[ac]ss|svg|png|jpe?g|gif|webp|vue|svelte|html)$|\?(?:raw|url|worker|inline)$/;
/** Scripts that run in web pages: in folders that web servers serve as they are, service workers, user scripts, and JSX. */
const pageScript =
  /(?:^|\/)(?:public|static|assets|www|wwwroot|htdocs|webroot)\/|(?:^|\/)(?:service-?worker|sw|\+(?:page|layout))\.[cm]?[jt]s$|\.user\.js$|\.[jt]sx$/i;

/** Only web pages can fetch a URL without a host name. Workers on some platforms export a `fetch` method. */
const otherHostSyntax =
  /\bimport\.meta\.env\b|\bfetch\(\s*['"`]\.{0,2}\/|\bglobalThis\.(?:window|document)\b|\bexport default \{\s*(?:async\s+)?(?:fetch|scheduled|queue|email)\b|^\s*['"]use client['"]/m;

/** An import of the module by its name; `{ argv as process }` is something else. */
const processImport =
  /\bimport\s+(?:\*\s+as\s+)?process\s*(?:,\s*\{[^}]*\}\s*)?from\s*(['"])(?:node:)?process\1|\bprocess\s*=\s*require\(\s*(['"])(?:node:)?process\2\s*\)/;

/** Whether `process.env` exists where a script runs, as far as its text shows. */
export function hasProcess(tree: Tree, text: string, path: string): boolean {
  const declared = new Set(textsOf(tree, text, ({ name }) => name === 'VariableDefinition'));
  const free = textsOf(tree, text, ({ name }) => name === 'VariableName').filter((name) => !declared.has(name));
  const modules = textsOf(tree, text, (node) => isModuleName(node, text)).map((literal) => literal.slice(1, -1));
  const isProcessImported = processImport.test(text);
  if (declared.has('process') && !isProcessImported) {
    return false;
  }
  if (free.includes('process') || isProcessImported || text.startsWith('#!')) {
    return true;
  }
  if (modules.some((name) => builtins.test(name)) || free.some((name) => nodeNames.has(name))) {
    return true;
  }
  const isOtherHost =
    otherHostSyntax.test(text) ||
    free.some((name) => otherHosts.has(name)) ||
    modules.some((name) => otherHostModules.test(name) || asset.test(name)) ||
    findNodes(tree, ({ name }) => name === 'JSXElement').length > 0;
  return !isOtherHost && !(pageScript.test(path) && !free.includes('require') && !free.includes('module'));
}

function textsOf(tree: Tree, text: string, isWanted: (node: SyntaxNode) => boolean): string[] {
  return findNodes(tree, isWanted).map((node) => textOf(node, text));
}

/** Whether the node is the module name in `import … from "…"`, `import("…")`, or `require("…")`. */
function isModuleName({ name, parent }: SyntaxNode, text: string): boolean {
  const isRequireArgument = parent?.name === 'ArgList' && textOf(parent.prevSibling, text) === 'require';
  return name === 'String' && (isRequireArgument || /^(?:ImportDeclaration|DynamicImport)$/.test(parent?.name ?? ''));
}
