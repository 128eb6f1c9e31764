// Follows a project until it has a task called "Last", and tells the titles of its tasks at each change.
import { ApolloClient } from "@apollo/client";
import { type ConnectionState, createLockstepLink, lockstepCache, watchProject } from "lockstep/client";
import { WebSocket } from "ws";

const [url = "", token = "", projectId = ""] = process.argv.slice(2);
const link = createLockstepLink({ url, getToken: () => token, webSocketImpl: WebSocket });
const client = new ApolloClient({ link, cache: lockstepCache() });
const states: ConnectionState["status"][] = [];
link.connection.subscribe(({ status }) => states.push(status));

const watching = watchProject(client, projectId).subscribe(({ status, project }) => {
  if (!project || status !== "live") return;
  const titles: string[] = project.tasks.map(({ title }) => title);
  console.log(JSON.stringify(titles));
  if (!titles.includes("Last")) return;
  watching.unsubscribe();
  // The watch ends a moment later, in case somebody subscribes again.
  link.close();
  console.log(JSON.stringify(states));
});
