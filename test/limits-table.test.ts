import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { limits } from "../src/config/limits.ts";
import { projectRoot } from "../src/config/project-root.ts";

it("SECURITY.md lists every limit with its default", async () => {
  const page = await readFile(join(projectRoot, "SECURITY.md"), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| "));
  for (const { name, default: value } of Object.values(limits)) {
    const stated = rows.filter((row) => row.includes(`\`${name}\``) && row.includes(value.toLocaleString("en-US")));
    expect({ name, stated }).toEqual({ name, stated: [expect.any(String)] });
  }
});
