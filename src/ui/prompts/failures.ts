import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Logger } from '../../core/logger.ts';
import { Cancelled, toError, UserError } from '../../core/errors.ts';
import { showError } from '../../vscode/notify.ts';

/** A button of an error message that does what the message suggests. */
export interface Offer {
  readonly label: string;
  /** Failures are shown in the same way. */
  run(): Promise<unknown>;
}

export class OfferedError extends UserError {
  override readonly name: string = 'OfferedError';
  readonly offers: readonly Offer[];

  constructor(message: string, offers: readonly Offer[], options?: ErrorOptions) {
    super(message, options);
    this.offers = offers;
  }
}

export function messageFor(thrown: unknown): string {
  return thrown instanceof UserError
    ? thrown.message
    : l10n.t('An unexpected error occurred. See the log for details.');
}

/** Shows a thrown value with its offers, or else a button that opens the log. @param source prefix of the log entry */
export async function showFailure(thrown: unknown, log: Logger, source: string): Promise<void> {
  if (thrown instanceof Cancelled) {
    return;
  }
  const error = toError(thrown);
  log.error(`${source}: ${error instanceof UserError ? error.message : (error.stack ?? error.message)}`);
  const offers = error instanceof OfferedError && error.offers.length > 0 ? error.offers : [showLogOffer()];
  const label = await showError(messageFor(error), ...offers.map((offer) => offer.label));
  try {
    await offers.find((offer) => offer.label === label)?.run();
  } catch (repeated) {
    await showFailure(repeated, log, source);
  }
}

export function commandOffer(label: string, command: string, node: unknown): Offer {
  return { label, run: async () => vscode.commands.executeCommand(command, node) };
}

function showLogOffer(): Offer {
  return commandOffer(l10n.t('Show Log'), 'influxdb3Tokens.showLog', undefined);
}
