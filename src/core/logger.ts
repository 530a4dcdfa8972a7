/** The part of VS Code's `LogOutputChannel` that code without `vscode` uses. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
