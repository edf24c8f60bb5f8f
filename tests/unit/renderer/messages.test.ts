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
}

const SPOKEN_ATTRIBUTES = ['aria-label', 'aria-description', 'aria-roledescription', 'aria-placeholder', 'aria-valuetext', 'title', 'placeholder', 'alt', 'label'];
/** Letters of any script; single signs such as "·" need no translation. */
const WORDS = /\p{L}/u;

/** Bare words in a component's template: texts, and attributes that are read out or shown. */
function findBareWords(source: string): string[] {
  const found: string[] = [];
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const child of node) walk(child);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const { type, data, name, value } = node as Node;
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
    expect(findBareWords('{#if x}<b>{y}, 你好</b>{/if}')).toEqual([', 你好']);
    expect(findBareWords('<p class="big" role="status">{m.hello()} ·</p>')).toEqual([]);
  });
});
