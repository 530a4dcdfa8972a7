import * as vscode from 'vscode';
import type { ServerStore } from '../servers/serverStore.ts';
import { emptySlotsOf } from '../ui/prompts/insertAtPoint.ts';
import { InsertionPoint } from '../ui/prompts/insertionPoint.ts';
import { isEditable } from './isEditable.ts';

interface DocumentSlot {
  readonly range: vscode.Range;
  readonly point: InsertionPoint;
}

/** In lines. Documents with more aren't written by hand, and `getText` would copy all of them. */
const maxLines = 20_000;

/** The empty slots in open documents. Text is read once per version. */
export class DocumentSlots {
  readonly #store: ServerStore;
  readonly #cache = new WeakMap<vscode.TextDocument, { version: number; slots: readonly DocumentSlot[] }>();

  constructor(store: ServerStore) {
    this.#store = store;
  }

  get canCreate(): boolean {
    return this.#store.servers().some(({ isReadOnly }) => !isReadOnly);
  }

  /** Without a server there is no token to insert, so no slot is offered. */
  slotsIn(document: vscode.TextDocument): readonly DocumentSlot[] {
    if (this.#store.servers().length === 0) {
      return [];
    }
    const cached = this.#cache.get(document);
    if (cached?.version === document.version) {
      return cached.slots;
    }
    const slots = isRead(document) ? readSlots(document) : [];
    this.#cache.set(document, { version: document.version, slots });
    return slots;
  }
}

function isRead(document: vscode.TextDocument): boolean {
  const { uri, lineCount } = document;
  return lineCount <= maxLines && isEditable(document) && uri.scheme !== 'vscode-notebook-cell';
}

function readSlots(document: vscode.TextDocument): DocumentSlot[] {
  const onLine = new Map<number, number>();
  return emptySlotsOf(document).map(({ start, end }) => {
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    const { line } = range.start;
    const index = onLine.get(line) ?? 0;
    onLine.set(line, index + 1);
    return { range, point: new InsertionPoint(document, line, index) };
  });
}
