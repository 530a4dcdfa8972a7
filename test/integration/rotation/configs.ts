import type { ConfigFile } from './configFile.ts';
import { oddFiles } from './oddFiles.ts';
import { programFiles } from './programFiles.ts';
import { serviceFiles } from './serviceFiles.ts';

export function configFiles(token: string, other: string): ConfigFile[] {
  return [...serviceFiles(token, other), ...programFiles(token, other), ...oddFiles(token, other)];
}
