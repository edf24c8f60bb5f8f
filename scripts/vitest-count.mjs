/** Counts what Vitest's JSON report says. A file that could not even be loaded counts as one failure. */
import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/**
 * @param {string} path of the report
 * @param {boolean} ranWell whether Vitest itself ended well; if it didn't, at least one thing failed
 * @returns {Count}
 */
export function countTests(path, ranWell) {
  if (!existsSync(path)) return { passed: 0, failed: 1, skipped: 0 };
  /** @type {{ testResults: { status: string, assertionResults: { status: string }[] }[] }} */
  const report = JSON.parse(readFileSync(path, 'utf8'));
  const count = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report.testResults) {
    const failedBefore = count.failed;
    for (const { status } of file.assertionResults) {
      if (status === 'passed') count.passed += 1;
      else if (status === 'failed') count.failed += 1;
      else count.skipped += 1;
    }
    if (file.status === 'failed' && count.failed === failedBefore) count.failed += 1;
  }
  if (!ranWell && count.failed === 0) count.failed = 1;
  return count;
}
