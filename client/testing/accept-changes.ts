import { checkInputs, toDateTime } from "./check-inputs.ts";
import { checkValues, isUuid } from "./check-values.ts";
import type { Input } from "./fake-project.ts";
import { RequestError } from "./request-error.ts";

/** Characters of a message, after which the server cuts it. */
const messageLimit = 500;

/** Throws `RequestError` where a value is one that the server does not take. */
export function requireValid(changes: readonly Readonly<Record<string, Input>>[]): void {
  const path = ["input", "changes"];
  const wrong = checkInputs(changes);
  const [first] = wrong;
  if (first) throw new RequestError("BAD_USER_INPUT", first.message, wrong);
  const issues = [...checkValues(changes)];
  if (changes.length === 0) issues.push({ path, message: "must have at least one change." });
  if (changes.length > 500) issues.push({ path, message: "must have at most 500 changes." });
  if (issues.length === 0) return;
  const message = issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join(" ");
  const isLong = message.length > messageLimit;
  throw new RequestError("BAD_USER_INPUT", isLong ? `${message.slice(0, messageLimit)}…` : message, issues);
}

/** Values as the server stores them: times in UTC, lines that end with `\n`, UUIDs in lower case. */
export function normalise(input: Input): Input {
  const normal: Record<string, unknown> = { ...input };
  for (const field of ["description", "body"]) {
    const text = normal[field];
    if (typeof text === "string") normal[field] = text.replace(/\r\n?/g, "\n");
  }
  for (const field of Object.keys(normal).filter((each) => /^id$|Ids?$/.test(each) && each !== "clientMutationId")) {
    const value = normal[field];
    normal[field] = Array.isArray(value) ? value.map(toStoredId) : toStoredId(value);
  }
  if (typeof normal["dueAt"] === "string") normal["dueAt"] = toDateTime(normal["dueAt"]);
  return normal;
}

/** Returns a UUID in lower case. Ids of people of the fake server may have any form, and stay. */
export function toStoredId<T>(id: T): T | string {
  return typeof id === "string" && isUuid(id) ? id.toLowerCase() : id;
}
