/** Reads what the shell understands of its command line. The rest belongs to Electron, Chromium, or whoever drives them. */

/** The folder after `--home` or `--home=`; undefined where there is none. */
export function homeArgument(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((arg) => arg === '--home' || arg.startsWith('--home='));
  const arg = argv[at];
  if (arg === undefined) return undefined;
  return arg === '--home' ? argv[at + 1] : arg.slice('--home='.length);
}
