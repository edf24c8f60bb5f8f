// @vitest-environment node
/** The window's words: both languages say the same things, and no component has words of its own. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'svelte/compiler';
import { describe, expect, it } from 'vitest';
import en from '../../../messages/en.json' with { type: 'json' };
import zh from '../../../messages/zh-CN.json' with { type: 'json' };

const RENDERER = fileURLToPath(new URL('../../../renderer/', import.meta.url));
const english: Record<string, unknown> = en;
const chinese: Record<string, unknown> = zh;

/** The variables that any form of a message uses. */
function variablesOf(message: unknown): string[] {
  const names = JSON.stringify(typeof message === 'string' ? message : Object.values((message as { match: object }[])[0]?.match ?? {})).matchAll(/\{(\w+)\}/g);
  return [...new Set([...names].map((match) => match[1] ?? ''))].toSorted();
}

describe('messages', () => {
  it('has the same keys in both languages', () => {
    expect(Object.keys(chinese).toSorted()).toEqual(Object.keys(english).toSorted());
  });

  it('says something in every message', () => {
    const all = [...Object.entries(english), ...Object.entries(chinese)];
    expect(all.filter(([, message]) => typeof message === 'string' && message.trim() === '').map(([key]) => key)).toEqual([]);
  });

  it('uses the same variables in both languages', () => {
    const differing = Object.keys(english).filter((key) => variablesOf(chinese[key]).join(' ') !== variablesOf(english[key]).join(' '));
    expect(differing).toEqual([]);
  });

  it('has no key that nothing uses, and uses none that is missing', () => {
    const sources = [...globSync('**/*.{svelte,ts}', { cwd: RENDERER })].filter((file) => !file.startsWith('paraglide'));
    const used = new Set(sources.flatMap((file) => [...readFileSync(RENDERER + file, 'utf8').matchAll(/\bm\.([a-z_]+)/g)].map((match) => match[1])));
    expect([...used].toSorted()).toEqual(Object.keys(english).toSorted());
  });
});

interface Node {
  type: string;
  start: number;
  data?: string;
  name?: string;
  value?: unknown;
  expression?: unknown;
}

/** Attributes of elements that are read out or shown, and those of our own parts that become one. */
const SPOKEN_ATTRIBUTES = ['aria-label', 'aria-description', 'aria-roledescription', 'aria-placeholder', 'aria-valuetext', 'title', 'placeholder', 'alt', 'label', 'text', 'hint', 'error'];
/** Letters of any script; single signs such as "·" need no translation. */
const WORDS = /\p{L}/u;

/** Strings that an expression can come out as: not those that it compares, or hands to a function. */
function outcomesOf(expression: unknown): string[] {
  if (typeof expression !== 'object' || expression === null) return [];
  const { type, value, consequent, alternate, left, right, operator, quasis, expressions } = expression as Record<string, unknown>;
  if (type === 'Literal') return typeof value === 'string' ? [value] : [];
  if (type === 'ConditionalExpression') return [...outcomesOf(consequent), ...outcomesOf(alternate)];
  if (type === 'LogicalExpression') return [...outcomesOf(left), ...outcomesOf(right)];
  if (type === 'BinaryExpression') return operator === '+' ? [...outcomesOf(left), ...outcomesOf(right)] : [];
  if (type !== 'TemplateLiteral') return [];
  const fixed = (quasis as { value: { cooked: string } }[]).map((part) => part.value.cooked);
  return [...fixed, ...(expressions as unknown[]).flatMap(outcomesOf)];
}

/** Bare words in a component's template: texts, and attributes that are read out or shown; also where an expression gives them. */
function findBareWords(source: string): string[] {
  const found: string[] = [];
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const child of node) walk(child);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const { type, data, name, value, expression } = node as Node;
    if (type === 'ExpressionTag') found.push(...outcomesOf(expression).filter((text) => WORDS.test(text)));
    if (type === 'Text' && data !== undefined && WORDS.test(data)) found.push(data.trim());
    if (type === 'StyleDirective') return;
    if (type === 'Attribute') {
      if (name !== undefined && SPOKEN_ATTRIBUTES.includes(name)) walk(value);
      return;
    }
    for (const [key, child] of Object.entries(node)) if (key !== 'css' && key !== 'instance' && key !== 'module') walk(child);
  };
  walk(parse(source, { modern: true }).fragment);
  return found;
}

describe('components', () => {
  it.each([...globSync('**/*.svelte', { cwd: RENDERER })])('%s has no words of its own', (file) => {
    expect(findBareWords(readFileSync(RENDERER + file, 'utf8'))).toEqual([]);
  });

  it('are searched in a way that finds bare words', () => {
    expect(findBareWords('<p>Hello</p>')).toEqual(['Hello']);
    expect(findBareWords('<button aria-label="Close"></button>')).toEqual(['Close']);
    expect(findBareWords('<button aria-label={open ? "Close" : m.open()}></button>')).toEqual(['Close']);
    expect(findBareWords('<img alt={`Photo ${n}`} title="{n} photos" />')).toEqual(['Photo ', 'photos']);
    expect(findBareWords('<input placeholder={hint ?? "Search"} /><p>{"Hello, " + name}</p>')).toEqual(['Search', 'Hello, ']);
    expect(findBareWords('<Notice text="Careful" /><Field hint="Optional" />')).toEqual(['Careful', 'Optional']);
    expect(findBareWords('{#if x}<b>{y}, 你好</b>{/if}')).toEqual([', 你好']);
    expect(findBareWords('<p class={wide ? "big" : ""}>{kind === "swap" ? m.swap() : m.say({ to: "you" })}</p>')).toEqual([]);
    expect(findBareWords('<p class="big" role="status">{m.hello()} ·</p>')).toEqual([]);
  });
});
