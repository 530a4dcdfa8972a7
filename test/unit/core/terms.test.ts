import assert from 'node:assert/strict';
import { agreedTo, missingTerms, type AgreedTerms, type WantedTerms } from '../../../src/core/terms.ts';

const tls = { ca: null, verifyCertificate: true };
const wanted = (change: Partial<WantedTerms> = {}): WantedTerms => ({
  namedOnlyByWorkspace: false,
  sentInTheClear: false,
  tls,
  ...change,
});
const agreed = (change: Partial<AgreedTerms> = {}): AgreedTerms => ({
  workspaceUrl: false,
  plainHttp: false,
  tls,
  ...change,
});

describe('What has to be asked before anything is sent', () => {
  it('is nothing for a server of the person’s own, over TLS', () => {
    assert.deepEqual(missingTerms(wanted(), undefined), []);
  });

  it('is the URL that only a workspace names', () => {
    assert.deepEqual(missingTerms(wanted({ namedOnlyByWorkspace: true }), undefined), ['workspaceUrl']);
    assert.deepEqual(missingTerms(wanted({ namedOnlyByWorkspace: true }), agreed()), ['workspaceUrl']);
    assert.deepEqual(missingTerms(wanted({ namedOnlyByWorkspace: true }), agreed({ workspaceUrl: true })), []);
  });

  it('is plain http to another machine', () => {
    assert.deepEqual(missingTerms(wanted({ sentInTheClear: true }), undefined), ['plainHttp']);
    assert.deepEqual(missingTerms(wanted({ sentInTheClear: true }), agreed()), ['plainHttp']);
    assert.deepEqual(missingTerms(wanted({ sentInTheClear: true }), agreed({ plainHttp: true })), []);
  });

  for (const [what, now] of [
    ['a certificate file that came', { ca: 'aa', verifyCertificate: true }],
    ['verification that was switched off', { ca: null, verifyCertificate: false }],
  ] as const) {
    it(`is the TLS choice after ${what}, and after it went again`, () => {
      assert.deepEqual(missingTerms(wanted({ tls: now }), agreed()), ['tlsChanged']);
      assert.deepEqual(missingTerms(wanted(), agreed({ tls: now })), ['tlsChanged']);
      assert.deepEqual(missingTerms(wanted({ tls: now }), agreed({ tls: { ...now } })), []);
    });
  }

  it('is the TLS choice where the certificate file stayed and its content changed', () => {
    const before = agreed({ tls: { ca: 'aa', verifyCertificate: true } });
    assert.deepEqual(missingTerms(wanted({ tls: { ca: 'bb', verifyCertificate: true } }), before), ['tlsChanged']);
  });

  it('is no TLS choice while only the URL was approved, or the certificate file was not read yet', () => {
    const approved = agreed({ workspaceUrl: true, tls: null });
    assert.deepEqual(missingTerms(wanted({ tls: { ca: 'aa', verifyCertificate: true } }), approved), []);
    assert.deepEqual(missingTerms(wanted({ namedOnlyByWorkspace: true, tls: null }), agreed()), ['workspaceUrl']);
  });

  it('is asked in order: the URL, the wire, the certificate', () => {
    const all = wanted({
      namedOnlyByWorkspace: true,
      sentInTheClear: true,
      tls: { ca: 'bb', verifyCertificate: true },
    });
    assert.deepEqual(missingTerms(all, agreed()), ['workspaceUrl', 'plainHttp', 'tlsChanged']);
  });
});

describe('What was agreed to', () => {
  it('is not asked again, whatever was wanted', () => {
    for (const namedOnlyByWorkspace of [true, false]) {
      for (const sentInTheClear of [true, false]) {
        for (const ca of [null, 'aa']) {
          const all = wanted({ namedOnlyByWorkspace, sentInTheClear, tls: { ca, verifyCertificate: ca === null } });
          assert.deepEqual(missingTerms(all, agreedTo(all, undefined)), []);
        }
      }
    }
  });

  it('is no more than what was wanted', () => {
    assert.deepEqual(agreedTo(wanted(), undefined), agreed());
    assert.deepEqual(agreedTo(wanted({ sentInTheClear: true }), undefined), agreed({ plainHttp: true }));
  });

  it('keeps the TLS choice where none was looked at', () => {
    const before = agreed({ tls: { ca: 'aa', verifyCertificate: true } });
    assert.deepEqual(agreedTo(wanted({ tls: null }), before).tls, before.tls);
    assert.equal(agreedTo(wanted({ tls: null }), undefined).tls, null);
  });

  it('keeps earlier approvals, but not an earlier TLS choice', () => {
    const before = agreed({ workspaceUrl: true, plainHttp: true, tls: { ca: 'aa', verifyCertificate: false } });
    assert.deepEqual(agreedTo(wanted(), before), agreed({ workspaceUrl: true, plainHttp: true }));
  });

  it('keeps which InfluxDB was signed in to, also that it told none, and says nothing where nobody looked', () => {
    for (const cluster of ['b4a1', null]) {
      assert.deepEqual(agreedTo(wanted(), agreed({ cluster })), agreed({ cluster }));
    }
    assert.ok(!('cluster' in agreedTo(wanted(), agreed())));
    assert.ok(!('cluster' in agreedTo(wanted(), undefined)));
  });
});
