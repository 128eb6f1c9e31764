import { defineCommand } from "citty";
import { z } from "zod";
import { exportAudit } from "../operations/export-audit.ts";
import { administer, readId } from "./administer.ts";
import { writeOut } from "./write-out.ts";

export const auditExport = defineCommand({
  meta: { name: "audit export", description: "Write who did what in a period to standard output, a line of JSON each" },
  args: {
    from: {
      type: "string",
      valueHint: "time",
      description: "Begin: a day in UTC, or a time of ISO 8601",
      required: true,
    },
    to: { type: "string", valueHint: "time", description: "End, not included (default: now)" },
    project: { type: "string", valueHint: "id", description: "Changes of one project alone" },
  },
  async run({ args }) {
    const from = readTime("from", args.from);
    const to = args.to === undefined ? new Date().toISOString() : readTime("to", args.to);
    if (from >= to) throw new Error("--from must be before --to.");
    const projectId = args.project === undefined ? null : readId("project", args.project);
    const options = { from, to, projectId, write: writeOut };
    const lines = await administer(({ pool }, operator) => exportAudit(pool, operator, options));
    console.error(`Exported ${lines} lines.`);
  },
});

/** Days stand for their beginning in UTC. */
function readTime(flag: string, value: string): string {
  const written = z.iso.date().safeParse(value).success ? `${value}T00:00:00.000Z` : value;
  const { data } = z.iso.datetime({ offset: true }).safeParse(written);
  if (data !== undefined) return new Date(data).toISOString();
  throw new Error(`--${flag} must be a day such as 2026-11-30, or a time of ISO 8601 with its offset.`);
}
