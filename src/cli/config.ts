import process from "node:process";
import { defineCommand } from "citty";
import { findFaults } from "../config/config.ts";
import { listDescriptions, listEffective } from "../config/describe.ts";
import { findMisspellings } from "../config/find-misspellings.ts";

export const config = defineCommand({
  meta: { name: "config", description: "List all variables with their meanings and defaults" },
  args: {
    check: {
      type: "boolean",
      description: "Print the values in force with their sources instead, and each fault; exit with 1 if there is one",
    },
  },
  run({ args }) {
    if (args.check !== true) {
      console.log(
        listDescriptions()
          .map(([name, meaning]) => `${name}\n  ${meaning}`)
          .join("\n"),
      );
      return;
    }
    const rows = listEffective();
    const nameWidth = Math.max(...rows.map(({ name }) => name.length));
    for (const { name, value, source } of rows)
      console.log(`${name.padEnd(nameWidth)}  ${source.padEnd(11)}  ${value}`);
    const faults = findFaults();
    for (const fault of faults) console.error(fault);
    // Another program may well read the variable, so the exit code stays.
    for (const hint of findMisspellings()) console.error(hint);
    if (faults.length > 0) process.exitCode = 1;
  },
});
