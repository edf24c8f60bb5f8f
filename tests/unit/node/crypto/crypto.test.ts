import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nacl from 'tweetnacl';
import { afterAll, describe, expect, test } from 'vitest';
import { certificateMessage, phraseToAccount, seedToAccountKey } from '../../../../src/core/circle/account.ts';
import { idToBytes } from '../../../../src/core/ids.ts';
import { createNodeKeys } from '../../../../src/node/crypto/node-keys.ts';
import { nodeRandom } from '../../../../src/node/crypto/node-random.ts';
import { createNodeVerifier, sha256 } from '../../../../src/node/crypto/node-verifier.ts';
import { createIdentity, readIdentity, writeIdentity } from '../../../../src/node/identity.ts';
import { nodeDisk } from '../../../../src/node/store/node-disk.ts';

const PHRASE = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
const { seed: ACCOUNT } = phraseToAccount(PHRASE);
const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

describe('the verifier', () => {
  test('gives one answer per check, in order, also for many at once', async () => {
    const pair = nacl.sign.keyPair.fromSeed(new Uint8Array(32).fill(5));
    const checks = Array.from({ length: 300 }, (_, i) => {
      const message = Uint8Array.of(i & 255, i >> 8);
      const signed = i % 7 === 0 ? Uint8Array.of(9, 9) : message;
      return { publicKey: pair.publicKey, message, signature: i < 20 ? nacl.sign.detached(signed, pair.secretKey) : new Uint8Array(64) };
    });
    const answers = await createNodeVerifier().verify(checks);
    expect(answers).toEqual(checks.map((_, i) => i < 20 && i % 7 !== 0));
  });

  test('agrees with RFC 8032, test 2', async () => {
    const publicKey = hex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
    const signature = hex('92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00');
    const verifier = createNodeVerifier();
    expect(await verifier.verify([{ publicKey, message: hex('72'), signature }])).toEqual([true]);
    expect(await verifier.verify([{ publicKey, message: hex('73'), signature }])).toEqual([false]);
  });

  test('says no to what has the wrong length, and to a key that is no point', async () => {
    const signature = new Uint8Array(64);
    const message = new Uint8Array(1);
    const noPoint = new Uint8Array(32).fill(0xff);
    const checks = [
      { publicKey: new Uint8Array(31), message, signature },
      { publicKey: new Uint8Array(32), message, signature: new Uint8Array(63) },
      { publicKey: noPoint, message, signature },
    ];
    expect(await createNodeVerifier().verify(checks)).toEqual([false, false, false]);
  });

  test('hashes as SHA-256 does', () => {
    expect(Buffer.from(sha256(new TextEncoder().encode('abc'))).toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256(new Uint8Array()).constructor).toBe(Uint8Array);
  });
});

describe('the keys of a device', () => {
  const alice = createNodeKeys(createIdentity('Alice', ACCOUNT, nodeRandom), nodeRandom);
  const bob = createNodeKeys(createIdentity('Bob', ACCOUNT, nodeRandom), nodeRandom);

  test('sign so that others can check it, and so that tweetnacl agrees', () => {
    const message = Uint8Array.of(1, 2, 3);
    expect(nacl.sign.detached.verify(message, alice.sign(message), idToBytes(alice.device))).toBe(true);
  });

  test('are certified by the account', () => {
    expect(alice.account).toBe(seedToAccountKey(ACCOUNT));
    const message = certificateMessage(idToBytes(alice.device), alice.boxKey);
    expect(nacl.sign.detached.verify(message, alice.certificate, idToBytes(alice.account))).toBe(true);
  });

  test('seal for one device only', () => {
    const sealed = alice.seal(Uint8Array.of(1, 2, 3), bob.boxKey);
    expect(bob.open(sealed, alice.boxKey)).toEqual(Uint8Array.of(1, 2, 3));
    const carol = createNodeKeys(createIdentity('Carol', ACCOUNT, nodeRandom), nodeRandom);
    expect(carol.open(sealed, alice.boxKey)).toBeUndefined();
    expect(bob.open(sealed, carol.boxKey)).toBeUndefined();
  });

  test('open nothing that was altered or is too short', () => {
    const sealed = alice.seal(Uint8Array.of(1, 2, 3), bob.boxKey);
    for (let i = 0; i < sealed.length; i++) {
      const altered = sealed.slice();
      altered[i] = (altered[i] ?? 0) ^ 1;
      expect(bob.open(altered, alice.boxKey)).toBeUndefined();
    }
    expect(bob.open(new Uint8Array(39), alice.boxKey)).toBeUndefined();
    expect(bob.open(sealed, new Uint8Array(5))).toBeUndefined();
  });
});

describe('the identity file', () => {
  const home = async (): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'huan-identity-'));
    folders.push(folder);
    return folder;
  };

  test('keeps a device, readable by its owner only, and without the account’s secret', async () => {
    const folder = await home();
    expect(await readIdentity(nodeDisk, folder)).toBeUndefined();
    const identity = createIdentity('Ada 刘', ACCOUNT, nodeRandom);
    await writeIdentity(nodeDisk, folder, identity);
    expect(await readIdentity(nodeDisk, folder)).toEqual(identity);
    const path = join(folder, 'identity');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readFile(path)).includes(Buffer.from(ACCOUNT))).toBe(false);
  });

  test('is refused, and left as it is, where it is damaged', async () => {
    const folder = await home();
    await writeIdentity(nodeDisk, folder, createIdentity('Ada', ACCOUNT, nodeRandom));
    const path = join(folder, 'identity');
    const cut = (await readFile(path)).subarray(0, 100);
    await writeFile(path, cut);
    await expect(readIdentity(nodeDisk, folder)).rejects.toThrow(expect.objectContaining({ type: 'storage-failed' }));
    expect(await readFile(path)).toEqual(cut);
  });
});

test('SHA-256 is the same as by the longer way, for every length', () => {
  for (let length = 0; length < 300; length++) {
    const bytes = nodeRandom.bytes(length);
    expect(sha256(bytes)).toEqual(new Uint8Array(createHash('sha256').update(bytes).digest()));
  }
});
