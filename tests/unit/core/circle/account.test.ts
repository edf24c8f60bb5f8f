import { createPublicKey, verify } from 'node:crypto';
import nacl from 'tweetnacl';
import { describe, expect, test } from 'vitest';
import { certificateMessage, certifyDevice, createPhrase, phraseToAccount, seedToAccountKey } from '../../../../src/core/circle/account.ts';
import { bytesToId, idToBytes, type DeviceKey } from '../../../../src/core/ids.ts';

const ENGLISH = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
const CHINESE = '枪 疫 霉 尝 俩 闹 饿 贤 枪 疫 霉 卿';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('twelve words', () => {
  test('are made from 128 random bits', () => {
    expect(createPhrase({ bytes: (count) => new Uint8Array(count).fill(0x7f) })).toBe(ENGLISH);
  });

  test('always give the same account: these values never change', () => {
    const { seed } = phraseToAccount(ENGLISH);
    expect(hex(seed)).toBe('fe0e65b3772c7b3b933308d997123ce08ad24522890ef238736262e487193ea4');
    expect(seedToAccountKey(seed)).toBe('81b0464b5b4df164e5d33f42b72e5755ef37f819f2357b7767e1f9dff648bfa7');
  });

  test('are read whatever their case and the space between them', () => {
    const { seed } = phraseToAccount(ENGLISH);
    expect(phraseToAccount(`\n ${ENGLISH.toUpperCase().replaceAll(' ', '\t  ')} `).seed).toEqual(seed);
  });

  test('may be Simplified Chinese, with or without space between the words', () => {
    const { seed } = phraseToAccount(CHINESE);
    expect(phraseToAccount(CHINESE.replaceAll(' ', '')).seed).toEqual(seed);
    expect(phraseToAccount(CHINESE.replaceAll(' ', '　')).seed).toEqual(seed);
    expect(seed).not.toEqual(phraseToAccount(ENGLISH).seed);
  });

  test.each([
    ['no words', ''],
    ['eleven words', ENGLISH.slice(0, ENGLISH.lastIndexOf(' '))],
    ['a word that is in no list', ENGLISH.replace('sausage', 'sausages')],
    ['words in another order', ENGLISH.replace('legal winner', 'winner legal')],
    ['fifteen valid words', 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon address'],
    ['a text that is not well-formed', `${ENGLISH}\ud800`],
  ])('are refused as bad-phrase: %s', (_, phrase) => {
    expect(() => phraseToAccount(phrase)).toThrow(expect.objectContaining({ type: 'bad-phrase', field: 'phrase' }));
  });
});

test('a certificate is a plain Ed25519 signature over label, device and box key', () => {
  const { seed } = phraseToAccount(ENGLISH);
  const device = bytesToId<DeviceKey>(nacl.sign.keyPair.fromSeed(new Uint8Array(32).fill(1)).publicKey);
  const boxKey = new Uint8Array(32).fill(2);
  const message = certificateMessage(idToBytes(device), boxKey);
  expect(hex(message)).toBe(`${Buffer.from('huan/device/1').toString('hex')}${device}${hex(boxKey)}`);
  const certificate = certifyDevice(seed, device, boxKey);
  const account = Buffer.from(idToBytes(seedToAccountKey(seed))).toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: account }, format: 'jwk' });
  expect(verify(null, message, publicKey, certificate)).toBe(true);
  expect(verify(null, certificateMessage(idToBytes(device), new Uint8Array(32)), publicKey, certificate)).toBe(false);
});
