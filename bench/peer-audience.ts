import { randomUUID } from "node:crypto";
import { Audience, type AudienceOptions, openSubscribers, type Pause, spreadSubscribers } from "./audience.ts";
import { distinctDocuments } from "./documents.ts";
import type { LoadCommands } from "./load/load.ts";
import type { NextMessage } from "./next-message.ts";
import type { PeerOptions } from "./peers/peer.ts";
import { type PeerName, peers } from "./peers/peers.ts";
import { startChild } from "./process/child.ts";
import { startServer } from "./process/server.ts";
import type { PublisherCommands } from "./publishers/publisher.ts";
import type { Services } from "./services.ts";

const modules = {
  load: new URL("./load/load.js", import.meta.url),
  publisher: new URL("./publishers/peer.js", import.meta.url),
};

/** A peer with subscribers; what it carries is `message`, and comes from another process. */
export async function openPeerAudience(
  { redisUrl }: Services,
  name: PeerName,
  message: NextMessage,
  options: AudienceOptions,
  pauses?: readonly Pause[],
): Promise<Audience> {
  const { module, protocol } = peers[name];
  const { documents = 1, compression = false } = options;
  const projects = Array.from({ length: options.projects }, () => randomUUID());
  const server = await startServer({ module, argument: { redisUrl, compression } satisfies PeerOptions });
  const argument = { peer: name, redisUrl, projects, message };
  const publisher = startChild<PublisherCommands>({ module: modules.publisher, argument, core: "load" });
  const load = startChild<LoadCommands>({ module: modules.load, core: "load" });
  await publisher.find(/^ready$/);
  const subscribers = spreadSubscribers(options, (project) => ({ projectId: projects[project] ?? "" }));
  const parts = { server, publisher, load };
  await openSubscribers(
    parts,
    {
      protocol,
      subscribers,
      documents: distinctDocuments("ProjectActivity", documents),
      compression,
    },
    pauses,
  );
  return new Audience(options, parts);
}
