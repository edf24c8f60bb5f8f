/**
 * Which tests run how. `unit` and `window` are quick and run side by side; `e2e` uses real sockets, browsers and network
 * namespaces, so its files run one at a time, after the others.
 */
import { defineConfig } from 'vitest/config';
import { aliases, windowPlugins } from './vite.config.ts';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/unit/**/*.test.ts', 'tests/house/**/*.test.ts'],
          exclude: ['tests/unit/renderer/**'],
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
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['tests/net/**/*.test.ts', 'tests/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
