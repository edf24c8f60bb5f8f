/**
 * Loaded into a host before anything else, so that two runs of it make the same pictures: its clock starts at one moment and
 * its random bytes follow from a seed. Only for pictures: whoever knows the seed knows every key of such a home.
 */
import crypto, { createHash } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

const seed = process.env['HUAN_STILL'] ?? '';
const shift = Date.parse(process.env['HUAN_STILL_FROM'] ?? '') - Date.now();
const realNow = Date.now.bind(Date);
Date.now = () => realNow() + shift;

let count = 0;
const draw = (/** @type {number} */ length) => {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at += 32) createHash('sha256').update(`${seed}/${count++}`).digest().copy(bytes, at);
  return bytes;
};
crypto.randomBytes = /** @type {typeof crypto.randomBytes} */ (draw);
syncBuiltinESMExports();
