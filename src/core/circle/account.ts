/**
 * A person's account: a root key pair that comes from twelve words, and what it signs: certificates of devices.
 * The words are BIP-39 (English, or Simplified Chinese at restoring), so other people's tools can check and keep them.
 * Holds always: the account's seed lives only as long as it takes to certify a device; nothing here stores it.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { entropyToMnemonic, mnemonicToSeedSync, validateMnemonic } from '@scure/bip39';
import { wordlist as english } from '@scure/bip39/wordlists/english.js';
import { wordlist as simplifiedChinese } from '@scure/bip39/wordlists/simplified-chinese.js';
import nacl from 'tweetnacl';
import { CommandFailure } from '../failure.ts';
import { bytesToId, idToBytes, type AccountKey, type DeviceKey } from '../ids.ts';
import type { Random } from '../ports.ts';

const WORDS = 12;
/** 12 words carry 128 bits and a checksum of 4. */
const ENTROPY_BYTES = 16;
const ACCOUNT_LABEL = utf8ToBytes('huan/account/1/0');
const CERTIFICATE_LABEL = utf8ToBytes('huan/device/1');

/** Twelve new English words, separated by spaces. */
export function createPhrase(random: Random): string {
  return entropyToMnemonic(random.bytes(ENTROPY_BYTES), english);
}

/**
 * The account's Ed25519 seed (32 bytes): the first half of HMAC-SHA-512(key "huan/account/1/0", BIP-39 seed without
 * passphrase). The label's last part counts accounts of one phrase. Case, and space between words, don't matter;
 * Chinese words need no space. Throws CommandFailure `bad-phrase`.
 */
export function phraseToAccount(phrase: string): { seed: Uint8Array } {
  const words = splitPhrase(phrase);
  const mnemonic = words.join(' ');
  const known = words.length === WORDS && [english, simplifiedChinese].some((list) => validateMnemonic(mnemonic, list));
  if (!known) throw new CommandFailure('bad-phrase', 'These are not the twelve words of an account. Check their spelling and order.', 'phrase');
  return { seed: hmac(sha512, ACCOUNT_LABEL, mnemonicToSeedSync(mnemonic)).slice(0, 32) };
}

/** A lone surrogate can't be written as UTF-8, so it is in no word. */
function splitPhrase(phrase: string): string[] {
  if (/\p{Surrogate}/u.test(phrase)) return [];
  const words = phrase.normalize('NFKD').trim().toLowerCase().split(/\s+/u);
  const [only] = words;
  return words.length === 1 && only && /^\p{Script=Han}+$/u.test(only) ? [...only] : words;
}

/** The public key of the account with that seed. */
export function seedToAccountKey(seed: Uint8Array): AccountKey {
  return bytesToId<AccountKey>(nacl.sign.keyPair.fromSeed(seed).publicKey);
}

/** What an account signs to make a device its own: "huan/device/1" || device (32) || box key (32). */
export function certificateMessage(device: Uint8Array, boxKey: Uint8Array): Uint8Array {
  if (device.length !== 32 || boxKey.length !== 32) throw new Error('a device and a box key have 32 bytes each');
  return concatBytes(CERTIFICATE_LABEL, device, boxKey);
}

/** The account's Ed25519 signature (64 bytes) over a device and its box key. */
export function certifyDevice(accountSeed: Uint8Array, device: DeviceKey, boxKey: Uint8Array): Uint8Array {
  return nacl.sign.detached(certificateMessage(idToBytes(device), boxKey), nacl.sign.keyPair.fromSeed(accountSeed).secretKey);
}
