import * as vscode from 'vscode';
import type { Disposable } from '../core/emitter.ts';
import { toError } from '../core/errors.ts';
import type { EditorParts } from './features.ts';

/** Registers what the extension shows in editors. The code is loaded when the first document is opened. */
export function registerEditor(parts: EditorParts): Disposable {
  let features: vscode.Disposable | undefined;
  let isDisposed = false;
  let isLoading = false;
  const load = async () => {
    if (isLoading) {
      return;
    }
    isLoading = true;
    try {
      const { registerFeatures } = await import('./features.ts');
      listener.dispose();
      if (!isDisposed) {
        features = registerFeatures(parts);
      }
    } catch (error) {
      isLoading = false;
      parts.log.error(`Couldn't load the editor features: ${toError(error).message}`);
    }
  };
  const listener = vscode.workspace.onDidOpenTextDocument(() => void load());
  if (vscode.workspace.textDocuments.length > 0) {
    void load();
  }
  return {
    dispose() {
      isDisposed = true;
      listener.dispose();
      features?.dispose();
    },
  };
}
