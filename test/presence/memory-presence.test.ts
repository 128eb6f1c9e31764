import { createMemoryPresence } from "../../src/presence/memory-presence.ts";
import { testPresenceContract } from "./presence-contract.ts";

testPresenceContract("createMemoryPresence", (grace) => {
  const presence = createMemoryPresence({ grace });
  return Promise.resolve([presence, presence, presence]);
});
