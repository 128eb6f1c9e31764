// node conformance/run.mjs --adapter <file> --url <url>: conformance/README.md has the options.
import { pathToFileURL } from "node:url";
import { conform } from "./conform.mjs";
import { createCut } from "./create-cut.mjs";
import { readOptions } from "./options.mjs";
import { printReport } from "./report.mjs";

try {
  const { adapter: file, url, others, cut, ...options } = readOptions(process.argv.slice(2));
  const { createAdapter } = await import(pathToFileURL(file).href);
  const restart = cut && { cut: createCut(cut, url, options.patience) };
  const adapter = await createAdapter({ url, others, ...restart });
  const results = await conform(adapter, options);
  await adapter.close?.();
  console.log(printReport(results));
  if (results.some(({ outcome }) => outcome === "fail")) process.exitCode = 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}
