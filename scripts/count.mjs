// The last line of a CI run: how many tests passed and failed. A step that failed without a test counts as one.
import { readFileSync } from 'node:fs';

const stepFailed = process.argv[2] !== '0';
const { passed, failed } = readReport();
console.log(`${passed} passed, ${stepFailed && failed === 0 ? 1 : failed} failed`);

function readReport() {
  try {
    const report = JSON.parse(readFileSync('reports/tests.json', 'utf8'));
    return { passed: report.numPassedTests, failed: report.numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
