import { extname } from 'node:path';

/** What the editor runs from folders, as `--extensionDevelopmentPath` and `--extensionTestsPath` name it. */
export interface Development {
  extensions: readonly string[];
  tests?: string;
}

/**
 * The workbench's page, told to run extensions from their folders. Its configuration has a field for that
 * (`developmentOptions`); the way by the address bar works only with VS Code's smoke test driver switched on,
 * and that driver hides notifications.
 */
export function withDevelopment(page: string, authority: string, development: Development): string {
  const uri = (path: string): object => ({ $mid: 1, scheme: 'vscode-remote', authority, path });
  const options = {
    extensions: development.extensions.map(uri),
    ...(development.tests === undefined ? {} : { extensionTestsPath: uri(development.tests) }),
  };
  const fields = JSON.stringify(options).slice(1, -1).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const marker = '&quot;developmentOptions&quot;:{';
  if (!page.includes(marker)) throw new Error("The workbench's page has no developmentOptions");
  return page.replace(marker, () => `${marker}${fields},`);
}

/** The query of the page's address that opens a folder, a `.code-workspace` file, or nothing. */
export function openingQuery(path: string | undefined): string {
  if (path === undefined) return 'ew=true';
  return new URLSearchParams({ [extname(path) === '.code-workspace' ? 'workspace' : 'folder']: path }).toString();
}
