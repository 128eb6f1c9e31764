import type { LabelSnapshot } from "../src/model/label.ts";
import type { TaskSnapshot } from "../src/model/task.ts";

interface DemoTask extends Pick<TaskSnapshot, "title"> {
  readonly description?: string;
  /** TODO when absent. */
  readonly status?: TaskSnapshot["status"];
  readonly priority?: TaskSnapshot["priority"];
  readonly assignee?: "viewer" | "other";
  /** Names of `demoLabels`. */
  readonly labels?: readonly string[];
  /** Days from the making of the project to the due date. */
  readonly dueInDays?: number;
  readonly comments?: readonly string[];
}

export const demoLabels: readonly Pick<LabelSnapshot, "name" | "color">[] = [
  { name: "Design", color: "PURPLE" },
  { name: "Engineering", color: "BLUE" },
  { name: "Press", color: "ORANGE" },
  { name: "Legal", color: "GRAY" },
];

const tryThis = `What makes this board different shows with **two windows side by side**, one of them private.

- [ ] Sign in as Ada in one window and as Grace in the other
- [ ] Drag a card: it moves in the other window at once
- [ ] Edit this text in both windows, in different lines: both edits stay
- [ ] Change one title in both windows at once: the second to save sees both and chooses
- [ ] Stop the server, go on editing, and start it again: nothing is lost
- [ ] Delete a task and take it back
- [ ] Open the history: every change, by whom and when`;

const checklist = `Before we say that it is ready:

- [x] The price is on the page
- [x] Screenshots in light and dark
- [ ] The page loads in a second on a phone
- [ ] Every link works

The draft is at [launch.example.com](https://launch.example.com).`;

const runbook = `If sign-ups fail on the day:

1. Look at the *health* of the mail server
2. Restart one instance after the other
3. Tell the channel what you saw

\`\`\`sh
curl --fail https://launch.example.com/readyz
\`\`\``;

/** The tasks of the demo, in the order of their columns. */
export const demoTasks: readonly DemoTask[] = [
  { title: "Collect ideas for the summer release", status: "BACKLOG" },
  { title: "Translate the page into German and Japanese", status: "BACKLOG", labels: ["Design"] },
  { title: "Record a two-minute film", status: "BACKLOG", priority: "LOW", labels: ["Design", "Press"] },
  { title: "Ask three customers for a quote", status: "BACKLOG", assignee: "other", labels: ["Press"] },
  { title: "Try this first: seven things in two windows", description: tryThis, priority: "HIGH", assignee: "viewer" },
  { title: "Book the room for the evening", priority: "URGENT", assignee: "other", dueInDays: 2 },
  { title: "Invite the press", priority: "MEDIUM", assignee: "viewer", labels: ["Press"], dueInDays: 6 },
  { title: "Write the runbook for the day", description: runbook, labels: ["Engineering"], dueInDays: 9 },
  { title: "Order stickers", priority: "LOW" },
  { title: "Prepare answers to likely questions", labels: ["Press"] },
  {
    title: "Write the announcement",
    description: "Two paragraphs and a picture. *Short words.* No exclamation marks.",
    status: "IN_PROGRESS",
    priority: "HIGH",
    assignee: "other",
    labels: ["Press"],
    dueInDays: 4,
    comments: [
      "A first draft is in the shared folder.",
      "Read it: the second paragraph says it better than the first.",
    ],
  },
  {
    title: "Finish the landing page",
    description: checklist,
    status: "IN_PROGRESS",
    priority: "URGENT",
    assignee: "viewer",
    labels: ["Design", "Engineering"],
    dueInDays: 3,
  },
  {
    title: "Test with a thousand people at once",
    status: "IN_PROGRESS",
    assignee: "viewer",
    labels: ["Engineering"],
    comments: ["The graphs stay flat up to 800. Looking at the rest tomorrow."],
  },
  {
    title: "Check the terms of service",
    status: "IN_REVIEW",
    priority: "MEDIUM",
    assignee: "other",
    labels: ["Legal"],
    dueInDays: 1,
  },
  { title: "Review the new icon", status: "IN_REVIEW", labels: ["Design"], comments: ["The rounder one, please."] },
  { title: "Choose a name", status: "DONE", assignee: "viewer" },
  { title: "Agree on the date", status: "DONE", assignee: "other" },
  { title: "Buy the domain", status: "DONE", labels: ["Engineering"] },
  { title: "Set up the mailing list", status: "DONE", assignee: "other", labels: ["Press"] },
  { title: "Print a poster", status: "CANCELED", priority: "LOW", labels: ["Design"] },
];
