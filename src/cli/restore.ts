import process from "node:process";
import { defineCommand } from "citty";
import { readConfig } from "../config/config.ts";
import { restoreProject } from "../operations/restore-project.ts";
import { administer, jsonFlag, printThing } from "./administer.ts";
import { readLines } from "./read-lines.ts";

export const restore = defineCommand({
  meta: { name: "restore", description: "Restore the export of a project that standard input holds" },
  args: { ...jsonFlag },
  async run({ args: { json } }) {
    if (process.stdin.isTTY) throw new Error("Give the export on standard input: lockstep restore < file");
    const restored = await administer(({ pool }, operator) => {
      return restoreProject(pool, operator, readConfig().limits, readLines(process.stdin));
    });
    printThing({ action: "restore", ...restored }, json);
  },
});
