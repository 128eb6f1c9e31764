import type { Measurement } from "../measurement.ts";
import { batch } from "./batch.ts";
import { boardReads } from "./board-reads.ts";
import { compressed, compressedProjects } from "./compressed.ts";
import { contendedWrites } from "./contended-writes.ts";
import { idle, manyIdle } from "./idle.ts";
import { logGrowth } from "./log-growth.ts";
import { manyProjects } from "./many-projects.ts";
import { memory } from "./memory.ts";
import { oneBoard } from "./one-board.ts";
import { oneEvent } from "./one-event.ts";
import { remoteWrites } from "./remote-writes.ts";
import { resume } from "./resume.ts";
import { spreadWrites } from "./spread-writes.ts";
import { subscriberGrowth } from "./subscriber-growth.ts";
import { tenEvents } from "./ten-events.ts";
import { transports } from "./transports.ts";
import { twentyDocuments } from "./twenty-documents.ts";

/** All of them, in the order of the table. */
export const measurements: readonly Measurement[] = [
  oneEvent,
  tenEvents,
  twentyDocuments,
  transports,
  manyProjects,
  compressed,
  compressedProjects,
  subscriberGrowth,
  idle,
  manyIdle,
  memory,
  resume,
  spreadWrites,
  contendedWrites,
  remoteWrites,
  logGrowth,
  batch,
  boardReads,
  oneBoard,
];
