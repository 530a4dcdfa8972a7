import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkspaceSearch } from '../../../../src/operations/steps/workspaceSearch.ts';
import { closeAfterTest } from '../../influxdb/helpers/closeAfterTest.ts';
import type { OperationFixture } from './operationFixture.ts';

/** A workspace with one folder of real files, and no open editors. Removed after the test. */
export class WorkspaceFolder {
  readonly path: string;
  readonly search: WorkspaceSearch;

  constructor({ servers }: Pick<OperationFixture, 'servers'>) {
    this.path = mkdtempSync(join(tmpdir(), 'workspace-'));
    closeAfterTest({ close: () => rm(this.path, { recursive: true, force: true, maxRetries: 3 }) });
    this.search = new WorkspaceSearch(servers.store, {
      folders: () => [{ name: 'app', path: this.path }],
      foldersElsewhere: () => [],
      openTexts: () => [],
      openFilesOutsideWorkspace: () => [],
      appRoot: this.path,
    });
  }

  pathOf(file: string): string {
    return join(this.path, file);
  }

  write(file: string, text: string): void {
    writeFileSync(this.pathOf(file), text);
  }

  read(file: string): string {
    return readFileSync(this.pathOf(file), 'utf8');
  }
}
