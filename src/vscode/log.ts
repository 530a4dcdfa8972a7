import * as vscode from 'vscode';
import type { Logger } from '../core/logger.ts';
import { redact } from '../core/redact.ts';
import { logText } from '../core/text/logText.ts';

/** The extension's output channel. Redacts token strings and escapes text, so that callers can't forget to. */
export class Log implements Logger, vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('InfluxDB 3 Tokens', { log: true });

  debug(message: string): void {
    this.#channel.debug(logText(redact(message)));
  }

  info(message: string): void {
    this.#channel.info(logText(redact(message)));
  }

  warn(message: string): void {
    this.#channel.warn(logText(redact(message)));
  }

  error(message: string): void {
    this.#channel.error(logText(redact(message)));
  }

  show(): void {
    this.#channel.show();
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
