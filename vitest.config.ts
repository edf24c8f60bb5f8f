/**
 * Which tests run how. `core`, `unit` and `window` are quick and run side by side; their files share their modules, since to load
 * them anew for each file took half of their time: who changes what a module keeps puts it back. `sim` runs many whole peers in one process. `e2e` uses real sockets, browsers and network
 * namespaces, and mostly waits (a cut cable is noticed after 15 seconds): two of its files at a time. `alone` are those in
 * which a processor's time is counted: one at a time, after all others.
 */
import { defineConfig } from 'vitest/config';
import { aliases, windowPlugins } from './vite.config.ts';

const CORE = ['tests/unit/core/**/*.test.ts', 'tests/sim/{oracle,authority}/**/*.test.ts'];
const ALONE = ['tests/e2e/ten-thousand.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/unit/**/*.test.ts', 'tests/house/**/*.test.ts'],
          exclude: ['tests/unit/renderer/**', ...CORE],
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'core',
          environment: 'node',
          include: CORE,
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'sim',
          environment: 'node',
          include: ['tests/sim/*.test.ts', 'tests/sim/stories/*.test.ts'],
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        plugins: windowPlugins(),
        resolve: { alias: aliases, conditions: ['browser'] },
        test: {
          name: 'window',
          environment: 'happy-dom',
          include: ['tests/unit/renderer/**/*.test.ts'],
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['tests/net/**/*.test.ts', 'tests/e2e/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'alone',
          environment: 'node',
          include: ALONE,
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
