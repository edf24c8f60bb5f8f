/** Prints in how many of so many random worlds (2,000 by default) each clause of the decision was met; exit 1 if one in fewer than 5 %. */
import { arbitraryWorld } from './arbitrary-world.ts';
import { CLAUSES } from './clauses.ts';
import { judge } from './decide-by-brute-force.ts';

const worlds = Number(process.argv[2] ?? 2000);
const counts = new Map(CLAUSES.map((clause) => [clause, 0]));
for (let seed = 0; seed < worlds; seed++) judge(arbitraryWorld(`${seed}`), (clause) => counts.set(clause, (counts.get(clause) ?? 0) + 1));
const sorted = [...counts].sort(([, a], [, b]) => a - b);
for (const [clause, count] of sorted) process.stdout.write(`${String(count).padStart(6)}  ${clause}\n`);
const rare = sorted.filter(([, count]) => count < worlds / 20);
process.stdout.write(`${worlds} worlds, ${counts.size} clauses, ${rare.length} of them met in fewer than ${worlds / 20}\n`);
process.exitCode = rare.length > 0 ? 1 : 0;
