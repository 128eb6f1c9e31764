import { createEnvironment } from "../../client/core/environment/create-environment.ts";
import { createDiskCopies } from "../../client/core/storage/disk-copies.ts";
import { loadProjectCopy } from "../../client/core/store/load-project-copy.ts";
import { keepProjectCopy } from "../../client/core/store/project-copy.ts";
import { ProjectStore } from "../../client/core/store/project-store.ts";
import { createEvents, createSnapshot, toItem } from "./project-data.ts";

/** The measured page: a store of 2,000 tasks that is kept on disk. */
const board = createSnapshot(2_000);
const { id: projectId } = board.project;

declare global {
  var writeBurst: (count: number) => Promise<number>;
}

/** Receives so many events one after another. Returns the milliseconds for each until the last one is on disk. */
globalThis.writeBurst = async (count) => {
  const account = { server: location.origin, issuer: "", subject: crypto.randomUUID() };
  const copies = createDiskCopies(indexedDB, account, createEnvironment());
  const store = new ProjectStore(projectId);
  let written = -1;
  let tell = () => {};
  const note = (seq: number) => {
    written = seq;
    tell();
  };
  const noting: typeof copies = {
    ...copies,
    replace: async (id, given) => {
      await copies.replace(id, given);
      note(given.board.seq);
    },
    append: async (id, entry) => {
      await copies.append(id, entry);
      note(entry.seq);
    },
  };
  const copy = keepProjectCopy(store, noting, await loadProjectCopy(store, noting), () => true, Date.now);
  const reach = (seq: number) =>
    new Promise<void>((resolve) => {
      tell = () => {
        if (written >= seq) resolve();
      };
      tell();
    });
  store.receive({ kind: "board", board, startsOver: false });
  await reach(board.seq);
  const events = createEvents(board.tasks, count);
  const started = performance.now();
  for (const event of events) {
    store.receive(toItem([event]));
    // Each arrives in a task of its own.
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
  }
  await reach(events.at(-1)?.seq ?? 0);
  const passed = performance.now() - started;
  copy.close();
  const stored = await copies.read(projectId);
  const lost = events.length - (stored?.journal.flatMap((entry) => entry.events).length ?? 0);
  copies.database.close();
  if (lost !== 0) throw new Error(`${lost} events are not on disk.`);
  return passed / count;
};
