import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { limitVariables } from "../src/config/client-limits.ts";
import { projectRoot } from "../src/config/project-root.ts";

const defaults = Object.entries(z.object(limitVariables).parse({}));

it.each(["SECURITY.md", "README.md"])("%s lists every limit with its default", async (file) => {
  const rows = (await readFile(join(projectRoot, file), "utf8")).split("\n").filter((line) => line.startsWith("| "));
  for (const [name, value] of defaults) {
    const stated = rows.filter((row) => row.includes(`\`${name}\``) && row.includes(value.toLocaleString("en-US")));
    expect({ name, stated }).toEqual({ name, stated: [expect.any(String)] });
  }
});
