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
  readonly #cache = new WeakMap<vscode.TextDocument, { version: number; slots: Promise<readonly DocumentSlot[]> }>();

  constructor(store: ServerStore) {
    this.#store = store;
  }

  get canCreate(): boolean {
    return this.#store.servers().some(({ isReadOnly }) => !isReadOnly);
  }

  /** Without a server there is no token to insert, so no slot is offered. */
  async slotsIn(document: vscode.TextDocument): Promise<readonly DocumentSlot[]> {
    if (this.#store.servers().length === 0) {
      return [];
    }
    const cached = this.#cache.get(document);
    if (cached?.version === document.version) {
      return cached.slots;
    }
    const slots = isRead(document) ? readSlots(document) : Promise.resolve([]);
    this.#cache.set(document, { version: document.version, slots });
    return slots;
  }
}

function isRead(document: vscode.TextDocument): boolean {
  const { uri, lineCount } = document;
  return lineCount <= maxLines && isEditable(document) && uri.scheme !== 'vscode-notebook-cell';
}

async function readSlots(document: vscode.TextDocument): Promise<DocumentSlot[]> {
  const onLine = new Map<number, number>();
  const slots = await emptySlotsOf(document);
  return slots.map(({ start, end }) => {
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    const { line } = range.start;
    const index = onLine.get(line) ?? 0;
    onLine.set(line, index + 1);
    return { range, point: new InsertionPoint(document, line, index) };
  });
}
