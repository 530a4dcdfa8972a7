import { extname } from 'node:path';

/** The values of `--extensionDevelopmentPath` and `--extensionTestsPath`. */
export interface Development {
  extensions: readonly string[];
  tests?: string;
}

/** The query parameters for this only work with VS Code's smoke test driver, which hides notifications. */
export function withDevelopment(page: string, authority: string, development: Development): string {
  const uri = (path: string): object => ({ $mid: 1, scheme: 'vscode-remote', authority, path });
  const options = {
    extensions: development.extensions.map(uri),
    ...(development.tests === undefined ? {} : { extensionTestsPath: uri(development.tests) }),
  };
  const fields = JSON.stringify(options).slice(1, -1).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const marker = '&quot;developmentOptions&quot;:{';
  if (!page.includes(marker)) throw new Error("The workbench's page has no developmentOptions.");
  return page.replace(marker, () => `${marker}${fields},`);
}

export function openingQuery(path: string | undefined): string {
  if (path === undefined) return 'ew=true';
  return new URLSearchParams({ [extname(path) === '.code-workspace' ? 'workspace' : 'folder']: path }).toString();
}
