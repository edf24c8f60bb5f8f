/**
 * How the bundles are made: `vite build` the window (dist/window), `--mode node` the command line and the host (dist/node),
 * `--mode shell` Electron's main process and `--mode preload` the one file a sandboxed window may have (dist/electron).
 * Holds always: nothing inline in the window (the CSP refuses it), nothing left to be found in node_modules at run time.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { CODECS } from './src/node/photos/codec-names.ts';

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

/** For Node and Electron: everything bundled, so that a packaged app and a keeper need no node_modules. */
const bundle = (outDir: string, input: Record<string, string>, format: 'es' | 'cjs'): UserConfig => ({
  root: at('.'),
  ssr: { noExternal: true, external: ['electron', 'bufferutil', 'utf-8-validate'], target: 'node' },
  build: {
    ssr: true,
    outDir: at(outDir),
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    rolldownOptions: { input, output: { format, entryFileNames: format === 'es' ? '[name].js' : '[name].cjs', chunkFileNames: '[name]-[hash].js' } },
  },
});

/** Puts the photo codecs' WebAssembly beside the command line: `src/node/photos/codec-files.ts` reads it there. */
const codecFiles: Plugin = {
  name: 'codec-files',
  generateBundle() {
    const { resolve } = createRequire(import.meta.url);
    for (const file of Object.values(CODECS)) this.emitFile({ type: 'asset', fileName: `codecs/${basename(file)}`, source: readFileSync(resolve(file)) });
  },
};

/** By vite's --mode; the window where there is none. The shell's two files share no chunk: a preload can't load another file. */
const bundles: Record<string, UserConfig> = {
  node: { ...bundle('./dist/node', { cli: at('./src/node/cli.ts'), 'host-process': at('./src/node/host-process.ts') }, 'es'), plugins: [codecFiles] },
  // CommonJS, because it must have run before Electron is ready, and loading a module takes a turn.
  shell: bundle('./dist/electron', { main: at('./electron/main.ts') }, 'cjs'),
  preload: bundle('./dist/electron', { preload: at('./electron/preload.ts') }, 'cjs'),
};

export default defineConfig(({ mode }) => bundles[mode] ?? window);
