import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { computeBinding, findFingerprint } from '../../../../renderer/lanes/channel-binding.ts';

const fingerprint = (octet: number) => Array.from({ length: 32 }, (_, i) => ((octet + i) % 256).toString(16).padStart(2, '0').toUpperCase()).join(':');
const describeSession = (...lines: string[]) => ['v=0', 's=-', ...lines, 'a=setup:actpass', ''].join('\r\n');
const ann = describeSession(`a=fingerprint:sha-256 ${fingerprint(1)}`);
const ben = describeSession(`a=fingerprint:sha-256 ${fingerprint(200)}`);

test('both ends compute the same 32 bytes: SHA-256 of the label and both fingerprints, smaller first', () => {
  const bytes = [fingerprint(1), fingerprint(200)].map((text) => Buffer.from(text.replaceAll(':', ''), 'hex'));
  const expected = createHash('sha256').update('huan/webrtc/1').update(Buffer.concat(bytes)).digest('hex');
  expect(Buffer.from(computeBinding(ann, ben) ?? []).toString('hex')).toBe(expected);
  expect(computeBinding(ben, ann)).toEqual(computeBinding(ann, ben));
});

test('another certificate on either end gives another binding', () => {
  const cho = describeSession(`a=fingerprint:sha-256 ${fingerprint(2)}`);
  expect(computeBinding(ann, cho)).not.toEqual(computeBinding(ann, ben));
  expect(computeBinding(cho, ben)).not.toEqual(computeBinding(ann, ben));
});

test('case does not matter, and one fingerprint may be said once per medium', () => {
  const twice = describeSession(`a=fingerprint:SHA-256 ${fingerprint(1).toLowerCase()}`, 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel', `a=fingerprint:sha-256 ${fingerprint(1)}`);
  expect(findFingerprint(twice)).toBe(fingerprint(1));
});

test.each([
  ['no fingerprint', describeSession()],
  ['an empty description', ''],
  ['two different fingerprints', describeSession(`a=fingerprint:sha-256 ${fingerprint(1)}`, `a=fingerprint:sha-256 ${fingerprint(2)}`)],
  ['one by SHA-1 only', describeSession(`a=fingerprint:sha-1 ${fingerprint(1).slice(0, 59)}`)],
  ['a second one by a weaker hash', describeSession(`a=fingerprint:sha-256 ${fingerprint(1)}`, `a=fingerprint:sha-1 ${fingerprint(1).slice(0, 59)}`)],
  ['a short one', describeSession(`a=fingerprint:sha-256 ${fingerprint(1).slice(0, 92)}`)],
  ['one that is no hex', describeSession(`a=fingerprint:sha-256 ${fingerprint(1).replace('01', 'ZZ')}`)],
])('a description with %s binds nothing', (_name, sdp) => {
  expect(findFingerprint(sdp)).toBeUndefined();
  expect(computeBinding(sdp, ben)).toBeUndefined();
  expect(computeBinding(ben, sdp)).toBeUndefined();
});

test('a connection to oneself binds nothing', () => {
  expect(computeBinding(ann, ann)).toBeUndefined();
});
