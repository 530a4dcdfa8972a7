import type { NewTokenNotice } from '../../../../src/operations/steps/newTokenNotice.ts';

/** For a user who overlooks all notifications. */
export const silentNotice: NewTokenNotice = {
  created: () => undefined,
  signInFailed: () => undefined,
  signedIn: () => undefined,
  notStored: () => Promise.resolve(false),
  confirmSaved: () => undefined,
  failed: () => undefined,
};
