import { randomUUID } from "node:crypto";
import type { Visitor } from "../browser/visitor.ts";
import {
  ApplyChangesDocument,
  type LabelColor,
  type TaskPriority,
  type TaskStatus,
} from "../support/generated/graphql.ts";

interface Sample {
  readonly title: string;
  readonly status: TaskStatus;
  readonly priority?: TaskPriority;
  readonly labels?: readonly (keyof typeof labels)[];
  /** The person who does it. */
  readonly by?: "ada" | "grace";
  /** Days from the first one of the pictures. */
  readonly due?: number;
  readonly description?: string;
  readonly comments?: readonly string[];
}

const labels = { Venue: "TEAL", Press: "PURPLE", Design: "PINK", Website: "BLUE" } as const satisfies Record<
  string,
  LabelColor
>;

/** The task whose view the pictures show. */
export const shownTask = "Write the announcement";

const description = `Two paragraphs and a picture, **before noon**.

- [x] Ask Grace for the picture
- [x] First draft
- [ ] Check the names and the date
- [ ] Send it to the list

> Say what it does before how it does it.`;

const samples: readonly Sample[] = [
  { title: "Ask for quotes of two caterers", status: "BACKLOG", labels: ["Venue"] },
  { title: "Stickers for the helpers", status: "BACKLOG", labels: ["Design"], priority: "LOW" },
  { title: "Collect questions for the panel", status: "BACKLOG" },
  { title: "Book the room", status: "TODO", priority: "URGENT", labels: ["Venue"], by: "ada", due: 1 },
  { title: "Invite the press", status: "TODO", priority: "HIGH", labels: ["Press"], by: "grace", due: 3 },
  { title: "Order the flowers", status: "TODO", labels: ["Venue"], due: 9 },
  {
    ...{ title: shownTask, status: "IN_PROGRESS", priority: "HIGH", labels: ["Press", "Website"], by: "ada", due: 2 },
    description,
    comments: ["A first draft is in the shared folder.", "Read it. The second paragraph can go."],
  },
  { title: "Poster for the entrance", status: "IN_PROGRESS", labels: ["Design"], by: "grace", priority: "MEDIUM" },
  {
    title: "Page with the programme",
    status: "IN_REVIEW",
    labels: ["Website"],
    by: "grace",
    comments: ["Reads well."],
  },
  { title: "Choose a name", status: "DONE", by: "ada" },
  { title: "Reserve the date", status: "DONE", labels: ["Venue"], by: "grace" },
  { title: "Rent a stage", status: "CANCELED", labels: ["Venue"] },
];

/** Fills a project with tasks, comments and labels. `firstDay`: the day from which due dates count. */
export async function fillProject(ada: Visitor, grace: Visitor, projectId: string, firstDay: Date): Promise<void> {
  const labelIds = Object.fromEntries(Object.keys(labels).map((name) => [name, randomUUID()]));
  const people = { ada: ada.id, grace: grace.id };
  const dayAfter = (days: number) => new Date(firstDay.getTime() + days * 86_400_000).toISOString();
  const made = samples.map((sample) => ({ id: randomUUID(), ...sample }));
  const changes = [
    ...Object.entries(labels).map(([name, color]) => ({ createLabel: { projectId, id: labelIds[name], name, color } })),
    ...made.map(({ id, title, status, priority, labels: names = [], by, due, description: text }) => {
      const values = { projectId, id, title, status, priority, description: text };
      const ids = names.map((name) => labelIds[name]);
      return {
        createTask: {
          ...{ ...values, labelIds: ids, assigneeId: by && people[by] },
          dueAt: due === undefined ? undefined : dayAfter(due),
        },
      };
    }),
    ...made.flatMap(({ id, comments = [] }) => comments.map((body) => ({ createComment: { taskId: id, body } }))),
  ];
  await ada.send(ApplyChangesDocument, { input: { projectId, changes } } as never);
}
