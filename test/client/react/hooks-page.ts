import { createElement, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createLockstep } from "../../../client/core/lockstep/create-lockstep.ts";
import {
  LockstepProvider,
  useColumn,
  useConnection,
  useOutbox,
  useProject,
  useTaskActions,
  useTaskEditor,
} from "../../../client/react/index.ts";

/** Values that the test gives the page. */
interface Setup {
  readonly url: string;
  readonly token: string;
  readonly projectId: string;
}

const { url, token, projectId } = (globalThis as unknown as { readonly setup: Setup }).setup;

function Board() {
  const view = useProject(projectId);
  const tasks = useColumn(projectId, "TODO");
  const { create } = useTaskActions(projectId);
  const { pending, failed, conflicts } = useOutbox(projectId);
  const { status } = useConnection();
  const isLive = view.status === "open" && view.stream.kind === "following" && view.stream.isLive;
  return createElement(
    "main",
    null,
    createElement("output", { id: "stream" }, isLive ? "live" : view.status),
    createElement("output", { id: "connection" }, status),
    createElement("output", { id: "outbox" }, `${pending.length} ${failed.length} ${conflicts.length}`),
    createElement("button", { type: "button", onClick: () => create({ title: "New" }) }, "Create"),
    tasks.map(({ id }) => createElement(Card, { key: id, id })),
  );
}

function Card({ id }: { readonly id: string }) {
  const { values, state, edit } = useTaskEditor(projectId, id, { delay: 100 });
  return createElement(
    "p",
    null,
    createElement("input", {
      value: values?.title ?? "",
      onChange: ({ target }: { target: HTMLInputElement }) => edit({ title: target.value }),
    }),
    createElement("output", null, state),
  );
}

const lockstep = createLockstep({ url, getToken: () => token });
const element = createElement(LockstepProvider, { lockstep }, createElement(Board));
createRoot(document.body.appendChild(document.createElement("div"))).render(createElement(StrictMode, null, element));
