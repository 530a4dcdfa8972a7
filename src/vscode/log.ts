import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import { redact } from '../core/redact.ts';

/** The extension's output channel. Redacts token strings, so that callers can't forget to. */
export class Log implements Logger, vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('InfluxDB 3 Tokens', { log: true });

  debug(message: string): void {
    this.#channel.debug(redact(message));
  }

  info(message: string): void {
    this.#channel.info(redact(message));
  }

  warn(message: string): void {
    this.#channel.warn(redact(message));
  }

  error(message: string): void {
    this.#channel.error(redact(message));
  }

  show(): void {
    this.#channel.show();
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
