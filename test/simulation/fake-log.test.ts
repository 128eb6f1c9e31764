import { type Counted, type Said, saidCodec, testLogContract } from "../engine/log/log-contract.ts";
import { createFakeLog, FakeDatabase } from "./fake-log.ts";

testLogContract("createFakeLog", async () => {
  const database = new FakeDatabase<Counted>();
  let tokens = 0;
  const open = () =>
    createFakeLog<Counted, Said, Said>({
      ...{ database, kind: "said", codec: saidCodec },
      reduce: ({ count }) => ({ count: count + 1 }),
      createToken: () => (++tokens).toString(16),
      now: () => new Date().toISOString(),
      read: async (_method, look) => look(),
      pass: () => Promise.resolve(),
    });
  return {
    here: open(),
    there: open(),
    createStream: async (streamId) => database.create(streamId, { count: 0 }),
    prune: async (streamId, through) => database.prune(streamId, through),
    close: () => Promise.resolve(),
  };
});
