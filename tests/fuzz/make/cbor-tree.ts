/**
 * CBOR as a tree that can also be what no encoder would write: keys twice or of any type, numbers too long, lengths without an
 * end, tags. Written by code of its own, so that nothing here depends on what is tested.
 */
/** Bytes that stand for themselves. */
export class Raw {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** A map, in any order, with any key any number of times. */
export class Pairs {
  readonly entries: readonly (readonly [Tree, Tree])[];
  constructor(entries: readonly (readonly [Tree, Tree])[]) {
    this.entries = entries;
  }
}

export type Tree = number | string | boolean | null | Uint8Array | Raw | Pairs | readonly Tree[];

/** A value as a tree; properties that are undefined are left out. */
export function toTree(value: unknown): Tree {
  if (value === null || typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(toTree);
  if (typeof value !== 'object') throw new Error(`no tree of a ${typeof value}`);
  return new Pairs(Object.entries(value).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, toTree(inner)] as const])));
}

export function writeTree(tree: Tree): Uint8Array {
  length = 0;
  write(tree);
  return scratch.slice(0, length);
}

/** Used again for each tree. */
let scratch = new Uint8Array(65_536);
let length = 0;

/** Where `count` more bytes begin. */
function reserve(count: number): number {
  if (length + count > scratch.length) {
    const larger = new Uint8Array(2 * (length + count));
    larger.set(scratch);
    scratch = larger;
  }
  length += count;
  return length - count;
}

function put(bytes: Uint8Array): void {
  const at = reserve(bytes.length);
  scratch.set(bytes, at);
}

function write(tree: Tree): void {
  if (tree instanceof Raw) put(tree.bytes);
  else if (tree instanceof Uint8Array) {
    putHead(2, tree.length);
    put(tree);
  } else if (tree instanceof Pairs) {
    putHead(5, tree.entries.length);
    for (const [key, value] of tree.entries) {
      write(key);
      write(value);
    }
  } else if (typeof tree === 'string') {
    const text = Buffer.from(tree, 'utf8');
    putHead(3, text.length);
    put(text);
  } else if (typeof tree === 'number') putNumber(tree);
  else if (typeof tree === 'boolean' || tree === null) scratch[reserve(1)] = tree === null ? 0xf6 : tree ? 0xf5 : 0xf4;
  else {
    putHead(4, tree.length);
    for (const inner of tree) write(inner);
  }
}

function putNumber(value: number): void {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return value < 0 ? putHead(1, -1 - value) : putHead(0, value);
  const at = reserve(9);
  scratch[at] = 0xfb;
  new DataView(scratch.buffer).setFloat64(at + 1, value);
}

function putHead(major: number, count: number): void {
  if (count < 24) scratch[reserve(1)] = (major << 5) | count;
  else put(longHead(major, count));
}

/** The head of an item, with its number (from 24 on) in as few bytes as it takes, or in so many. */
export function longHead(major: number, count: number, size: 1 | 2 | 4 | 8 = count < 0x100 ? 1 : count < 0x1_0000 ? 2 : count < 0x1_0000_0000 ? 4 : 8): Uint8Array {
  const bytes = new Uint8Array(1 + size);
  const view = new DataView(bytes.buffer);
  bytes[0] = (major << 5) | { 1: 24, 2: 25, 4: 26, 8: 27 }[size];
  if (size === 1) view.setUint8(1, count);
  else if (size === 2) view.setUint16(1, count);
  else if (size === 4) view.setUint32(1, count);
  else view.setBigUint64(1, BigInt(count));
  return bytes;
}
