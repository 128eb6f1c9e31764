import { defineCommand } from "citty";
import { listActions } from "../operations/admin-actions.ts";
import { administer, jsonFlag, printRows, searchFlags } from "./administer.ts";
import { readWholeNumber } from "./run-command-line.ts";

export const audit = defineCommand({
  meta: { name: "audit", description: "List what operators did by commands, the newest first" },
  args: { limit: searchFlags.limit, ...jsonFlag },
  async run({ args: { limit, json } }) {
    const most = readWholeNumber("limit", limit, 1, 100_000);
    printRows(await administer(({ pool }) => listActions(pool, most)), json);
  },
});
