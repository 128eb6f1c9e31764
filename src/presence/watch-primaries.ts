import { Cluster, type Redis } from "ioredis";

/**
 * Calls the listener each time Redis is reachable (again) and may know less than before: after a reconnect. On a
 * cluster this includes a reconnect to a single primary, and a replica that became one.
 */
export function watchPrimaries(client: Redis | Cluster, onReturn: () => void): void {
  client.on("ready", onReturn);
  if (!(client instanceof Cluster)) return;
  let known: ReadonlySet<Redis> = new Set();

  function look(cluster: Cluster): void {
    const before = known;
    known = new Set(cluster.nodes("master").filter(({ status }) => status === "ready"));
    if ([...known].some((node) => !before.has(node))) onReturn();
  }

  client.on("+node", (node: Redis) => node.on("ready", () => look(client)));
  client.on("refresh", () => look(client));
}
