import process from "node:process";
import { createInterface } from "node:readline";
import { defineCommand } from "citty";
import { readConfig } from "../config/config.ts";
import { restoreProject } from "../operations/restore-project.ts";
import { administer, jsonFlag, printThing } from "./administer.ts";

export const restore = defineCommand({
  meta: { name: "restore", description: "Restore the export of a project that standard input holds" },
  args: { ...jsonFlag },
  async run({ args: { json } }) {
    const restored = await administer(({ pool }, operator) =>
      restoreProject(pool, operator, readConfig().limits, readLines()),
    );
    printThing({ action: "restore", ...restored }, json);
  },
});

/** Opens the input when the first line is wanted: what came before would be lost. */
async function* readLines(): AsyncIterable<string> {
  yield* createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
}
