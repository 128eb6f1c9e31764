// Prints `N passed, N failed, N skipped` from the runner's own report; fails unless tests ran and none failed.
import { readFile } from "node:fs/promises";

const report = await readFile(new URL("../test-results/report.json", import.meta.url), "utf8").then(JSON.parse, () => ({
  testResults: [],
}));
const statuses = report.testResults.flatMap(({ status, assertionResults }) => {
  const ofTests = assertionResults.map((test) => test.status);
  // A file that broke outside its tests counts as a failure of its own.
  return status === "failed" && !ofTests.includes("failed") ? [...ofTests, status] : ofTests;
});
const passed = statuses.filter((status) => status === "passed").length;
const failed = statuses.filter((status) => status === "failed").length;

console.log(`${passed} passed, ${failed} failed, ${statuses.length - passed - failed} skipped`);
if (passed === 0 || failed > 0) process.exitCode = 1;
