import type { Locator } from "playwright-core";
import { expect } from "vitest";
import type { Visitor } from "./visitor.ts";

/** Properties of a task that its panel shows as chips. */
type Property = "Status" | "Assignee" | "Priority" | "Due date" | "Labels";

/** The chip of a property, whose name tells the value, as "Priority: High". */
export function chip({ panel }: Visitor, property: Property): Locator {
  return panel.getByRole("button", { name: new RegExp(`^${property}: `) });
}

/** Waits until the property has the value. */
export async function expectValue(visitor: Visitor, property: Property, value: string): Promise<void> {
  await visitor.panel.getByRole("button", { name: `${property}: ${value}`, exact: true }).waitFor();
}

/** Opens the choices of a property and takes one. */
export async function choose(visitor: Visitor, property: Exclude<Property, "Due date">, choice: string): Promise<void> {
  await chip(visitor, property).click();
  await visitor.panel.getByRole("menu").getByText(choice, { exact: true }).click();
}

/** Sets the due date, as 2030-05-17. */
export async function setDueDate(visitor: Visitor, day: string): Promise<void> {
  await chip(visitor, "Due date").click();
  await visitor.panel.getByLabel("Day", { exact: true }).fill(day);
  await visitor.panel.getByRole("button", { name: "Set", exact: true }).click();
}

/** The description's field, which is opened where it is not. */
export async function openDescription({ panel }: Visitor): Promise<Locator> {
  const field = panel.getByRole("textbox", { name: "Description" });
  const opener = panel.getByRole("button", { name: /^(Edit description|Add a description…)$/ });
  await field.or(opener).waitFor();
  if ((await field.count()) === 0) await opener.click();
  return field;
}

/** Replaces the description, and leaves its field open. */
export async function writeDescription(visitor: Visitor, text: string): Promise<void> {
  await (await openDescription(visitor)).fill(text);
}

/** Waits until the description reads so, whether it is being edited or not; "" for none. */
export async function expectDescription({ panel }: Visitor, text: string): Promise<void> {
  const section = panel.getByRole("region", { name: "Description" });
  const field = section.getByRole("textbox");
  const read = async () => {
    if ((await field.count()) > 0) return field.inputValue();
    return (await section.getByText("Add a description…").count()) > 0 ? "" : ((await section.textContent()) ?? "");
  };
  await expect.poll(read).toBe(text);
}

/** Waits until the element lies wholly on the screen, without scrolling to it. */
export async function expectInView({ page }: Visitor, element: Locator): Promise<void> {
  const isInView = async () => {
    const box = await element.boundingBox();
    return box !== null && box.y >= 0 && box.y + box.height <= (page.viewportSize()?.height ?? 0);
  };
  await expect.poll(isInView).toBe(true);
}
