/**
 * Alters a CBOR tree at one place: numbers at their bounds, other types, missing and repeated parts, long lists, deep nesting,
 * keys twice and out of order, forms that are not canonical, and parts of another tree.
 */
import { concatBytes } from '../../../src/core/op/bytes.ts';
import type { FuzzRandom } from '../harness/fuzz-random.ts';
import { BOUNDARIES } from '../harness/fuzz-random.ts';
import { alterBytes, alterSometimes } from './alter-bytes.ts';
import { longHead, Pairs, Raw, toTree, writeTree, type Tree } from './cbor-tree.ts';

/** Lengths around the bounds of lists: refs, logs, tags, ranges. */
const LENGTHS = [2, 7, 8, 16, 17, 61, 65, 257, 513, 1_025] as const;
const KEYS = ['__proto__', 'constructor', 'toString', 't', 'type', '', 'x'.repeat(30)] as const;
const SIZES = [0, 1, 31, 32, 33, 63, 64, 65, 128, 129] as const;
const raw = (...bytes: number[]): Raw => new Raw(Uint8Array.from(bytes));
/** undefined, a simple value, tags, lengths without an end, reserved heads, infinity, NaN, a break, a number beyond 2^53. */
const ODD: readonly [Raw, ...Raw[]] = [
  raw(0xf7),
  raw(0xe0),
  raw(0xc1, 0x01),
  raw(0xc2, 0x41, 0x01),
  raw(0x9f, 0x01, 0xff),
  raw(0xbf, 0xff),
  raw(0x5f, 0x41, 0x00, 0xff),
  raw(0x1c),
  raw(0xf9, 0x7c, 0x00),
  raw(0xf9, 0x7e, 0x00),
  raw(0xff),
  raw(0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
  raw(0x1b, 0x00, 0x20, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00),
  raw(0x9a, 0xff, 0xff, 0xff, 0xff),
  raw(0x9b, 0x00, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
  raw(0xba, 0xff, 0xff, 0xff, 0xff),
  raw(0x5a, 0xff, 0xff, 0xff, 0xff),
  raw(0x7a, 0x7f, 0xff, 0xff, 0xff),
  raw(0x62, 0xc3, 0x28),
  raw(0x63, 0xed, 0xa0, 0x80),
  raw(0x18, 0x17),
  raw(0x58, 0x01, 0x00),
];

/** Values inside values, more than any stack has room for: lists, and maps. */
const DEEPEST = 60_000;

function deepest(random: FuzzRandom): Raw {
  const heads = random.oneIn(2) ? [0x81] : [0xa1, 0x60];
  return new Raw(Uint8Array.from({ length: DEEPEST + 1 }, (_, i) => (i < DEEPEST ? (heads[i % heads.length] ?? 0) : 0)));
}

/** What takes most memory and time for each of its bytes: empty and short values, as many as fit into a large answer. */
const SMALLEST: readonly [number[], ...number[][]] = [[0x40], [0x41, 7], [0xa0], [0x80], [0x60], [0x62, 0xc3, 0xa9], [0xa1, 0x61, 0x61, 1], [0x00]];

export function densest(random: FuzzRandom): Raw {
  const item = random.pick(SMALLEST);
  const count = random.pick([4_000, 5_000, 60_000, Math.floor(1_000_000 / item.length)]);
  return new Raw(concatBytes(longHead(4, count), Uint8Array.from({ length: count * item.length }, (_, i) => item[i % item.length] ?? 0)));
}

/** The bytes of a value, in a share of the cases altered in its tree, and in some in its bytes. */
export function writeAltered(random: FuzzRandom, value: unknown, other: unknown): Uint8Array {
  const tree = alterTreeSometimes(random, toTree(value), toTree(other));
  return alterSometimes(random, writeTree(tree), 8);
}

/** In half of the cases as it is, otherwise altered up to three times. */
function alterTreeSometimes(random: FuzzRandom, tree: Tree, other: Tree): Tree {
  let altered = tree;
  if (random.oneIn(2)) for (let left = 1 + random.below(3); left > 0; left--) altered = alterTree(random, altered, other);
  return altered;
}

function alterTree(random: FuzzRandom, tree: Tree, other: Tree): Tree {
  const chosen = random.below(countNodes(tree));
  return replaceNode(tree, chosen, (node) => alterNode(random, node, other));
}

function alterNode(random: FuzzRandom, node: Tree, other: Tree): Tree {
  if (random.oneIn(3)) return replaceAny(random, node, other);
  if (typeof node === 'number') return random.pick([node + 1, node - 1, -node, -0, node + 0.5, ...BOUNDARIES]);
  if (typeof node === 'string') return random.pick([`${node}x`, node.slice(1), '', ` ${node} `, random.text(700), node.toUpperCase()]);
  if (node instanceof Uint8Array) return random.oneIn(2) ? alterBytes(random, node) : random.bytes(random.pick(SIZES));
  if (node instanceof Pairs) return alterPairs(random, node, other);
  if (Array.isArray(node)) return alterList(random, node as readonly Tree[], other);
  return replaceAny(random, node, other);
}

function replaceAny(random: FuzzRandom, node: Tree, other: Tree): Tree {
  switch (random.below(7)) {
    case 0:
      return random.pick(ODD);
    case 1:
      return random.pick<Tree>([0, -1, 1.5, '', true, false, null, [], new Pairs([]), new Uint8Array()]);
    case 2:
      return random.pick(BOUNDARIES);
    case 3:
      return random.bytes(random.pick(SIZES));
    case 4: {
      if (random.oneIn(200)) return random.oneIn(2) ? deepest(random) : densest(random);
      let nested = node;
      for (let depth = random.pick([1, 2, 31, 33, 40]); depth > 0; depth--) nested = random.oneIn(2) ? [nested] : new Pairs([['a', nested]]);
      return nested;
    }
    case 5:
      return notShortest(random, node);
    default:
      return nodeAt(other, random.below(countNodes(other)));
  }
}

/** A number or length in more bytes than it needs, where the node begins with one. */
function notShortest(random: FuzzRandom, node: Tree): Tree {
  const size = random.pick<1 | 2 | 4 | 8>([1, 2, 4, 8]);
  if (typeof node === 'number' && Number.isSafeInteger(node) && node >= 0 && node < 256) return new Raw(longHead(0, node, size));
  if (node instanceof Uint8Array && node.length < 256) return new Raw(concatBytes(longHead(2, node.length, size), node));
  if (node instanceof Pairs) return new Raw(concatBytes(longHead(5, node.entries.length, size), ...node.entries.flatMap(([key, value]) => [writeTree(key), writeTree(value)])));
  return random.pick(ODD);
}

function alterPairs(random: FuzzRandom, { entries }: Pairs, other: Tree): Pairs {
  const at = random.below(entries.length);
  const entry = entries[at];
  if (entry === undefined) return new Pairs([['a', 1]]);
  const without = entries.filter((_, i) => i !== at);
  switch (random.below(7)) {
    case 0:
      return new Pairs(without);
    case 1:
      return new Pairs([...entries, entry]);
    case 2:
      return new Pairs([...entries, [random.pick(KEYS), nodeAt(other, random.below(countNodes(other)))]]);
    case 3:
      return new Pairs([...without, [random.pick<Tree>([...KEYS, 1, null, new Uint8Array(2), true]), entry[1]]]);
    case 4:
      return new Pairs(entries.toReversed());
    case 5: {
      const donor = other instanceof Pairs ? random.any(other.entries) : undefined;
      return new Pairs(donor === undefined ? without : [...without, [entry[0], donor[1]]]);
    }
    default:
      return new Pairs([...without, [entry[0], entries[random.below(entries.length)]?.[1] ?? null]]);
  }
}

function alterList(random: FuzzRandom, list: readonly Tree[], other: Tree): readonly Tree[] {
  const at = random.below(list.length);
  const item = list[at];
  if (item === undefined) return [nodeAt(other, random.below(countNodes(other)))];
  switch (random.below(6)) {
    case 0:
      return list.toSpliced(at, 1);
    case 1:
      return list.toSpliced(at, 0, item);
    case 2:
      return list.toReversed();
    case 3:
      return [];
    case 4:
      return random.oneIn(4) ? Array.from({ length: random.pick(LENGTHS) }, () => item) : [...list, ...list];
    default:
      return list.toSpliced(at, 0, nodeAt(other, random.below(countNodes(other))));
  }
}

function innerOf(node: Tree): readonly Tree[] {
  if (node instanceof Pairs) return node.entries.map(([, value]) => value);
  return Array.isArray(node) ? (node as readonly Tree[]) : [];
}

/** Nodes of a tree; what is nested very deeply was made here, and isn't altered again. */
function countNodes(node: Tree, depth = 0): number {
  let count = 1;
  if (depth < 50) for (const inner of innerOf(node)) count += countNodes(inner, depth + 1);
  return count;
}

function nodeAt(tree: Tree, chosen: number): Tree {
  let found: Tree = tree;
  replaceNode(tree, chosen, (node) => (found = node));
  return found;
}

function replaceNode(tree: Tree, chosen: number, replace: (node: Tree) => Tree): Tree {
  let left = chosen;
  const walk = (node: Tree, depth: number): Tree => {
    if (left-- === 0) return replace(node);
    if (left < 0 || depth >= 50) return node;
    if (node instanceof Pairs) return new Pairs(node.entries.map(([key, value]) => [key, walk(value, depth + 1)] as const));
    return Array.isArray(node) ? (node as readonly Tree[]).map((inner) => walk(inner, depth + 1)) : node;
  };
  return walk(tree, 0);
}
