/**
 * `npm test`: everything that must hold, on a fresh clone. No step hides a later one; the last line is the sum of them all.
 */
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(`Huan needs Node 20 or newer, and this is Node ${process.versions.node}: a newer one is at nodejs.org or in your system's packages.`);
  process.exitCode = 1;
} else {
  const { runAllChecks } = await import('./all-checks.mjs');
  const { runScript } = await import('./project.mjs');
  await runScript(runAllChecks);
}
