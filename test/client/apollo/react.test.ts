// @vitest-environment happy-dom
import { ApolloClient, gql, InMemoryCache, type TypedDocumentNode } from "@apollo/client";
import { ApolloProvider, useFragment, useSuspenseFragment } from "@apollo/client/react";
import { cleanup } from "@testing-library/react";
import { createElement, type ReactNode, Suspense } from "react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { connectCache } from "../../../client/apollo/connect-cache.ts";
import { createLockstepLink } from "../../../client/apollo/lockstep-link.ts";
import { ada, grace, perform, performLater, setReactScene } from "../react/react-scene.ts";
import { titleFragment } from "./app-documents.ts";

// Each component renders in StrictMode, over a server in memory.

const scene = setReactScene();
let client: ApolloClient;
let disconnect: () => void;

beforeEach(() => {
  client = new ApolloClient({
    link: createLockstepLink(scene.lockstep),
    cache: new InMemoryCache(),
    dataMasking: true,
  });
  disconnect = connectCache(scene.lockstep, client);
});

afterEach(() => {
  cleanup();
  disconnect();
  client.stop();
});

const rowFragment: TypedDocumentNode<{ readonly __typename: "Task"; readonly id: string; readonly status: string }> =
  gql`
  fragment Row on Task {
    id
    status
    ...Title
  }
  ${titleFragment}
`;

/** The provider wants its children as a property. */
function App({ children }: { readonly children?: ReactNode }) {
  return createElement(ApolloProvider, { client } as Parameters<typeof ApolloProvider>[0], children);
}

it("rows under dataMasking and Suspense follow the server and the outbox", async () => {
  const id = scene.createTask("First");
  const from = { __typename: "Task", id } as const;

  function Title({ task }: { readonly task: typeof from }) {
    const { data } = useFragment({ fragment: titleFragment, from: task });
    return createElement("b", null, data.title);
  }

  function Row() {
    const { data } = useSuspenseFragment({ fragment: rowFragment, fragmentName: "Row", from });
    // Its parts are masked: only their own component sees them.
    const masked = "title" in data ? "seen" : data.status;
    return createElement("p", null, `${masked} `, createElement(Title, { task: from }));
  }

  const handle = scene.lockstep.project(scene.project.id);
  const fallback = createElement("i", null, "Loading");
  const rows = createElement(Suspense, { fallback }, createElement(Row));
  const container = document.body;
  await performLater(() => void scene.show(createElement(App, null, rows)));
  const text = async () => {
    await performLater(() => {});
    return container.textContent;
  };
  await expect.poll(text).toBe("TODO First");

  perform(() => {
    handle.submit({ kind: "updateTask", input: { taskId: id, title: "Mine" } });
  });
  await expect.poll(text).toBe("TODO Mine");
  perform(() => {
    scene.project.change(grace, { kind: "updateTaskStatus", input: { taskId: id, status: "DONE" } });
  });
  await expect.poll(text).toBe("DONE Mine");
  expect(handle.me).toEqual(ada);
  handle.close();
});
