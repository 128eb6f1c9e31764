import { expect, it } from "vitest";
import { DeleteProjectDocument } from "../support/generated/graphql.ts";
import { setScene } from "./scene.ts";

const scene = setScene("ADMIN");

it("the board deletes an account with its password, and names the projects that have no other owner", async () => {
  const { ada, projectId, openBoard } = scene;
  const { page } = ada;
  const dialog = page.getByRole("dialog", { name: "Delete your account?" });
  const confirm = () => dialog.getByRole("button", { name: "Delete account" }).click();
  const openDialog = async () => {
    await page.getByRole("button", { name: "Account of Ada Lovelace" }).click();
    await page.getByRole("button", { name: "Delete account…" }).click();
  };

  await openBoard(ada);
  await openDialog();
  await confirm();
  await dialog.getByText("Enter your password.").waitFor();
  await dialog.getByLabel("Password").fill("wrong horse battery");
  await confirm();
  await dialog.getByText("The password is wrong.").waitFor();
  await dialog.getByLabel("Password").fill(ada.password);
  await confirm();
  await dialog.getByText("You are the only owner of “Launch”.").waitFor();
  await ada.picture("delete-account");

  await ada.send(DeleteProjectDocument, { input: { projectId } });
  await ada.open("/");
  await openDialog();
  await dialog.getByLabel("Password").fill(ada.password);
  await confirm();
  await page.waitForURL(/\/sign-in$/);
  await page.getByLabel("E-mail").fill(ada.email);
  await page.getByLabel("Password").fill(ada.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
  expect(new URL(page.url()).pathname).toBe("/sign-in");
});
