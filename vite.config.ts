/**
 * How the three bundles are made: `vite build` the window (dist/window), `--mode node` what runs in Node and in
 * Electron's main process (dist/node, dist/electron), `--mode preload` the one CommonJS file a sandboxed window may have.
 * Holds always: nothing inline in the window (the CSP refuses it), nothing left to be found in node_modules at run time.
 */
import { fileURLToPath } from 'node:url';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type UserConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** y-webrtc would otherwise speak to other tabs past the gate. */
export const aliases = { 'lib0/broadcastchannel': at('./renderer/lanes/no-broadcast.ts') };

/** What only tests and the window need to compile a Svelte file and its words. */
export const windowPlugins = () => [
  paraglideVitePlugin({
    project: at('./project.inlang'),
    outdir: at('./renderer/paraglide'),
    strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
  }),
  svelte({ configFile: false }),
];

const window: UserConfig = {
  root: at('./renderer'),
  base: './',
  plugins: windowPlugins(),
  resolve: { alias: aliases },
  build: {
    outDir: at('./dist/window'),
    emptyOutDir: true,
    target: ['chrome130', 'firefox128', 'safari17.4'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
};

/** Everything bundled, so that a packaged app and a keeper need no node_modules. */
const bundled = { noExternal: true, external: ['electron', 'bufferutil', 'utf-8-validate'] } as const;

const node: UserConfig = {
  root: at('.'),
  ssr: { noExternal: bundled.noExternal, external: [...bundled.external], target: 'node' },
  build: {
    ssr: true,
    outDir: at('./dist'),
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: {
        'node/cli': at('./src/node/cli.ts'),
        'node/host-process': at('./src/node/host-process.ts'),
        'electron/main': at('./electron/main.ts'),
      },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'node/shared/[name]-[hash].js' },
    },
  },
};

const preload: UserConfig = {
  root: at('.'),
  ssr: { noExternal: bundled.noExternal, external: [...bundled.external], target: 'node' },
  build: {
    ssr: true,
    outDir: at('./dist/electron'),
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: { preload: at('./electron/preload.ts') },
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
};

const byMode: Record<string, UserConfig> = { node, preload };

export default defineConfig(({ mode }) => byMode[mode] ?? window);
