import * as fc from 'fast-check';
import nacl from 'tweetnacl';
import { describe, expect, it } from 'vitest';
import { base64urlToBytes, bytesToBase64url } from '../../../../src/core/circle/base64url.ts';
import { decodeLink, encodeLink, invitationKey, type Invitation } from '../../../../src/core/circle/invitation.ts';
import type { CommandErrorType } from '../../../../src/core/commands.ts';
import { CommandFailure } from '../../../../src/core/failure.ts';
import { idToBytes, type CircleId } from '../../../../src/core/ids.ts';
import { decodeCbor, encodeCbor } from '../../../../src/core/op/body.ts';
import { concatBytes } from '../../../../src/core/op/bytes.ts';
import { sha256 } from '../../../../src/node/crypto/node-verifier.ts';
import { anyId } from '../../../support/arbitrary-ops.ts';

const PREFIX = 'huan://join/';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const invitation: Invitation = {
  circle: 'c1'.repeat(32) as CircleId,
  secret: new Uint8Array(32).fill(7),
  circleName: 'Film cameras 胶片相机',
  from: 'Ada',
  relays: ['wss://relay.example:4444/huan', 'ws://192.168.1.5:4444'],
};
const link = encodeLink(invitation);

const name = fc.string({ unit: 'grapheme', maxLength: 10 });
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const anyInvitation: fc.Arbitrary<Invitation> = fc.record({
  circle: anyId<CircleId>(),
  secret: bytes32,
  circleName: name,
  from: name,
  relays: fc.array(fc.constantFrom(...invitation.relays), { maxLength: 8 }),
  readKey: fc.option(bytes32, { nil: undefined }),
});

/** Why a link is refused; undefined if it isn't. */
function refusalOf(text: string): CommandErrorType | undefined {
  try {
    decodeLink(text);
    return undefined;
  } catch (error) {
    if (error instanceof CommandFailure) return error.type;
    throw error;
  }
}

/** A link that says anything, with a right checksum. */
function linkSaying(content: unknown): string {
  const bytes = encodeCbor(content);
  return PREFIX + bytesToBase64url(concatBytes(bytes, sha256(bytes).subarray(0, 4)));
}

describe('an invitation link', () => {
  it('says what was put into it', () => {
    fc.assert(fc.property(anyInvitation, (any) => void expect(decodeLink(encodeLink(any))).toEqual(any)));
  });

  it('with any one character changed, left out or added is refused', () => {
    fc.assert(
      fc.property(fc.nat(link.length - 1), fc.constantFrom(...ALPHABET), (at, character) => {
        if (link[at] !== character) expect(refusalOf(link.slice(0, at) + character + link.slice(at + 1))).toBe('bad-link');
        expect(refusalOf(link.slice(0, at) + link.slice(at + 1))).toBe('bad-link');
        const longer = link.slice(0, at) + character + link.slice(at);
        if (!longer.includes(link)) expect(refusalOf(longer)).toBe('bad-link');
      }),
      { numRuns: 500 },
    );
    expect(refusalOf(`${link}A`)).toBe('bad-link');
  });

  it('cut off anywhere is refused', () => {
    for (let length = 0; length < link.length; length++) expect(refusalOf(link.slice(0, length))).toBe('bad-link');
  });

  it.each<[string, string]>([
    ['with spaces and line ends around it', `  \n\t${link}\r\n `],
    ['with words before and after it', `Come and join us: ${link} see you there`],
    ['in brackets and with a full stop', `(<${link}>).`],
    ['broken into lines by a mail program', link.replace(/.{30}/g, '$&\n')],
    ['broken into lines, and with words after it', `${link.replace(/.{40}/g, '$&\r\n  ')}\n\nBest wishes Ada`],
    ['with a space after its beginning', link.replace(PREFIX, `${PREFIX} `)],
  ])('is read %s', (_, text) => {
    expect(decodeLink(text)).toEqual({ ...invitation, readKey: undefined });
  });

  it('made by a newer Huan is told apart, whatever else it says', () => {
    const said = decodeCbor(base64urlToBytes(link.slice(PREFIX.length))?.slice(0, -4) ?? new Uint8Array()) as object;
    expect(refusalOf(linkSaying(said))).toBeUndefined();
    expect(refusalOf(linkSaying({ ...said, v: 2 }))).toBe('newer-link');
    expect(refusalOf(linkSaying({ v: 99, something: 'else' }))).toBe('newer-link');
    expect(refusalOf(linkSaying({ ...said, v: 0 }))).toBe('bad-link');
  });

  it.each<[string, object]>([
    ['a part that is missing', { c: undefined }],
    ['a short secret', { s: new Uint8Array(31) }],
    ['a name that is too long', { n: 'x'.repeat(61) }],
    ['a relay that is no address', { r: ['javascript:alert(1)'] }],
    ['too many relays', { r: Array.from({ length: 9 }, () => 'ws://a') }],
    ['something beside it', { more: 1 }],
  ])('with %s is refused, though its checksum is right', (_, change) => {
    const said = { v: 1, c: idToBytes(invitation.circle), s: invitation.secret, n: 'x', f: 'y', r: [] };
    expect(refusalOf(linkSaying(said))).toBeUndefined();
    expect(refusalOf(linkSaying({ ...said, ...change }))).toBe('bad-link');
  });

  it.each(['', 'huan://join/', 'huan://join/ ', 'https://example.org/join/abc', '加入', `huan://join/${'A'.repeat(4_000)}`, `huan://join/${'A '.repeat(2_000)}`])('is not made of %j', (text) => {
    expect(refusalOf(text)).toBe('bad-link');
  });

  it('carries the secret of the key that stands in the invitation', () => {
    expect(invitationKey(invitation.secret)).toEqual(nacl.sign.keyPair.fromSeed(invitation.secret).publicKey);
  });
});
