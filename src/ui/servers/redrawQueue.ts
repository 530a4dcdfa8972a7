import { isDeepStrictEqual } from 'node:util';
import { Debounce } from '../../core/debounce.ts';
import type { Disposable } from '../../core/emitter.ts';

/** In milliseconds. Several changes within this time cause one redraw. */
const redrawDelay = 50;

interface RedrawPorts<Row, State> {
  stateOf(row: Row): State;
  isViewVisible(): boolean;
  redraw(row: Row | undefined): void;
  /** Called instead of redrawing a row that already shows its state. */
  onUpToDate(row: Row): void;
}

/** Redraws only rows whose shown state changed, because VS Code ignores clicks on a row that is being redrawn. */
export class RedrawQueue<Row extends object, State> implements Disposable {
  readonly #ports: RedrawPorts<Row, State>;
  readonly #stale = new Set<Row | undefined>();
  /** The state that VS Code last read for a row, and for the rows below it while they're expanded. */
  readonly #shown = new WeakMap<Row, State>();
  readonly #shownBelow = new WeakMap<Row, State>();
  readonly #debounce = new Debounce(redrawDelay, () => this.#redrawStale());

  constructor(ports: RedrawPorts<Row, State>) {
    this.#ports = ports;
  }

  onRead(row: Row, state: State): void {
    this.#shown.set(row, state);
  }

  onReadBelow(row: Row, state: State): void {
    this.#shownBelow.set(row, state);
  }

  onCollapse(row: Row): void {
    this.#shownBelow.delete(row);
  }

  markStale(row: Row | undefined): void {
    this.#stale.add(row);
    this.#debounce.schedule();
  }

  dispose(): void {
    this.#debounce.dispose();
  }

  #redrawStale(): void {
    const rows = this.#stale.has(undefined) ? [undefined] : [...this.#stale];
    this.#stale.clear();
    for (const row of rows) {
      if (row !== undefined && this.#isUpToDateOnScreen(row)) {
        this.#ports.onUpToDate(row);
      } else {
        this.#ports.redraw(row);
      }
    }
  }

  #isUpToDateOnScreen(row: Row): boolean {
    const state = this.#ports.stateOf(row);
    const isVisible = this.#ports.isViewVisible() && this.#shownBelow.has(row);
    const shown = [this.#shown.get(row), this.#shownBelow.get(row)];
    return isVisible && shown.every((one) => isDeepStrictEqual(one, state));
  }
}
