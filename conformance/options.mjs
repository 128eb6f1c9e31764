import { parseArgs } from "node:util";
import { rules } from "./conform.mjs";

const usage =
  "Usage: node conformance/run.mjs --adapter <file> --url <url> [--rule R-1] [--transport sse] [--cut <command>]";

/** Reads the options of the command line. Throws a sentence for one that is missing, unknown or out of range. */
export function readOptions(args) {
  const { adapter, url: [url, ...others] = [], rule, transport, patience, cut } = parse(args);
  if (!adapter || !url) throw new Error(usage);
  const ids = rules.map(({ id }) => id);
  const transports = [...new Set(rules.flatMap(({ on }) => on))];
  requireKnown("rule", rule, ids);
  requireKnown("transport", transport, transports);
  if (!/^[1-9]\d*$/.test(patience)) throw new Error(`--patience takes milliseconds, 1 or more (got "${patience}").`);
  return { adapter, url, others, cut, ruleIds: rule, transports: transport, patience: Number(patience) };
}

function parse(args) {
  const several = { type: "string", multiple: true };
  const options = {
    adapter: { type: "string" },
    url: several,
    cut: { type: "string" },
    rule: several,
    transport: several,
    patience: { type: "string", default: "15000" },
  };
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new Error(`${error.message}\n${usage}`);
  }
}

function requireKnown(name, values = [], known) {
  const unknown = values.filter((value) => !known.includes(value));
  if (unknown.length > 0) throw new Error(`Unknown --${name} ${unknown.join(", ")}; known: ${known.join(", ")}.`);
}
