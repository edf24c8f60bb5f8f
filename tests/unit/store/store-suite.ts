/** What every Store must do, whatever it keeps its bytes in. Run over memory, real files and the simulated disk. */
import { describe, expect, test } from 'vitest';
import type { Journal, Store } from '../../../src/core/ports.ts';

export interface StoreUnderTest {
  store: Store;
  /** Opens a new store on what the first one left behind. */
  reopen(): Promise<Store>;
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

export function describeStore(kind: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${kind} as a store`, () => {
    const reopenJournal = async (under: StoreUnderTest, journal: Journal, called: string): Promise<Journal> => {
      await journal.close();
      return (await under.reopen()).journal(called);
    };

    test('a new journal is empty and is listed', async () => {
      const { store } = await open();
      const journal = await store.journal('circle/one');
      expect(await journal.read()).toEqual([]);
      expect(await store.journals()).toEqual(['circle/one']);
    });

    test('records come back in the order of writing, across groups and reopening', async () => {
      const under = await open();
      const journal = await under.store.journal('a');
      await journal.read();
      await journal.append([bytes(1), bytes(2, 2)], true);
      await journal.append([bytes(3)], false);
      await journal.append([bytes(4, 4, 4, 4)], true);
      const again = await reopenJournal(under, journal, 'a');
      expect(await again.read()).toEqual([bytes(1), bytes(2, 2), bytes(3), bytes(4, 4, 4, 4)]);
      await again.append([bytes(5)], true);
      const third = await reopenJournal(under, again, 'a');
      expect((await third.read()).at(-1)).toEqual(bytes(5));
    });

    test('appends that are made at once keep their order', async () => {
      const under = await open();
      const journal = await under.store.journal('a');
      await journal.read();
      await Promise.all(Array.from({ length: 50 }, (_, i) => journal.append([bytes(i), bytes(i, i)], i % 3 === 0)));
      const again = await reopenJournal(under, journal, 'a');
      expect(await again.read()).toEqual(Array.from({ length: 50 }, (_, i) => [bytes(i), bytes(i, i)]).flat());
    });

    test('a record of 1 MiB is kept, an empty or a longer one is a bug', async () => {
      const under = await open();
      const journal = await under.store.journal('a');
      await journal.read();
      const large = new Uint8Array(1_048_576).fill(7);
      await journal.append([large], true);
      await expectBug(() => journal.append([new Uint8Array(0)], true), '1 to 1048576 bytes');
      await expectBug(() => journal.append([new Uint8Array(1_048_577)], true), '1 to 1048576 bytes');
      const again = await reopenJournal(under, journal, 'a');
      expect(await again.read()).toEqual([large]);
    });

    test('rewriting replaces everything, and appending goes on after it', async () => {
      const under = await open();
      const journal = await under.store.journal('a');
      await journal.read();
      await journal.append([bytes(1), bytes(2)], true);
      await journal.rewrite([bytes(9)]);
      await journal.append([bytes(10)], true);
      const again = await reopenJournal(under, journal, 'a');
      expect(await again.read()).toEqual([bytes(9), bytes(10)]);
    });

    test('journals are apart from each other, and from values of the same name', async () => {
      const { store } = await open();
      const a = await store.journal('x/a');
      const b = await store.journal('x/b');
      await a.append([bytes(1)], true);
      await b.append([bytes(2)], true);
      await store.put('x/a', bytes(3));
      await a.close();
      await b.close();
      expect(await (await store.journal('x/b')).read()).toEqual([bytes(2)]);
      expect(await store.get('x/a')).toEqual(bytes(3));
      expect(await store.journals()).toEqual(['x/a', 'x/b']);
      expect(await store.names('')).toEqual(['x/a']);
    });

    test('a removed journal is gone', async () => {
      const under = await open();
      const journal = await under.store.journal('a');
      await journal.append([bytes(1)], true);
      await journal.close();
      await under.store.removeJournal('a');
      expect(await (await under.reopen()).journals()).toEqual([]);
      expect(await (await under.store.journal('a')).read()).toEqual([]);
    });

    test('values are replaced, listed by prefix, and removed', async () => {
      const under = await open();
      await under.store.put('draft/b', bytes(1));
      await under.store.put('draft/a', bytes(2));
      await under.store.put('key.1', new Uint8Array());
      await under.store.put('draft/b', bytes(3, 3));
      const again = await under.reopen();
      expect(await again.names('draft/')).toEqual(['draft/a', 'draft/b']);
      expect(await again.get('draft/b')).toEqual(bytes(3, 3));
      expect(await again.get('key.1')).toEqual(new Uint8Array());
      await again.remove('draft/b');
      await again.remove('draft/b');
      expect(await (await under.reopen()).get('draft/b')).toBeUndefined();
    });

    test('puts of one value that are made at once end with the last one', async () => {
      const under = await open();
      await Promise.all(Array.from({ length: 20 }, (_, i) => under.store.put('v', bytes(i))));
      expect(await (await under.reopen()).get('v')).toEqual(bytes(19));
    });

    test('a name that is none is a bug', async () => {
      const { store } = await open();
      for (const name of ['', '../up', 'A', 'a_b', '/a', 'a'.repeat(201)]) {
        await expectBug(() => store.put(name, bytes(1)), 'not a name');
        await expectBug(() => store.journal(name), 'not a name');
      }
    });

    test('a name with dots in it stays inside the store', async () => {
      const under = await open();
      await under.store.put('a/../../b', bytes(1));
      expect(await (await under.reopen()).names('a/')).toEqual(['a/../../b']);
    });

    test('what a caller does to its bytes afterwards changes nothing', async () => {
      const under = await open();
      const value = bytes(1, 2, 3);
      await under.store.put('v', value);
      value[0] = 99;
      (await under.store.get('v'))?.fill(0);
      expect(await under.store.get('v')).toEqual(bytes(1, 2, 3));
    });

    test('a closed journal takes nothing more', async () => {
      const { store } = await open();
      const journal = await store.journal('a');
      await journal.close();
      await expectBug(() => journal.append([bytes(1)], true), 'closed');
    });
  });
}

/** Bugs may throw at once or reject. */
async function expectBug(call: () => Promise<unknown>, words: string): Promise<void> {
  await expect((async () => call())()).rejects.toThrow(words);
}
