import * as vscode from 'vscode';
import type { WorkspacePort } from '../operations/steps/workspaceSearch.ts';
import { openFilesOutsideWorkspace, openTexts } from './openEditors.ts';

export const workspaceFiles: WorkspacePort = {
  folders: () =>
    (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === 'file')
      .map(({ name, uri }) => ({ name, path: uri.fsPath })),
  foldersElsewhere: () =>
    (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme !== 'file')
      .map(({ name, uri }) => `${name} (${uri.scheme})`),
  openTexts,
  openFilesOutsideWorkspace,
  get appRoot() {
    return vscode.env.appRoot;
  },
};
