import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { CreateTaskDocument } from "../support/generated/graphql.ts";
import { setScene } from "./scene.ts";

const scene = setScene("MEMBER");

it("goes on in a page that the browser has translated", async () => {
  const { ada, grace, createTask, openBoard, openTask, projectId } = scene;
  await createTask("Book the room");
  await openBoard(ada);
  await openTask(ada, "Book the room");
  await ada.panel.getByText("Nobody has written anything yet.").waitFor();
  await translate(ada.page);
  await grace.send(CreateTaskDocument, { input: { projectId, title: "By Grace" } });
  await ada.card("By Grace").waitFor();
  await ada.column("[To do]").or(ada.column("To do")).getByText("2", { exact: true }).waitFor();
  await ada.panel.getByLabel("New comment").fill("Is it free?");
  await ada.panel.getByRole("button", { name: "[Comment]", exact: true }).click();
  await ada.panel.getByRole("article").getByText("Is it free?").waitFor();
  await ada.panel.getByRole("button", { name: /^Status: / }).click();
  await ada.panel.getByRole("menu").getByText("Done", { exact: true }).click();
  await ada.column("Done").getByRole("link").waitFor();
  await translate(ada.page);
  await ada.panel.getByRole("button", { name: "Close" }).click();
  await ada.panel.waitFor({ state: "detached" });
  await ada.page.getByRole("link", { name: "History" }).click();
  await ada.panel.getByText("created “By Grace”").waitFor();
  await translate(ada.page);
  await ada.panel.getByRole("button", { name: "Close" }).click();
  await ada.panel.waitFor({ state: "detached" });
  await ada.page.getByRole("link", { name: "All projects" }).click();
  await ada.page.getByRole("button", { name: "Create", exact: true }).waitFor();
});

/** Ways to put an element in the place of a text. */
const ways = {
  "replaces the text": "text.replaceWith(font)",
  "inserts before it removes": "text.before(font), text.remove()",
  "inserts behind it and removes": "text.after(font), text.remove()",
  "removes before it inserts":
    "const { parentNode, nextSibling } = text; text.remove(), parentNode.insertBefore(font, nextSibling)",
} as const;

it.each(Object.keys(ways) as (keyof typeof ways)[])(
  "removes, orders and changes texts of which a translation %s",
  async (way) => {
    const { ada } = scene;
    await ada.open("/");
    const run = (change: string) =>
      ada.page.evaluate<string>(`(async () => {
      const { parent, texts, translate } = globalThis.scene;
      ${change};
      await null;
      return parent.textContent;
    })()`);
    await ada.page.evaluate(`
    const parent = document.body.appendChild(document.createElement("div"));
    const texts = ["one ", "two ", "three "].map((words) => document.createTextNode(words));
    parent.append(texts[0], document.createElement("i"), texts[1], texts[2]);
    const translate = (text) => {
      const font = document.createElement("font");
      font.append("[" + text.data.trim() + "] ");
      ${ways[way]};
    };
    globalThis.scene = { parent, texts, translate };
  `);
    expect(await run("texts.forEach(translate)")).toBe("[one] [two] [three] ");
    expect(await run('parent.insertBefore(document.createTextNode("new "), texts[1])')).toBe(
      "[one] new [two] [three] ",
    );
    expect(await run("parent.removeChild(texts[1])")).toBe("[one] new [three] ");
    expect(await run('texts[2].nodeValue = "third "')).toBe("[one] new third ");
    expect(await run("translate(texts[2])")).toBe("[one] new [third] ");
    expect(await run("parent.appendChild(texts[0])")).toBe("new [third] one ");
    expect(await run("translate(texts[0])")).toBe("new [third] [one] ");
    expect(await run("parent.insertBefore(texts[0], texts[2])")).toBe("new one [third] ");
    expect(await run("parent.removeChild(texts[2]), parent.removeChild(texts[0])")).toBe("new ");
  },
);

it("removes a text that the person has let show in the original again", async () => {
  const { ada } = scene;
  await ada.open("/");
  const left = await ada.page.evaluate(`(async () => {
    const parent = document.body.appendChild(document.createElement("div"));
    const text = parent.appendChild(document.createTextNode("one"));
    const font = document.createElement("font");
    text.replaceWith(font);
    await null;
    font.replaceWith("one");
    await null;
    parent.removeChild(text);
    return parent.textContent;
  })()`);
  expect(left).toBe("");
});

/** Puts each text into two elements, as a translation does. */
async function translate(page: Page): Promise<void> {
  await page.evaluate(`
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) if (texts.currentNode.data.trim() !== "") found.push(texts.currentNode);
    for (const text of found) {
      if (text.parentElement.closest("font, option, script, style")) continue;
      const outer = document.createElement("font");
      outer.appendChild(document.createElement("font")).textContent = "[" + text.data + "]";
      text.replaceWith(outer);
    }
  `);
}
