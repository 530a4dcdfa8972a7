import { allowedSurfaces } from './findings.ts';

export const bindingName = 'recordShownTexts';

/**
 * Runs in each frame of a page before its own scripts. Records everything that could be a part of a token: runs of 20
 * or more characters without spaces that are in the DOM, even for a moment, in style rules, or in text boxes.
 */
export const pageScript = `(() => {
  const runs = /[\\w+/=%&#;{}.~\\\\-]{20,}/g;
  const recorded = new Set();
  let pending = [];
  let timer;

  function record(surface, text, element) {
    for (const run of String(text ?? '').match(runs) ?? []) {
      const key = surface + ' ' + run;
      if (recorded.has(key)) continue;
      recorded.add(key);
      pending.push([surface, describe(element), run]);
      timer ??= setTimeout(flush, 100);
    }
  }

  /** The classes of an element and of those that contain it. */
  function describe(element) {
    const names = [];
    for (let one = element; one?.localName && names.length < 16; one = one.parentElement) {
      names.unshift([one.localName, ...one.classList].slice(0, 4).join('.'));
    }
    return names.join(' > ') || 'window';
  }

  function flush() {
    clearTimeout(timer);
    timer = undefined;
    const texts = pending;
    pending = [];
    return texts.length > 0 ? globalThis.${bindingName}(texts) : undefined;
  }
  globalThis.flushShownTexts = flush;

  const surfaces = [
    ['notification', '.notifications-toasts, .notifications-center'],
    ['dialog', '.monaco-dialog-box'],
    ['tooltip', '.monaco-hover, .context-view, .workbench-hover'],
    ['quick input', '.quick-input-widget'],
    ['menu', '.monaco-menu'],
    ['status bar', '.part.statusbar'],
    ['row of a view', '.part.sidebar'],
    ['panel', '.part.panel'],
    ['editor', '.part.editor'],
  ];
  const surfaceOf = (element) => surfaces.find(([, selector]) => element?.closest?.(selector))?.[0] ?? 'DOM';

  // The text of a file that the user opened, also in a cell of a notebook, and the editor's suggestions of its words.
  // What an editor shows beside it, and other views, don't match.
  const fileText = ':is(.part.editor, .cell-editor-container) ' +
    ':is(.view-lines, .native-edit-context, textarea.inputarea, .sticky-widget-lines, .suggest-widget)';
  // An editor that was closed is known only by its lines.
  const closedText = '.view-lines, .native-edit-context';
  const isFileText = (element) =>
    element?.closest?.(fileText) != null || (element?.isConnected === false && element.closest?.(closedText) != null);

  function visit(node, parent) {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : (node.parentElement ?? parent);
    const isInFile = isFileText(element) || isFileText(parent);
    const surface = isInFile ? '${allowedSurfaces.fileInEditor}' : surfaceOf(element?.isConnected ? element : parent);
    if (node.nodeType !== Node.ELEMENT_NODE) {
      record(surface, node.data, element);
      // A label whose parts are highlighted has several texts.
      if (element !== null && element?.children.length < 20) record(surface, element.textContent, element);
      return;
    }
    for (const { name, value } of node.attributes) {
      if (!isDataUrl(value)) record(surface, value, element), record(surface, name, element);
    }
    if (node.shadowRoot) observe(node.shadowRoot);
    for (const child of node.childNodes) visit(child, parent);
  }
  const isDataUrl = (value) => value.startsWith('data:image/') || value.startsWith('data:font/');

  function observe(root) {
    const observer = new MutationObserver((changes) => {
      for (const { type, target, attributeName, addedNodes } of changes) {
        if (type === 'childList') addedNodes.forEach((node) => visit(node, target));
        else if (type === 'characterData') visit(target, target.parentElement);
        else if (!isFileText(target)) record(surfaceOf(target), target.getAttribute(attributeName), target);
      }
    });
    observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
    for (const child of root.childNodes) visit(child, root.host ?? root);
  }

  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options);
    observe(root);
    return root;
  };
  const { insertRule } = CSSStyleSheet.prototype;
  CSSStyleSheet.prototype.insertRule = function (rule, ...rest) {
    record('style rule', rule);
    return insertRule.call(this, rule, ...rest);
  };
  for (const { prototype } of [HTMLInputElement, HTMLTextAreaElement]) {
    const { get, set } = Object.getOwnPropertyDescriptor(prototype, 'value');
    Object.defineProperty(prototype, 'value', {
      configurable: true,
      enumerable: true,
      get,
      set(value) {
        set.call(this, value);
        // A box for tokens hides its text, but VS Code sets that after the text.
        setTimeout(() => {
          if (this.type !== 'password' && !isFileText(this)) record('text box', value, this);
        });
      },
    });
  }
  observe(document);
})();`;

/** Runs in the page. Returns the page's storage as texts with their places. */
export const storageScript = `(async () => {
  const texts = [];
  const textOf = (value) => {
    if (typeof value === 'string') return value;
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new TextDecoder().decode(value);
    return JSON.stringify(value) ?? '';
  };
  for (const [place, storage] of [['localStorage', localStorage], ['sessionStorage', sessionStorage]]) {
    for (const key of Object.keys(storage)) texts.push([place + '/' + key, storage.getItem(key)]);
  }
  texts.push(['cookie', document.cookie]);
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const store of database.objectStoreNames) {
      await new Promise((resolve, reject) => {
        const request = database.transaction(store).objectStore(store).openCursor();
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const cursor = request.result;
          if (!cursor) return resolve();
          texts.push([[name, store, String(cursor.key)].join('/'), textOf(cursor.value)]);
          cursor.continue();
        };
      });
    }
    database.close();
  }
  return texts;
})()`;
