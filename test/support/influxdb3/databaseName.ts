/** The message is the server's. */
export class InvalidDatabaseName extends Error {}

/** @throws InvalidDatabaseName */
export function assertDatabaseName(name: string): void {
  if (name === '') throw new InvalidDatabaseName('db name cannot be empty');
  if (!/^[A-Za-z0-9]/.test(name)) throw new InvalidDatabaseName('db name did not start with a number or letter');
  if (/^[\w-]+$/.test(name)) return;
  throw new InvalidDatabaseName(
    'invalid character in database name: must be ASCII, containing only letters, numbers, underscores, or hyphens',
  );
}
