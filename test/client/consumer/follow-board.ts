// Follows a project until it has a task called "Last", and prints the titles of its tasks at each change.
import { type ConnectionState, createLockstep } from "lockstep/client/core";
import { WebSocket } from "ws";

const [url = "", token = "", projectId = ""] = process.argv.slice(2);
const lockstep = createLockstep({ url, getToken: () => token, webSocketImpl: WebSocket });
const states: ConnectionState["status"][] = [];
lockstep.connection.subscribe(() => states.push(lockstep.connection.state.status));

const project = lockstep.project(projectId);
const stop = project.subscribe("column:TODO", () => {
  const titles: string[] = project.column("TODO").map(({ title }) => title);
  console.log(JSON.stringify(titles));
  if (!titles.includes("Last")) return;
  stop();
  lockstep.close();
  console.log(JSON.stringify([...new Set(states)]));
});
