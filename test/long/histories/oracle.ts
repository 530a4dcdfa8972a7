import { operatorTokenName } from '../../../src/core/token/tokenName.ts';
import type { SimulatedWindow } from './window.ts';
import type { HistoryFixture } from './fixture.ts';

/** What must be true whenever the windows were started, the servers can be reached, and the keyring works. */
export async function findViolations(fixture: HistoryFixture, window: SimulatedWindow, when: string): Promise<void> {
  const stored = fixture.storedStrings();
  const { rotations } = window.usage;
  await window.process.run(() => rotations.refresh());
  const isInRotation = (name: string) =>
    rotations.all.some(({ old, next, helper, operator }) =>
      [old, next, helper, operator].some((token) => token?.name === name),
    );
  for (const token of fixture.tokens.live()) {
    const { name, cluster } = token;
    const isAccounted =
      token.isWithColleague ||
      stored.has(token.string) ||
      token.excuse !== undefined ||
      fixture.reports.isReportedLost(token) ||
      isInRotation(name);
    if (!isAccounted) {
      const what = token.isHere ? 'was received, but is neither stored' : 'exists, but is neither stored';
      fixture.violate(`${when}: "${name}" of ${cluster.name} ${what} nor reported`);
    }
  }
  for (const [cluster, { at, by, server }] of fixture.lostAccess) {
    const isKnowing = !by.startsWith('product: ') || /signOut|discard/.test(by);
    const isReported = fixture.reports.saysNoAccess(cluster, server, at) || isInRotation(operatorTokenName);
    if (!isKnowing && !isReported) {
      fixture.violate(
        `${when}: no stored token works for ${cluster.name} anymore, because of ${by}, and nobody was told`,
      );
    }
  }
}
