import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { guessCurrency } from '../../../../renderer/language/currencies.ts';
import { errorWords } from '../../../../renderer/language/error-words.ts';
import { amountText, formatPrice, parseAmount } from '../../../../renderer/language/format.ts';
import { locale, pickLocale } from '../../../../renderer/language/locale.svelte.ts';
import { kindWord } from '../../../../renderer/language/listing-words.ts';
import type { CommandErrorType } from '../../../../src/core/commands.ts';

afterEach(() => {
  locale.current = 'en';
});

describe('amounts', () => {
  it.each([
    ['12', 'EUR', 1_200],
    ['12.5', 'EUR', 1_250],
    ['12,50', 'EUR', 1_250],
    ['1,200.50', 'EUR', 120_050],
    ['1.200,50', 'EUR', 120_050],
    ['1 200', 'EUR', 120_000],
    ['1200', 'JPY', 1_200],
  ])('understand %s %s', (typed, currency, minor) => {
    expect(parseAmount(typed, currency)).toBe(minor);
  });

  it.each([
    ['', 'EUR'],
    ['-3', 'EUR'],
    ['twelve', 'EUR'],
    ['1.2345', 'EUR'],
    ['12.5', 'JPY'],
    ['9'.repeat(30), 'EUR'],
  ])('refuse %j %s', (typed, currency) => {
    expect(parseAmount(typed, currency)).toBeUndefined();
  });

  it('come back from what is shown in the field', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), fc.constantFrom('EUR', 'CNY', 'JPY', 'KRW'), (minor, currency) => {
        expect(parseAmount(amountText({ minor, currency }), currency)).toBe(minor);
      }),
    );
  });
});

describe('languages', () => {
  it.each([
    [['zh-TW', 'en'], 'zh-CN'],
    [['zh-CN'], 'zh-CN'],
    [['de-DE', 'en-GB'], 'en'],
    [['fr'], 'en'],
    [[], 'en'],
  ] as const)('are picked from what the browser wants: %j', (wanted, picked) => {
    expect(pickLocale(wanted)).toBe(picked);
  });

  it('change words, prices and the page at once', () => {
    expect(kindWord('give')).toBe('Give away');
    expect(formatPrice({ minor: 1_250, currency: 'EUR' })).toBe('€12.50');
    locale.current = 'zh-CN';
    expect(kindWord('give')).toBe('赠送');
    expect(formatPrice({ minor: 68_000, currency: 'CNY' })).toBe('¥680.00');
    expect(document.documentElement.lang).toBe('zh-CN');
  });

  it('guess a currency from the region, else from the language', () => {
    expect(guessCurrency(['en-US'], 'en')).toBe('USD');
    expect(guessCurrency(['zh'], 'zh-CN')).toBe('CNY');
    expect(guessCurrency(['en'], 'en')).toBe('EUR');
  });
});

describe('error words', () => {
  it('tell an error of a newer host as an internal one', () => {
    const error = { type: 'gremlins' as CommandErrorType, message: '' };
    expect(errorWords(error)).toEqual(errorWords({ type: 'internal', message: '' }));
  });
});
