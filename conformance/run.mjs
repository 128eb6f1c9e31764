// node conformance/run.mjs --adapter <file> --url <url>: conformance/README.md has the options.
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { conform } from "./conform.mjs";
import { printReport } from "./report.mjs";

const { values } = parseArgs({
  options: {
    adapter: { type: "string" },
    url: { type: "string" },
    rule: { type: "string", multiple: true },
    transport: { type: "string", multiple: true },
    patience: { type: "string", default: "15000" },
  },
});
if (!values.adapter || !values.url) {
  console.error("Usage: node conformance/run.mjs --adapter <file> --url <url> [--rule R-1] [--transport sse]");
  process.exit(2);
}

const { createAdapter } = await import(pathToFileURL(values.adapter).href);
const adapter = await createAdapter({ url: values.url });
const results = await conform(adapter, {
  patience: Number(values.patience),
  ruleIds: values.rule,
  transports: values.transport,
});
await adapter.close?.();
console.log(printReport(results));
if (results.some(({ outcome }) => outcome === "fail")) process.exitCode = 1;
