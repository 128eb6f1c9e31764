import { expect, it } from "vitest";
import { InvitationsDocument } from "../support/generated/graphql.ts";
import { setScene } from "./scene.ts";

const scene = setScene("MEMBER");

it("asks before somebody becomes an owner, and before one gives up one's own role", async () => {
  const { ada, openBoard } = scene;
  await openBoard(ada, "/members");
  const role = (name: string) => ada.panel.getByRole("button", { name: new RegExp(`^Role of ${name}: `) });
  const choose = async (name: string, choice: string) => {
    await role(name).click();
    await ada.panel.getByRole("menuitemradio", { name: choice }).click();
  };
  const dialog = ada.page.getByRole("dialog");

  await choose("Grace Hopper", "Owner");
  await dialog.getByText("Make Grace Hopper an owner?").waitFor();
  await ada.picture("make-owner");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(await role("Grace Hopper").getAttribute("aria-label")).toBe("Role of Grace Hopper: Member");
  await choose("Grace Hopper", "Owner");
  await dialog.getByRole("button", { name: "Make owner" }).click();
  await ada.panel.getByRole("button", { name: "Role of Grace Hopper: Owner" }).waitFor();

  await choose("Ada Lovelace", "Viewer");
  await dialog.getByText("You are Viewer then. Somebody else has to give your role back to you.").waitFor();
  await dialog.getByRole("button", { name: "Give up" }).click();
  await role("Ada Lovelace").waitFor({ state: "detached" });
  await expect.poll(() => ada.panel.getByText("Viewer", { exact: true }).count()).toBe(1);
});

it("asks before it invites somebody as an owner", async () => {
  const { ada, openBoard } = scene;
  await openBoard(ada, "/members");
  const submit = async () => {
    await ada.panel.getByLabel("E-mail").fill("linus@example.com");
    await ada.panel.getByLabel("Role", { exact: true }).selectOption("Owner");
    await ada.panel.getByRole("button", { name: "Invite", exact: true }).click();
  };
  const dialog = ada.page.getByRole("dialog");
  const invited = ada.panel.getByRole("list", { name: "Open invitations" }).getByRole("listitem");

  await submit();
  await dialog.getByText("Invite linus@example.com as an owner?").waitFor();
  await ada.picture("invite-owner");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(await ada.panel.getByLabel("E-mail").inputValue()).toBe("linus@example.com");
  const { project } = await ada.send(InvitationsDocument, { projectId: scene.projectId });
  expect(project?.invitations).toEqual([]);

  await submit();
  await dialog.getByRole("button", { name: "Invite as owner" }).click();
  await invited.getByText("linus@example.com").waitFor();
  await ada.panel.getByLabel("Link of the invitation").waitFor();
});

it("shows the link of an invitation once it is made, though the list cannot be read then", async () => {
  const { ada, openBoard } = scene;
  await openBoard(ada, "/members");
  const isList = (text: string | null) => text?.includes("query Invitations") === true;
  await ada.page.route("**/graphql", (route) =>
    isList(route.request().postData()) ? route.abort() : route.fallback(),
  );
  await ada.panel.getByLabel("E-mail").fill("linus@example.com");
  await ada.panel.getByRole("button", { name: "Invite", exact: true }).click();
  await ada.panel.getByRole("alert").waitFor();
  expect(await ada.panel.getByLabel("Link of the invitation").inputValue()).toMatch(/#[\w-]{43}$/);
  await ada.panel.getByRole("list", { name: "Open invitations" }).getByText("linus@example.com").waitFor();
});
