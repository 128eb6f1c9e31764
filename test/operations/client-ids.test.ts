import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { type Board, createBoard, given } from "../support/board.ts";
import {
  ApplyChangesDocument,
  CreateCommentDocument,
  CreateLabelDocument,
  CreateProjectDocument,
  CreateTaskDocument,
  DeleteLabelDocument,
  DeleteProjectDocument,
  ProjectsDocument,
} from "../support/generated/graphql.ts";
import { type Pair, startPair } from "../support/pair.ts";
import type { Answer, Person } from "../support/person.ts";

let pair: Pair;
/** The same person, at home on both instances. */
let ada: Person;
let adaElsewhere: Person;
let grace: Person;
let board: Board;
/** Another project of Ada's, with Grace in it. */
let other: Board;

beforeAll(async () => {
  pair = await startPair();
  [ada, adaElsewhere] = [await pair.one.person("ada"), await pair.two.person("ada")];
  grace = await pair.two.person("grace");
});

beforeEach(async () => {
  [board, other] = [await createBoard(ada), await createBoard(ada, "Other")];
  for (const each of [board, other]) await each.addMember(grace, "MEMBER");
});

afterAll(() => pair.close());

interface Made {
  readonly id: string;
  readonly seq: number;
}

interface Noun {
  readonly create: (person: Person, board: Board, id: string, text?: string) => Promise<Answer<unknown>>;
  readonly remove: (board: Board, id: string) => Promise<unknown>;
}

const nouns: Readonly<Record<"task" | "comment" | "label", Noun>> = {
  task: {
    create: (person, { projectId }, id, title = "A task") =>
      person.request(CreateTaskDocument, { input: { id, projectId, title } }),
    remove: (of, id) => of.deleteTask(id),
  },
  comment: {
    create: async (person, of, id, body = "A comment") =>
      person.request(CreateCommentDocument, { input: { id, taskId: (await of.createTask()).id, body } }),
    remove: (of, id) => of.deleteComment(id),
  },
  label: {
    create: (person, { projectId }, id, name = `Label ${id}`) =>
      person.request(CreateLabelDocument, { input: { id, projectId, name, color: "RED" } }),
    remove: ({ owner }, labelId) => owner.expect(DeleteLabelDocument, { input: { labelId } }),
  },
};

const taken = (answer: Answer<unknown>) => {
  expect(Object.values(answer.data ?? {})).toEqual([null]);
  expect(answer.errors).toMatchObject([
    {
      message: "This id is taken. Choose another one.",
      extensions: {
        code: "BAD_USER_INPUT",
        issues: [{ path: ["input", "id"], message: "This id is taken. Choose another one." }],
      },
    },
  ]);
};

describe.each(Object.entries(nouns))("The id of a new %s", (noun, { create, remove }) => {
  const made = ({ data }: Answer<unknown>): Made => {
    const [payload] = Object.values(Object(data)) as { seq: number; [noun: string]: unknown }[];
    return { id: given(payload && (payload[noun] as { id: string })).id, seq: given(payload).seq };
  };

  it("is the client's, in lower case", async () => {
    for (const id of [
      randomUUID(),
      "ffffffff-ffff-ffff-ffff-ffffffffffff".replace(/^f{8}/, randomUUID().slice(0, 8)),
    ]) {
      expect(made(await create(ada, board, id.toUpperCase())).id).toBe(id);
    }
  });

  it("is taken by an item of anybody's, anywhere, in the same words", async () => {
    const id = randomUUID();
    made(await create(ada, board, id));
    const [here, there] = [await board.seq(), await other.seq()];
    taken(await create(grace, board, id));
    taken(await create(ada, other, id));
    taken(await create(grace, other, id.toUpperCase()));
    expect((await board.changesAfter(here)).filter(({ __typename }) => __typename !== "TaskCreated")).toEqual([]);
    expect((await other.changesAfter(there)).filter(({ __typename }) => __typename !== "TaskCreated")).toEqual([]);
  });

  it("is answered with the item as it stands to who made it in the same project", async () => {
    const id = randomUUID();
    const first = made(await create(ada, board, id));
    const before = await board.seq();
    const again = await create(adaElsewhere, board, id, "Another text");
    expect(made(again).id).toBe(id);
    expect(made(again).seq).toBeGreaterThanOrEqual(before);
    expect(JSON.stringify(again)).not.toContain("Another text");
    expect((await board.changesAfter(first.seq)).filter((event) => JSON.stringify(event).includes(id))).toEqual([]);
  });

  it("stays taken for everybody after a deletion, also when it cannot be restored any more", async () => {
    const id = randomUUID();
    made(await create(ada, board, id));
    await remove(board, id);
    for (const _ of [1, 2]) {
      taken(await create(ada, board, id));
      taken(await create(grace, board, id));
      taken(await create(ada, other, id));
      await administer(pair.databaseUrl, `UPDATE deleted_items SET content = NULL WHERE id = '${id}'`);
    }
  });

  it("is of one of those who ask for it at the same time", async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = randomUUID();
      const answers = await Promise.all([
        create(ada, board, id),
        create(adaElsewhere, other, id),
        create(grace, board, id),
        create(grace, other, id),
      ]);
      const [winner, ...more] = answers.filter(({ errors }) => !errors);
      expect([made(given(winner)).id, more]).toEqual([id, []]);
      for (const answer of answers) if (answer !== winner) taken(answer);
    }
  });
});

describe("The id of a new project", () => {
  const create = (person: Person, id: string, name = "By id") =>
    person.request(CreateProjectDocument, { input: { id, name } });

  it("is the client's, and taken for everybody else, also after its deletion", async () => {
    const id = randomUUID();
    expect(await create(ada, id.toUpperCase())).toMatchObject({ data: { createProject: { project: { id }, seq: 1 } } });
    expect(await create(adaElsewhere, id, "Another name")).toMatchObject({
      data: { createProject: { project: { id, name: "By id" }, seq: 1 } },
    });
    taken(await create(grace, id));
    await ada.expect(DeleteProjectDocument, { input: { projectId: id } });
    for (const person of [ada, grace]) taken(await create(person, id));
  });

  it("is of one of two who ask for it at the same time", async () => {
    const id = randomUUID();
    const before = (await grace.expect(ProjectsDocument, {})).projects.totalCount;
    const answers = await Promise.all([create(ada, id), create(grace, id), create(adaElsewhere, id)]);
    const isAdas = !given(answers[0]).errors;
    expect(answers.map(({ errors }) => errors === undefined)).toEqual([isAdas, !isAdas, isAdas]);
    expect((await grace.expect(ProjectsDocument, {})).projects.totalCount).toBe(before + (isAdas ? 0 : 1));
  });
});

it("Ids of a batch are taken by the items before them, and refused one by one", async () => {
  const { projectId } = board;
  const [id, elsewhere] = [randomUUID(), (await other.createTask()).id];
  const create = (taskId: string) => ({ createTask: { id: taskId, projectId, title: "A task" } });
  const input = {
    projectId,
    changes: [
      create(id),
      create(id),
      { deleteTask: { taskId: id } },
      create(id),
      create(elsewhere),
      create(randomUUID()),
    ],
  };
  const { results } = given((await ada.expect(ApplyChangesDocument, { input })).applyChanges);
  const refused = { __typename: "ChangeRefused", code: "BAD_USER_INPUT" };
  expect(results).toMatchObject([
    { task: { id }, seq: 3 },
    { task: { id }, seq: 3 },
    { taskId: id, seq: 4 },
    { ...refused, path: ["input", "changes", "3", "createTask", "id"] },
    { ...refused, path: ["input", "changes", "4", "createTask", "id"] },
    { seq: 5 },
  ]);
});
