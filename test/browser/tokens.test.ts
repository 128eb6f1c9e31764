import { print } from "graphql";
import { expect, it, vi } from "vitest";
import { AccessTokensDocument, CreateTaskDocument } from "../support/generated/graphql.ts";
import { post } from "../support/person.ts";
import { inAllLooks } from "./all-looks.ts";
import { setScene } from "./scene.ts";

const scene = setScene();

it("a person makes a token that may write, uses what is shown once, and revokes it", async () => {
  const { ada } = scene;
  const { page } = ada;
  await ada.open("/");
  await page.getByRole("button", { name: /^Account of Ada/ }).click();
  await page.getByRole("link", { name: "Access tokens" }).click();
  await page.getByRole("heading", { name: "Access tokens" }).waitFor();
  await page.getByText("You have no access tokens.").waitFor();

  await page.getByLabel("Name").fill("Deploy robot");
  await page.getByLabel("Expires after").selectOption("30 days");
  await page.getByLabel("Read projects and tasks").uncheck();
  await page.getByRole("button", { name: "Make token" }).click();
  // Neither reading nor writing is a token for nothing.
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Change projects and tasks").check();
  await page.getByRole("button", { name: "Make token" }).click();
  const secret = await page.getByLabel("Token Deploy robot").inputValue();
  await page.getByRole("list", { name: "Access tokens" }).getByText("Change projects and tasks").waitFor();
  await page.getByText(/Never used · expires /).waitFor();
  await inAllLooks(ada, "tokens", "main");

  const { origin } = new URL(page.url());
  const input = { projectId: scene.projectId, title: "Made by the robot" };
  const write = () => post(origin, secret, { query: print(CreateTaskDocument), variables: { input } });
  expect((await write()).errors).toBeUndefined();
  const read = await post(origin, secret, { query: print(AccessTokensDocument) });
  expect(read.errors?.[0]?.extensions?.["code"]).toBe("FORBIDDEN");

  await page.reload();
  await page.getByText(/Last used /).waitFor();
  expect(await page.content()).not.toContain(secret);
  await page.getByRole("button", { name: "Revoke Deploy robot" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke token" }).click();
  await page.getByText("You have no access tokens.").waitFor();
  // A revoked token ends within 10 s.
  await vi.waitFor(async () => expect((await write()).errors?.[0]?.extensions?.["code"]).toBe("UNAUTHENTICATED"));
});
