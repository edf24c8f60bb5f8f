/**
 * The walls of the house, tried by running into them: each forbidden import or global is put into a small copy of the house
 * that has the project's own configuration, and the real linter and the real type checker must refuse exactly that file.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CONFIGURATION = ['.oxlintrc.json', 'package.json', 'tsconfig.base.json', 'src/core/tsconfig.json', 'src/node/tsconfig.json', 'electron/tsconfig.json', 'renderer/tsconfig.json'];

/** Every package that core may use: one that brought Node's types along would open the wall for all of core. */
const CORE_PACKAGES = ['yjs', 'valibot', 'cborg', 'tweetnacl', 'lib0/encoding', 'lib0/decoding', 'lib0/string', '@noble/hashes/sha2.js', '@scure/bip39/wordlists/english.js'];
const CORE_IMPORTS = CORE_PACKAGES.map((name, i) => `import type * as part${i} from '${name}';\n`).join('');

/** A house in which everything is as it should be. */
const NEIGHBOURS: Record<string, string> = {
  'src/core/commands.ts': `${CORE_IMPORTS}export type Parts = [${CORE_PACKAGES.map((_, i) => `typeof part${i}`).join(', ')}];\nexport const CONTRACT = 1;\n`,
  'src/core/market/kinds.ts': "import { CONTRACT } from '../commands.ts';\nexport const kinds = [CONTRACT];\n",
  'src/node/host.ts': "import { readFileSync } from 'node:fs';\nimport { CONTRACT } from '../core/commands.ts';\nexport const host = [readFileSync, CONTRACT];\n",
  'src/node/home.ts': "export const home = '';\n",
  'electron/main.ts': "import { host } from '../src/node/host.ts';\nexport const main = [host];\n",
  'renderer/connection.ts': "import { CONTRACT } from '../src/core/commands.ts';\nexport const title = (): string => document.title + CONTRACT;\n",
};

interface Intruder {
  /** What it does, as the test's name tells it. */
  does: string;
  folder: string;
  source: string;
  /** The lint rule that must name it. */
  rule: string;
  /** Whether the type checker refuses it, too. */
  types: boolean;
}

const imports = (from: string) => `import * as other from '${from}';\nexport const used = [other];\n`;
const uses = (expression: string) => `export const used = (): unknown => ${expression};\n`;

const IMPORTS = 'no-restricted-imports';
const GLOBALS = 'no-restricted-globals';
const PROPERTIES = 'no-restricted-properties';

const INTRUDERS: Intruder[] = [
  { does: 'core imports a Node module', folder: 'src/core', source: imports('node:fs'), rule: IMPORTS, types: true },
  { does: 'core imports a Node module by its old name', folder: 'src/core', source: imports('fs'), rule: IMPORTS, types: true },
  { does: 'core imports from node', folder: 'src/core', source: imports('../node/host.ts'), rule: IMPORTS, types: true },
  { does: 'a folder of core imports from node', folder: 'src/core/market', source: imports('../../node/home.ts'), rule: IMPORTS, types: true },
  { does: 'core imports from electron', folder: 'src/core', source: imports('../../electron/main.ts'), rule: IMPORTS, types: true },
  { does: 'core imports from the renderer', folder: 'src/core', source: imports('../../renderer/connection.ts'), rule: IMPORTS, types: true },
  { does: 'core imports a package with a platform in it', folder: 'src/core', source: imports('ws'), rule: IMPORTS, types: false },
  { does: 'core imports electron', folder: 'src/core', source: imports('electron'), rule: IMPORTS, types: false },
  { does: 'core imports randomness from lib0', folder: 'src/core', source: imports('lib0/random'), rule: IMPORTS, types: false },
  { does: 'core makes random bytes with noble', folder: 'src/core', source: "import { randomBytes } from '@noble/hashes/utils.js';\nexport const used = randomBytes;\n", rule: IMPORTS, types: false },
  { does: 'core makes a phrase without the Random port', folder: 'src/core', source: "import { generateMnemonic } from '@scure/bip39';\nexport const used = generateMnemonic;\n", rule: IMPORTS, types: false },
  { does: 'core asks tweetnacl for random bytes', folder: 'src/core', source: "import nacl from 'tweetnacl';\nexport const used = nacl.randomBytes(8);\n", rule: PROPERTIES, types: false },
  { does: 'core touches the document', folder: 'src/core', source: uses('document.title'), rule: GLOBALS, types: true },
  { does: 'core sets a timer', folder: 'src/core', source: uses('setTimeout(() => 0, 5)'), rule: GLOBALS, types: true },
  { does: 'core uses Buffer', folder: 'src/core', source: uses("Buffer.from('a')"), rule: GLOBALS, types: true },
  { does: 'core uses process', folder: 'src/core', source: uses('process.env'), rule: GLOBALS, types: true },
  { does: 'core asks for the time', folder: 'src/core', source: uses('Date.now()'), rule: PROPERTIES, types: false },
  { does: 'core makes a date of now', folder: 'src/core', source: uses('new Date()'), rule: GLOBALS, types: false },
  { does: 'core rolls dice', folder: 'src/core', source: uses('Math.random()'), rule: PROPERTIES, types: false },
  { does: 'core uses the global crypto', folder: 'src/core', source: uses('crypto.randomUUID()'), rule: GLOBALS, types: true },
  { does: 'core fetches', folder: 'src/core', source: uses("fetch('a')"), rule: GLOBALS, types: true },
  { does: 'core goes round the ports by globalThis', folder: 'src/core', source: uses('globalThis'), rule: GLOBALS, types: false },
  { does: 'node imports from the renderer', folder: 'src/node', source: imports('../../renderer/connection.ts'), rule: IMPORTS, types: true },
  { does: 'node imports from electron', folder: 'src/node', source: imports('../../electron/main.ts'), rule: IMPORTS, types: true },
  { does: 'node imports electron itself', folder: 'src/node', source: imports('electron'), rule: IMPORTS, types: false },
  { does: 'electron imports from the renderer', folder: 'electron', source: imports('../renderer/connection.ts'), rule: IMPORTS, types: true },
  { does: 'the renderer imports from node', folder: 'renderer', source: imports('../src/node/host.ts'), rule: IMPORTS, types: true },
  { does: 'the renderer imports from electron', folder: 'renderer', source: imports('../electron/main.ts'), rule: IMPORTS, types: true },
  { does: 'the renderer imports a Node module', folder: 'renderer', source: imports('node:fs'), rule: IMPORTS, types: false },
  { does: 'the renderer imports electron itself', folder: 'renderer', source: imports('electron'), rule: IMPORTS, types: false },
];

interface Diagnostic {
  code: string;
  filename: string;
}

let house: string;

/** Runs a tool under this Node in the copy; a refusal is an answer like any other. */
function runTool(script: string, args: string[]): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(ROOT, 'node_modules', script), ...args], { cwd: house, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : 1, output: stdout + stderr });
    });
  });
}

async function lint(): Promise<Diagnostic[]> {
  const { output } = await runTool('oxlint/bin/oxlint', ['--format=json']);
  return (JSON.parse(output) as { diagnostics: Diagnostic[] }).diagnostics;
}

const checkTypes = () => runTool('typescript/bin/tsc', ['-b', 'src/core', 'src/node', 'electron', 'renderer', '--pretty', 'false']);

function write(file: string, source: string): void {
  mkdirSync(dirname(join(house, file)), { recursive: true });
  writeFileSync(join(house, file), source);
}

beforeAll(() => {
  house = realpathSync(mkdtempSync(join(tmpdir(), 'huan-house-')));
  for (const file of CONFIGURATION) {
    mkdirSync(dirname(join(house, file)), { recursive: true });
    cpSync(join(ROOT, file), join(house, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(house, 'node_modules'));
  for (const [file, source] of Object.entries(NEIGHBOURS)) write(file, source);
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

describe('the walls of the house', () => {
  test('a house in order passes the linter and the type checker', async () => {
    expect(await lint()).toEqual([]);
    expect(await checkTypes()).toEqual({ status: 0, output: '' });
  });

  describe('with an intruder in each room', () => {
    const fileOf = (intruder: Intruder) => `${intruder.folder}/intruder-${INTRUDERS.indexOf(intruder)}.ts`;
    let diagnostics: Diagnostic[];
    let types: string;

    beforeAll(async () => {
      for (const intruder of INTRUDERS) write(fileOf(intruder), intruder.source);
      diagnostics = await lint();
      for (const intruder of INTRUDERS.filter((one) => !one.types)) rmSync(join(house, fileOf(intruder)));
      types = (await checkTypes()).output;
    });

    afterAll(() => {
      for (const intruder of INTRUDERS) rmSync(join(house, fileOf(intruder)), { force: true });
    });

    test.each(INTRUDERS)('the linter refuses that $does', (intruder) => {
      const found = diagnostics.filter(({ filename }) => filename === fileOf(intruder)).map(({ code }) => code);
      expect(found).toContain(`eslint(${intruder.rule})`);
    });

    test.each(INTRUDERS.filter((intruder) => intruder.types))('the type checker refuses that $does', (intruder) => {
      expect(types).toContain(`${fileOf(intruder)}(`);
    });

    test('nobody else is blamed', () => {
      const blamed = new Set(diagnostics.map(({ filename }) => filename));
      expect([...blamed].toSorted()).toEqual(INTRUDERS.map(fileOf).toSorted());
    });
  });

  test('the linter refuses a cycle, over two files or three', async () => {
    write('src/core/a.ts', "import { b } from './b.ts';\nexport const a = (): unknown => b;\n");
    write('src/core/b.ts', "import { c } from './c.ts';\nexport const b = (): unknown => c;\n");
    write('src/core/c.ts', "import { a } from './a.ts';\nexport const c = (): unknown => a;\n");
    const found = (await lint()).filter(({ code }) => code === 'import(no-cycle)').map(({ filename }) => filename);
    expect(new Set(found)).toEqual(new Set(['src/core/a.ts', 'src/core/b.ts', 'src/core/c.ts']));
  });
});
