import { type DocumentNode, gql } from "@apollo/client";
import { print } from "graphql";
import { expect, it, onTestFinished, vi } from "vitest";
import {
  CommentPartsFragmentDoc,
  LabelPartsFragmentDoc,
  MemberPartsFragmentDoc,
  ProjectEventsDocument,
  TaskPartsFragmentDoc,
  UserPartsFragmentDoc,
} from "../../../client/apollo/index.ts";
import { CreateCommentDocument, CreateLabelDocument } from "../../support/generated/graphql.ts";
import { setApolloScene } from "./apollo-scene.ts";

const scene = setApolloScene();

const project = (selection: string, ...fragments: readonly DocumentNode[]) =>
  fragments.reduce(
    (document, fragment) => gql`
      ${document}
      ${fragment}
    `,
    gql(`query Own($projectId: ID!) { project(id: $projectId) { id seq ${selection} } }`),
  );

const ownDocuments: readonly { readonly name: string; readonly document: DocumentNode; readonly data: object }[] = [
  {
    name: "UserParts",
    document: project(
      "present { user { ...UserParts } } members { nodes { id user { ...UserParts } } }",
      UserPartsFragmentDoc,
    ),
    data: { members: { nodes: [{ user: { name: "ada" } }, { user: { name: "grace" } }] } },
  },
  {
    name: "MemberParts",
    document: project("members { nodes { ...MemberParts } }", MemberPartsFragmentDoc),
    data: { members: { nodes: [{ role: "OWNER", user: { name: "ada" } }, { user: { name: "grace" } }] } },
  },
  {
    name: "LabelParts",
    document: project("labels { ...LabelParts }", LabelPartsFragmentDoc),
    data: { labels: [{ name: "Urgent", color: "RED", version: 0 }] },
  },
  {
    name: "TaskParts",
    document: project("tasks { nodes { ...TaskParts } }", TaskPartsFragmentDoc),
    data: { tasks: { nodes: [{ title: "One", commentCount: 1, createdBy: { name: "ada" } }] } },
  },
  {
    name: "CommentParts",
    document: project("tasks { nodes { id version comments { nodes { ...CommentParts } } } }", CommentPartsFragmentDoc),
    data: { tasks: { nodes: [{ comments: { nodes: [{ body: "Two", author: { name: "ada" } }] } }] } },
  },
  {
    name: "all fragments, which share some,",
    document: project(
      `labels { ...LabelParts } members { nodes { ...MemberParts user { ...UserParts } } }
      tasks { nodes { ...TaskParts comments { nodes { ...CommentParts } } } }`,
      TaskPartsFragmentDoc,
      LabelPartsFragmentDoc,
      CommentPartsFragmentDoc,
      MemberPartsFragmentDoc,
      UserPartsFragmentDoc,
    ),
    data: {
      labels: [{ name: "Urgent" }],
      tasks: { nodes: [{ title: "One", comments: { nodes: [{ body: "Two" }] } }] },
    },
  },
];

it.each(ownDocuments)("an app's own document takes in $name by `gql`, and runs", async ({ document, data }) => {
  const warn = vi.spyOn(console, "warn");
  onTestFinished(() => warn.mockRestore());
  const { ada, board, projectId } = scene;
  const { id: taskId } = await board.createTask({ title: "One" });
  await ada.expect(CreateCommentDocument, { input: { taskId, body: "Two" } });
  await ada.expect(CreateLabelDocument, { input: { projectId, name: "Urgent", color: "RED" } });
  const { client } = scene.connect();
  const answer = await client.query({ query: document, variables: { projectId } });
  expect(answer.data).toMatchObject({ project: data });
  expect(warn).not.toHaveBeenCalled();
});

it("`gql` takes in the subscription of the kit", () => {
  const document = gql`
    ${ProjectEventsDocument}
  `;
  expect(print(document)).toBe(print(ProjectEventsDocument));
});
