/**
 * `npm start`: opens Huan from a fresh clone. This file stays readable for an old Node, so that it can say that it is old.
 */
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(`Huan needs Node 20 or newer, and this is Node ${process.versions.node}: a newer one is at nodejs.org or in your system's packages.`);
  process.exitCode = 1;
} else {
  const { openApp } = await import('./open-app.mjs');
  const { runScript } = await import('./project.mjs');
  await runScript(() => openApp(process.argv.slice(2)));
}
