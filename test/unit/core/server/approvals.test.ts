import assert from 'node:assert/strict';
import {
  approve,
  missingApprovals,
  type Approvals,
  type RequestedApprovals,
} from '../../../../src/core/server/approvals.ts';

const tls = { ca: null, verifyCertificate: true };
const requested = (change: Partial<RequestedApprovals> = {}): RequestedApprovals => ({
  isWorkspaceOnly: false,
  isSentInTheClear: false,
  isUnverified: false,
  tls,
  ...change,
});
const approved = (change: Partial<Approvals> = {}): Approvals => ({
  workspaceUrl: false,
  plainHttp: false,
  tls,
  ...change,
});

describe('missingApprovals', () => {
  it("returns nothing for the user's own server with TLS", () => {
    assert.deepEqual(missingApprovals(requested(), undefined), []);
  });

  it('returns the URL if only a workspace defines it', () => {
    assert.deepEqual(missingApprovals(requested({ isWorkspaceOnly: true }), undefined), ['workspaceUrl']);
    assert.deepEqual(missingApprovals(requested({ isWorkspaceOnly: true }), approved()), ['workspaceUrl']);
    assert.deepEqual(missingApprovals(requested({ isWorkspaceOnly: true }), approved({ workspaceUrl: true })), []);
  });

  it('returns plain http to another machine', () => {
    assert.deepEqual(missingApprovals(requested({ isSentInTheClear: true }), undefined), ['plainHttp']);
    assert.deepEqual(missingApprovals(requested({ isSentInTheClear: true }), approved()), ['plainHttp']);
    assert.deepEqual(missingApprovals(requested({ isSentInTheClear: true }), approved({ plainHttp: true })), []);
  });

  it('returns unverified TLS until a choice is stored, and then only a change', () => {
    const unverified = requested({ isUnverified: true, tls: { ca: null, verifyCertificate: false } });
    assert.deepEqual(missingApprovals(unverified, undefined), ['unverifiedTls']);
    assert.deepEqual(missingApprovals(unverified, approved({ tls: null })), ['unverifiedTls']);
    assert.deepEqual(missingApprovals(unverified, approved()), ['tlsChanged']);
    assert.deepEqual(missingApprovals(unverified, approve(unverified, undefined)), []);
  });

  for (const [what, now] of [
    ['a certificate file is added', { ca: 'aa', verifyCertificate: true }],
    ['verification is turned off', { ca: null, verifyCertificate: false }],
  ] as const) {
    it(`returns the TLS choice when ${what}, and when that is reverted`, () => {
      assert.deepEqual(missingApprovals(requested({ tls: now }), approved()), ['tlsChanged']);
      assert.deepEqual(missingApprovals(requested(), approved({ tls: now })), ['tlsChanged']);
      assert.deepEqual(missingApprovals(requested({ tls: now }), approved({ tls: { ...now } })), []);
    });
  }

  it('returns the TLS choice when the content of the certificate file changed', () => {
    const before = approved({ tls: { ca: 'aa', verifyCertificate: true } });
    assert.deepEqual(missingApprovals(requested({ tls: { ca: 'bb', verifyCertificate: true } }), before), [
      'tlsChanged',
    ]);
  });

  it('returns no TLS choice before the first choice, or before the certificate file is read', () => {
    const urlOnly = approved({ workspaceUrl: true, tls: null });
    assert.deepEqual(missingApprovals(requested({ tls: { ca: 'aa', verifyCertificate: true } }), urlOnly), []);
    assert.deepEqual(missingApprovals(requested({ isWorkspaceOnly: true, tls: null }), approved()), ['workspaceUrl']);
  });

  it('returns the URL first, then plain http, then TLS', () => {
    const everything = requested({
      isWorkspaceOnly: true,
      isSentInTheClear: true,
      tls: { ca: 'bb', verifyCertificate: true },
    });
    assert.deepEqual(missingApprovals(everything, approved()), ['workspaceUrl', 'plainHttp', 'tlsChanged']);
  });
});

describe('approve', () => {
  it('leaves nothing missing', () => {
    for (const isWorkspaceOnly of [true, false]) {
      for (const isSentInTheClear of [true, false]) {
        for (const ca of [null, 'aa']) {
          const everything = requested({
            isWorkspaceOnly,
            isSentInTheClear,
            tls: { ca, verifyCertificate: ca === null },
          });
          assert.deepEqual(missingApprovals(everything, approve(everything, undefined)), []);
        }
      }
    }
  });

  it('approves only what was requested', () => {
    assert.deepEqual(approve(requested(), undefined), approved());
    assert.deepEqual(approve(requested({ isSentInTheClear: true }), undefined), approved({ plainHttp: true }));
  });

  it('keeps the TLS choice when none was requested', () => {
    const before = approved({ tls: { ca: 'aa', verifyCertificate: true } });
    assert.deepEqual(approve(requested({ tls: null }), before).tls, before.tls);
    assert.equal(approve(requested({ tls: null }), undefined).tls, null);
  });

  it('keeps earlier approvals, but not an earlier TLS choice', () => {
    const before = approved({ workspaceUrl: true, plainHttp: true, tls: { ca: 'aa', verifyCertificate: false } });
    assert.deepEqual(approve(requested(), before), approved({ workspaceUrl: true, plainHttp: true }));
  });

  it('keeps the cluster even if the server reported none, and adds none otherwise', () => {
    for (const cluster of ['b4a1', null]) {
      assert.deepEqual(approve(requested(), approved({ cluster })), approved({ cluster }));
    }
    assert.ok(!('cluster' in approve(requested(), approved())));
    assert.ok(!('cluster' in approve(requested(), undefined)));
  });
});
