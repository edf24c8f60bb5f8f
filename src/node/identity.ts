/**
 * Who this device is: its name, keys and certificate, in one file of the home (`identity`, readable by this person only,
 * replaced atomically). The account's own secret is never written: it is used once, to certify the device.
 */
import { join } from 'node:path';
import * as v from 'valibot';
import { certifyDevice, seedToAccountKey } from '../core/circle/account.ts';
import { isId, type AccountKey } from '../core/ids.ts';
import { encodeCbor } from '../core/op/body.ts';
import { decodeStrictCbor } from '../core/op/cbor-decoder.ts';
import { StoreError, type Random } from '../core/ports.ts';
import { boxKeyOf, deviceKeyOf, type DeviceSecrets } from './crypto/node-keys.ts';
import { replaceFile, type Disk } from './store/disk.ts';
import { asStoreError } from './store/store-errors.ts';

export interface Identity extends DeviceSecrets {
  /** What the person is called in circles. */
  name: string;
}

const bytes = (length: number) => v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === length);

const identitySchema = v.object({
  version: v.literal(1),
  name: v.string(),
  deviceSeed: bytes(32),
  boxSecret: bytes(32),
  account: v.pipe(v.string(), v.check(isId), v.transform((text) => text as AccountKey)),
  certificate: bytes(64),
});

/** A new device of the account with that seed. */
export function createIdentity(name: string, accountSeed: Uint8Array, random: Random): Identity {
  const deviceSeed = random.bytes(32);
  const boxSecret = random.bytes(32);
  const certificate = certifyDevice(accountSeed, deviceKeyOf(deviceSeed), boxKeyOf(boxSecret));
  return { name, deviceSeed, boxSecret, account: seedToAccountKey(accountSeed), certificate };
}

/** The home's identity, or undefined where there is none yet. Rejects with StoreError, also if the file is damaged. */
export async function readIdentity(disk: Disk, home: string): Promise<Identity | undefined> {
  const file = await asStoreError(() => disk.read(join(home, 'identity')));
  if (!file) return undefined;
  try {
    const { version: _, ...identity } = v.parse(identitySchema, decodeStrictCbor(file));
    return identity;
  } catch (error) {
    throw new StoreError('storage-failed', 'the file “identity” in this home is damaged; it was left as it is', { cause: error });
  }
}

/** Writes the home's identity, durably. Rejects with StoreError. */
export async function writeIdentity(disk: Disk, home: string, identity: Identity): Promise<void> {
  await asStoreError(() => replaceFile(disk, join(home, 'identity'), home, [encodeCbor({ version: 1, ...identity })]));
}
