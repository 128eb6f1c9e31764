import { createRoot } from "react-dom/client";
import { createLockstep } from "../../client/core/lockstep/create-lockstep.ts";
import type { TaskStatus } from "../../client/generated/graphql.ts";
import { LockstepProvider } from "../../client/react/lockstep-provider.ts";
import { useColumn } from "../../client/react/use-parts.ts";
import { useProject } from "../../client/react/use-project.ts";

/** The measured page: a board over the kit's hooks. Times are in milliseconds since the navigation began. */
interface Visit {
  readonly url: string;
  readonly token: string;
  readonly projectId: string;
}

declare global {
  var visit: Visit;
  var times: { script: number; store?: number; card?: number; requests?: number };
}

globalThis.times = { script: performance.now() };
const lockstep = createLockstep({ url: visit.url, getToken: () => visit.token });
const handle = lockstep.project(visit.projectId);
handle.subscribe("state", () => {
  if (handle.state.status === "loaded") globalThis.times.store ??= performance.now();
});
requestAnimationFrame(look);
createRoot(document.querySelector("#root") ?? document.body).render(
  <LockstepProvider lockstep={lockstep}>
    <Board />
  </LockstepProvider>,
);

function Board() {
  const project = useProject(visit.projectId);
  if (project.status !== "open") return <p>{project.status}</p>;
  return (
    <main data-live={project.stream.kind === "following" && project.stream.isLive}>
      <h1>{project.project.name}</h1>
      {(["BACKLOG", "TODO", "IN_PROGRESS", "IN_REVIEW", "DONE", "CANCELED"] as const).map((status) => (
        <Column key={status} status={status} />
      ))}
    </main>
  );
}

function Column({ status }: { readonly status: TaskStatus }) {
  const tasks = useColumn(visit.projectId, status);
  return (
    <section>
      <h2>
        {status} ({tasks.length})
      </h2>
      <ul>
        {tasks.map(({ id, title, assignee, priority }) => (
          <li key={id}>
            {title} <small>{`${priority}, ${assignee?.name ?? "nobody"}`}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Looks once a frame, so it notices a card in the frame that paints it. */
function look(): void {
  if (!document.querySelector("li")) {
    requestAnimationFrame(look);
    return;
  }
  globalThis.times.card = performance.now();
  globalThis.times.requests = performance.getEntriesByType("resource").filter(({ name }) => name === visit.url).length;
}
