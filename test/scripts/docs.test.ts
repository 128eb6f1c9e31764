import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot } from "../../src/config/project-root.ts";
import { closeCodes } from "../../src/server/websocket/close-socket.ts";

const pages = [
  ...(await readdir(projectRoot)),
  ...(await readdir(join(projectRoot, "docs"))).map((name) => `docs/${name}`),
].filter((name) => name.endsWith(".md"));

it.each(pages)("%s: every row of a table has as many cells as its head", async (page) => {
  const text = await readFile(join(projectRoot, page), "utf8");
  for (const table of text.match(/(?:^\|.*\n)+/gm) ?? []) {
    // A bar inside of code is written as `\|`.
    const rows = table.trimEnd().split("\n");
    const widths = rows.map((row) => row.replaceAll("\\|", "").split("|").length);
    const odd = rows.filter((_, index) => widths[index] !== widths[0]);
    expect(odd).toEqual([]);
  }
});

it("docs/protocol.md: lists every code with which the server closes a socket, once", async () => {
  const page = await readFile(join(projectRoot, "docs/protocol.md"), "utf8");
  const [, endings = ""] = /^## Endings\n(.*?)^## /ms.exec(page) ?? [];
  const listed = [...endings.matchAll(/^\| close (\d+) \|/gm)].map(([, code]) => Number(code));
  // Sent by `ws` itself, for a message that is too large.
  const tooLarge = 1009;
  expect(listed.toSorted()).toEqual([...Object.values(closeCodes), tooLarge].toSorted());
});
