/** What the parts without `vscode` need of a log; VS Code's `LogOutputChannel` fits it. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
