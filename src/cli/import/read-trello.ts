import { z } from "zod";
import { LabelColor, type TaskStatus } from "../../database/generated/enums.ts";
import { withLineFeeds } from "../../model/storable-text.ts";
import { DraftBuilder, type ImportDraft } from "./draft.ts";
import { type Choices, findStatus } from "./words.ts";

/** A list whose items stand in the order of `pos`. */
function inOrder<T extends z.ZodType<{ readonly pos: number }>>(item: T) {
  return z
    .array(item)
    .default([])
    .transform((items) => items.toSorted((one, other) => one.pos - other.pos));
}

const text = z.string().default("");
const pos = z.number().default(0);
const isSet = z.boolean().nullish().transform(Boolean);
const idList = z.array(z.string()).default([]);

const card = z.object({
  ...{ id: z.string(), name: z.string(), desc: text, idList: z.string(), pos },
  ...{ closed: isSet, isTemplate: isSet, due: z.string().nullish(), dueComplete: isSet },
  ...{ idLabels: idList, idMembers: idList },
  attachments: z.array(z.object({ name: text, url: z.string() })).default([]),
  customFieldItems: z.array(z.unknown()).default([]),
  badges: z.object({ comments: z.number().default(0) }).default({ comments: 0 }),
});
type Card = z.infer<typeof card>;

const comment = z.object({
  ...{ id: z.string(), type: z.literal("commentCard"), date: text },
  data: z.object({ text: z.string(), card: z.object({ id: z.string() }) }),
  memberCreator: z.object({ fullName: text }).nullish(),
});

const board = z.object({
  lists: inOrder(z.object({ id: z.string(), name: z.string(), closed: isSet, pos })),
  cards: inOrder(card),
  labels: z.array(z.object({ id: z.string(), name: text, color: z.string().nullish() })).default([]),
  members: z
    .array(z.object({ id: z.string(), username: text, fullName: text, email: z.string().nullish() }))
    .default([]),
  checklists: inOrder(
    z.object({
      ...{ idCard: z.string(), name: z.string(), pos },
      checkItems: inOrder(z.object({ name: z.string(), state: text, pos })),
    }),
  ),
  actions: z.array(z.unknown()).default([]),
});
type Board = z.infer<typeof board>;

/** Reads the JSON that Trello exports of a board. Throws one sentence for anything else. */
export function readTrello(json: string, statuses: Choices<TaskStatus>): ImportDraft {
  const { lists, cards, labels, members, checklists, actions } = parse(json);
  const draft = new DraftBuilder();
  const names = new Map(labels.map((each) => [each.id, each.name.trim() || toTitle(each.color ?? "")]));
  for (const { id, color } of labels) draft.color(names.get(id) ?? "", toColor(color));
  const people = new Map(members.map((each) => [each.id, each.email || each.username || each.fullName]));
  const comments = actions.flatMap((action) => comment.safeParse(action).data ?? []);
  const commentsOf = groupBy(comments, ({ data }) => data.card.id);
  const checklistsOf = groupBy(checklists, ({ idCard }) => idCard);
  const cardsOf = groupBy(cards, ({ idList }) => idList);
  const listed = new Set(lists.map(({ id }) => id));
  draft.leaveOut("entries of the board's history that are no comments", actions.length - comments.length);
  draft.leaveOut("cards without a list", cards.filter(({ idList }) => !listed.has(idList)).length);

  for (const list of lists) {
    const status = findStatus(list.name, statuses);
    for (const each of cardsOf.get(list.id) ?? []) {
      if (each.closed || list.closed) draft.leaveOut("archived cards");
      else if (each.isTemplate) draft.leaveOut("templates of cards");
      else {
        const own = (commentsOf.get(each.id) ?? []).toSorted((one, other) => (one.date < other.date ? -1 : 1));
        noteLosses(draft, each, own.length);
        if (!status) draft.leaveOut(`names of the list ${JSON.stringify(list.name)}, which is unknown: To do instead`);
        draft.add({
          key: each.id,
          place: `The card ${JSON.stringify(each.name.slice(0, 50))}`,
          title: each.name,
          description: describe(each, checklistsOf.get(each.id) ?? []),
          status: each.dueComplete && status !== "CANCELED" ? "DONE" : (status ?? "TODO"),
          priority: "NONE",
          dueAt: toTime(each.due),
          people: each.idMembers.flatMap((id) => people.get(id) ?? []),
          labels: [...new Set(each.idLabels.map((id) => names.get(id) ?? "").filter((name) => name !== ""))],
          comments: own.map(({ id, date, data, memberCreator }) => ({
            key: id,
            body: `${memberCreator?.fullName || "Somebody"}, ${date.slice(0, 10)}:\n\n${withLineFeeds(data.text)}`,
          })),
        });
      }
    }
  }
  return draft.build();
}

function parse(json: string): Board {
  try {
    const value: unknown = JSON.parse(json);
    const isBoard = typeof value === "object" && value !== null && "cards" in value && "lists" in value;
    const { data, error } = board.safeParse(value);
    if (isBoard && data) return data;
    const where = isBoard && error ? `: ${error.issues[0]?.path.join(".")} is missing or of another kind` : "";
    throw new Error(`The file is no board of Trello${where}. Nothing was imported.`);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new Error("The file is not JSON, or was cut off. Nothing was imported.", { cause });
  }
}

function noteLosses(draft: DraftBuilder, { badges, customFieldItems, idMembers }: Card, comments: number): void {
  draft.leaveOut(
    "comments that the file lacks: Trello exports the newest 1,000 entries",
    Math.max(0, badges.comments - comments),
  );
  draft.leaveOut("values of custom fields", customFieldItems.length);
  draft.leaveOut("members of cards besides the first", Math.max(0, idMembers.length - 1));
}

/** Checklists and attachments have no place of their own. */
function describe({ desc, attachments }: Card, checklists: Readonly<Board["checklists"]>): string | null {
  const parts = [
    withLineFeeds(desc).trimEnd(),
    ...checklists
      .filter(({ checkItems }) => checkItems.length > 0)
      .map(({ name, checkItems }) => {
        const items = checkItems.map((item) => `- [${item.state === "complete" ? "x" : " "}] ${oneLine(item.name)}`);
        return [`### ${oneLine(name)}`, "", ...items].join("\n");
      }),
    attachments.map(({ name, url }) => `- [${oneLine(name).replaceAll(/[[\]]/g, "\\$&")}](<${url}>)`).join("\n"),
  ];
  const description = parts.filter((part) => part !== "").join("\n\n");
  return description === "" ? null : description;
}

function oneLine(name: string): string {
  return name.replaceAll(/\s+/g, " ").trim();
}

function toTime(due: string | null | undefined): string | null {
  const date = new Date(due ?? Number.NaN);
  return date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9_999 ? date.toISOString() : null;
}

const otherColors: Readonly<Record<string, LabelColor>> = { SKY: "TEAL", LIME: "GREEN", BLACK: "GRAY" };

/** Trello has each colour also light and dark. */
function toColor(color: string | null | undefined): LabelColor {
  const name = (color ?? "").toUpperCase().replace(/_(?:LIGHT|DARK)$/, "");
  return LabelColor[name as LabelColor] ?? otherColors[name] ?? "GRAY";
}

/** Trello shows the colour of a label without a name. */
function toTitle(color: string): string {
  return color === "" ? "" : `${color[0]?.toUpperCase()}${color.slice(1).replaceAll("_", " ")}`;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
