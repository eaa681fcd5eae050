// The last line of a CI run: how many tests passed and failed, each runtime that the packages were tried on being one,
// each test of a real client against the issuer, and each step of a starter.
// A step that failed without a test counts as one.
import { readFileSync } from 'node:fs';

const stepFailed = process.argv[2] !== '0';
const files = ['reports/tests.json', 'reports/runtimes.json', 'reports/sdks.json', 'reports/starters.json'];
const reports = files.map((file) => readReport(file));
const passed = sum(reports.map((report) => report.passed));
const failed = sum(reports.map((report) => report.failed));
console.log(`${passed} passed, ${stepFailed && failed === 0 ? 1 : failed} failed`);

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

function readReport(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: report.numPassedTests, failed: report.numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
