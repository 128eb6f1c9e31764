import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../../../src/config/project-root.ts";

/** An error code that ends a subscription, and whether the specification lets a client resume after it. */
export interface CodeOfEnd {
  readonly code: string;
  readonly resumes: boolean;
}

/** Reads the codes of the table "Endings" in docs/protocol.md, with one that no version knows. */
export async function readEndings(): Promise<readonly CodeOfEnd[]> {
  const page = await readFile(join(projectRoot, "docs/protocol.md"), "utf8");
  const [, section = ""] = /^## Endings$(.*?)^## /ms.exec(page) ?? [];
  const rows = [...section.matchAll(/^\| ((?:`error`|close) .*?) \|.*\| (.*?) \|$/gm)];
  const known = rows.flatMap(([, ending = "", client = ""]) =>
    [...ending.matchAll(/`([A-Z_]+)`/g)].map(([, code = ""]) => ({ code, resumes: /waits|resumes/.test(client) })),
  );
  return [...new Map(known.map((each) => [each.code, each])).values(), { code: "OF_A_LATER_VERSION", resumes: true }];
}
