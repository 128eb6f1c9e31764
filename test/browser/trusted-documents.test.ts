import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { print } from "graphql";
import { expect, it, onTestFinished } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { CreateProjectDocument, MeDocument } from "../support/generated/graphql.ts";
import { startInstance } from "../support/instance.ts";
import { createTestDatabase } from "../support/postgres.ts";
import { visit } from "./visitor.ts";

it("where only trusted documents are allowed the board works, and GraphiQL says so", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-trusted-"));
  const manifest = join(folder, "documents.json");
  // Those that this test sends itself. The board's are not among them.
  const texts = [MeDocument, CreateProjectDocument].map((document, index) => [String(index), print(document)]);
  await writeFile(manifest, JSON.stringify(Object.fromEntries(texts)));
  const database = await createTestDatabase();
  const trusted = { TRUSTED_DOCUMENTS: manifest, TRUSTED_DOCUMENTS_ONLY: "true" };
  const instance = await startInstance(database.url, { SIGN_UPS_PER_HOUR: "0", ...trusted });
  const browser = await launchChromium();
  onTestFinished(async () => {
    await browser.close();
    await instance.close();
    await database.close();
    await rm(folder, { recursive: true });
  });
  const ada = await visit(browser, instance.url, "Ada Lovelace");
  const { createProject } = await ada.send(CreateProjectDocument, { input: { name: "Launch" } });

  await ada.open(`/projects/${createProject?.project.id}`);
  const backlog = ada.column("Backlog");
  await backlog.getByRole("button", { name: "Add task" }).click();
  await backlog.getByRole("textbox").fill("Write the announcement");
  await backlog.getByRole("textbox").press("Enter");
  await backlog.getByRole("button", { name: "Close" }).click();
  await ada.page.getByRole("link", { name: "Write the announcement", exact: true }).click();
  await ada.panel.getByLabel("New comment").fill("On Friday.");
  await ada.panel.getByRole("button", { name: "Comment", exact: true }).click();
  await ada.panel.getByRole("article").getByText("On Friday.").waitFor();
  // The server has it.
  await ada.page.reload();
  await ada.panel.getByRole("article").getByText("On Friday.").waitFor();
  await expect.poll(() => ada.titles("Backlog")).toEqual(["Write the announcement"]);

  // Without the schema GraphiQL lists no operations, and sends all at once.
  await ada.open("/graphql");
  await ada.page.getByRole("button", { name: "Execute query" }).click();
  const result = ada.page.getByRole("region", { name: "Result Window" });
  await result.locator(".view-line", { hasText: "trusted documents only" }).first().waitFor();
  await ada.leave();
});
