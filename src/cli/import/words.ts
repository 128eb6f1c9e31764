import { TaskPriority, TaskStatus } from "../../database/generated/enums.ts";

/** Names of lists and states → status, in the form of `toWord`. */
const statusWords: ReadonlyMap<string, TaskStatus> = new Map(
  Object.entries({
    BACKLOG: ["ideas", "icebox", "later", "someday", "inbox"],
    TODO: ["to do", "to dos", "next", "ready", "open", "new", "planned", "this week"],
    IN_PROGRESS: ["doing", "progress", "started", "in development", "working on it"],
    IN_REVIEW: ["review", "reviewing", "to review", "testing", "in testing", "test", "qa", "verify"],
    DONE: ["complete", "completed", "closed", "finished", "shipped", "released"],
    CANCELED: ["cancelled", "rejected", "declined", "wont do", "won't do", "dropped"],
  } satisfies Record<TaskStatus, string[]>).flatMap(([status, words]) =>
    [status, ...words].map((word) => [toWord(word), TaskStatus[status as TaskStatus]] as const),
  ),
);

const priorityWords: ReadonlyMap<string, TaskPriority> = new Map(
  Object.entries({
    NONE: ["no priority"],
    LOW: ["lowest", "minor", "trivial"],
    MEDIUM: ["normal"],
    HIGH: ["major", "important"],
    URGENT: ["highest", "critical", "blocker"],
  } satisfies Record<TaskPriority, string[]>).flatMap(([priority, words]) =>
    [priority, ...words].map((word) => [toWord(word), TaskPriority[priority as TaskPriority]] as const),
  ),
);

/** Choices that a flag gave, by their names in the form of `toWord`. */
export type Choices<T> = ReadonlyMap<string, T>;

/** Returns the status of a list or a cell. The flag wins. Undefined: the name is unknown. */
export function findStatus(name: string, chosen: Choices<TaskStatus>): TaskStatus | undefined {
  return chosen.get(toWord(name)) ?? statusWords.get(toWord(name));
}

/** Undefined: the name is unknown. */
export function findPriority(name: string): TaskPriority | undefined {
  return priorityWords.get(toWord(name));
}

const statusChoice = new RegExp(`\\s*([^=]+)=\\s*(${Object.keys(TaskStatus).join("|")})\\s*(?:,|$)`, "giy");
const personChoice = /\s*([^=]+)=\s*([^,=\s]+@[^,=\s]+)\s*(?:,|$)/gy;

/** Reads `Ideas=BACKLOG,Shipped=DONE`. Throws one sentence for anything else. */
export function readStatuses(text = ""): Choices<TaskStatus> {
  const find = (value: string) => TaskStatus[value.toUpperCase() as TaskStatus];
  return readChoices(
    text,
    statusChoice,
    find,
    '--statuses must be names with states, such as "Ideas=BACKLOG,Shipped=DONE".',
  );
}

/** Reads `ada=ada@example.com,grace=grace@example.com`: names in the file with e-mails. Throws as above. */
export function readPeople(text = ""): Choices<string> {
  return readChoices(
    text,
    personChoice,
    (value) => value,
    '--people must be names with e-mails: "ada=ada@example.com".',
  );
}

function readChoices<T>(text: string, pattern: RegExp, find: (value: string) => T, fault: string): Choices<T> {
  const choices = new Map<string, T>();
  let length = 0;
  for (const [match, name = "", value = ""] of text.matchAll(pattern)) {
    choices.set(toWord(name), find(value));
    length += match.length;
  }
  if (length !== text.length) throw new Error(fault);
  return choices;
}

/** The form of a name in which case, spaces, hyphens, underscores and signs at its ends do not count. */
export function toWord(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\s_\-–]+/gu, " ")
    .replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
}
