import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  AddMemberDocument,
  ApplyChangesDocument,
  BoardDocument,
  CreateCommentDocument,
  CreateLabelDocument,
  CreateProjectDocument,
  CreateTaskDocument,
  DeleteTaskDocument,
  UpdateCommentDocument,
  UpdateLabelDocument,
  UpdateProjectDocument,
  UpdateTaskDocument,
} from "../../support/generated/graphql.ts";
import { isLongRun } from "../../support/long-run.ts";
import { malformedTexts } from "./malformed.ts";
import { asking, createTarget, type Request, sending, type Target, type Things } from "./target.ts";

let target: Target;
beforeAll(async () => {
  target = await createTarget();
});
afterEach(() => target.expectHealth());
afterAll(() => target.close());

interface TextField {
  readonly mutation: string;
  readonly field: string;
  /** Maximum number of characters. */
  readonly most: number;
  readonly request: (text: string) => Request;
}

const title = 500;
const body = 65_536;
const fields: readonly TextField[] = [
  {
    mutation: "createProject",
    field: "name",
    most: title,
    request: (name) => sending(CreateProjectDocument, () => ({ name })),
  },
  {
    mutation: "createProject",
    field: "description",
    most: body,
    request: (description) => sending(CreateProjectDocument, () => ({ name: "New", description })),
  },
  {
    mutation: "updateProject",
    field: "name",
    most: title,
    request: (name) => sending(UpdateProjectDocument, ({ projectId }) => ({ projectId, name })),
  },
  {
    mutation: "updateProject",
    field: "description",
    most: body,
    request: (description) => sending(UpdateProjectDocument, ({ projectId }) => ({ projectId, description })),
  },
  {
    mutation: "createTask",
    field: "title",
    most: title,
    request: (title) => sending(CreateTaskDocument, ({ projectId }) => ({ projectId, title })),
  },
  {
    mutation: "createTask",
    field: "description",
    most: body,
    request: (description) =>
      sending(CreateTaskDocument, ({ projectId }) => ({ projectId, title: "New", description })),
  },
  {
    mutation: "updateTask",
    field: "title",
    most: title,
    request: (title) => sending(UpdateTaskDocument, ({ firstId: taskId }) => ({ taskId, title })),
  },
  {
    mutation: "updateTask",
    field: "description",
    most: body,
    request: (description) => sending(UpdateTaskDocument, ({ firstId: taskId }) => ({ taskId, description })),
  },
  {
    mutation: "createComment",
    field: "body",
    most: body,
    request: (body) => sending(CreateCommentDocument, ({ firstId: taskId }) => ({ taskId, body })),
  },
  {
    mutation: "updateComment",
    field: "body",
    most: body,
    request: (body) => sending(UpdateCommentDocument, ({ commentId }) => ({ commentId, body })),
  },
  {
    mutation: "createLabel",
    field: "name",
    most: 50,
    request: (name) => sending(CreateLabelDocument, ({ projectId }) => ({ projectId, name, color: "RED" })),
  },
  {
    mutation: "updateLabel",
    field: "name",
    most: 50,
    request: (name) => sending(UpdateLabelDocument, ({ labelId }) => ({ labelId, name })),
  },
  {
    mutation: "addMember",
    field: "email",
    most: 320,
    request: (email) => sending(AddMemberDocument, ({ projectId }) => ({ projectId, email, role: "MEMBER" })),
  },
  {
    mutation: "deleteTask",
    field: "clientMutationId",
    most: 128,
    request: (clientMutationId) => sending(DeleteTaskDocument, ({ firstId: taskId }) => ({ taskId, clientMutationId })),
  },
];

/** Not part of a batch. */
const outside: ReadonlySet<string> = new Set(["createProject", "updateProject", "addMember"]);

/** The same field of the second change of a batch. */
const inBatches = fields
  .filter(({ mutation }) => !outside.has(mutation))
  .map(({ mutation, field, most, request }) => ({
    ...{ mutation: `${mutation} in a batch`, field, most, path: ["input", "changes", 1, mutation, field] },
    request: (text: string) => (things: Things) => {
      const { input } = Object(request(text)(things).variables);
      const changes = [{ deleteTask: { taskId: things.secondId } }, { [mutation]: input }];
      return sending(ApplyChangesDocument, ({ projectId }) => ({ projectId, changes }))(things);
    },
  }));

const alone = fields.map((field) => ({ ...field, path: ["input", field.field] }));

describe.each([...alone, ...inBatches])("$field of $mutation", ({ path, most, request }) => {
  const paths = [path];
  // A batch validates the same fields as the mutation alone: there, the worst of each kind must do.
  const takesAll = isLongRun || path.length === 2;

  it(`has at most ${most} characters, whatever they are`, async () => {
    for (const character of takesAll ? ["a", "漢", "😀"] : ["😀"]) {
      const text = character.repeat(most + 1);
      await target.expectRefusal(request(text), "BAD_USER_INPUT", paths, new RegExp(`at most ${most} characters`));
    }
  });

  it("has neither NUL nor lone surrogates", async () => {
    for (const [, text] of takesAll ? malformedTexts : malformedTexts.slice(0, 1)) {
      await target.expectRefusal(request(text), "BAD_USER_INPUT", paths, /NUL characters or lone surrogates/);
    }
  });
});

it.each([...alone, ...inBatches].filter(({ field }) => !["description", "clientMutationId"].includes(field)))(
  "$field of $mutation is not empty or blank",
  async ({ path, request }) => {
    for (const text of ["", " ", "\t\n\u00a0\u2003", "\u200b"]) {
      await target.expectRefusal(request(text), "BAD_USER_INPUT", [path], /must not be empty/);
    }
  },
);

it.each(malformedTexts)("a filter's text with %s is refused", async (_what, text) => {
  const request = asking(BoardDocument, ({ projectId }) => ({ projectId, filter: { text } }));
  await target.expectRefusal(request, "BAD_USER_INPUT", [["filter", "text"]]);
});

it("a literal in the document is checked like a variable", async () => {
  const query = 'mutation { createProject(input: { name: "\\u0000" }) { seq } }';
  await target.expectRefusal(() => ({ query }), "BAD_USER_INPUT", [["input", "name"]]);
});

it("text of the full length is kept as it is, whatever it is written in", async () => {
  for (const character of ["a", "漢", "😀", "\u0301", "\u202e"]) {
    const text = { title: `a${character.repeat(title - 1)}`, description: character.repeat(body) };
    const request = sending(CreateTaskDocument, ({ projectId }) => ({ projectId, ...text }));
    for (const { data, errors } of await target.ask(request)) {
      expect(errors).toBeUndefined();
      expect(data).toMatchObject({ createTask: { task: text } });
    }
  }
});
