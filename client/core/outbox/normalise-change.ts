import { isIdName } from "../store/board-view.ts";
import type { Change } from "../wire.ts";
import { texts } from "./intents.ts";

/** Returns the change with values as the server answers them; a new item gets its id. */
export function normalise({ kind, input }: Change, id: string): Change {
  const values: Record<string, unknown> = { ...input };
  if (/^create/.test(kind)) values["id"] ??= id;
  for (const [name, value] of Object.entries(values)) {
    if (Array.isArray(value)) values[name] = value.map(lowerId);
    if (typeof value === "string") values[name] = normaliseText(name, value);
  }
  return { kind, input: values } as unknown as Change;
}

/** Lines end with `\n`, times are in UTC. */
export function normaliseText(name: string, text: string): string {
  if (texts.includes(name)) return text.replaceAll(/\r\n?/g, "\n");
  if (isIdName(name)) return lowerId(text);
  // Times that do not exist, such as February 30, are left to the server.
  const [, day] = (/At$/.test(name) && /^(.{10})T.+(Z|[+-].{5})$/.exec(text)) || [];
  return (day && new Date(day).toJSON()?.startsWith(day) && new Date(text).toJSON()) || text;
}

/** Returns an id, or a topic that ends in one, in the server's form: UUIDs are in lower case. */
export function lowerId<Id extends string>(id: Id): Id {
  return String(id).replace(/[\dA-F-]{36}$/i, (uuid) => uuid.toLowerCase()) as Id;
}
