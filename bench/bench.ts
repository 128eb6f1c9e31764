import type { Figure } from "./figure.ts";
import { median } from "./figure.ts";
import type { NextMessage } from "./next-message.ts";
import type { Server } from "./process/server.ts";
import type { Services } from "./services.ts";

/** Tools of a measurement. */
export interface Bench {
  readonly services: Services;
  /** A trial: fewer and shorter rounds, whose figures only show that all works. */
  readonly isQuick: boolean;
  readonly rounds: number;
  /** Tells if a contender of this label takes part. */
  takesPart(label: string): boolean;
  /** The CPU seconds that a round of a server is to take at least, so that ticks of 10 ms do not show. */
  readonly roundSeconds: number;
  /** Message that the peers carry. */
  nextMessage(): Promise<NextMessage>;
  /** Shows what goes on. */
  progress(text: string): void;
  /** With `--profile`: has the server profiled while `work` runs. */
  profiled<T>(server: Server, name: string, work: () => Promise<T>): Promise<T>;
}

export interface Contender {
  readonly label: string;
  /** Figures of each round. */
  readonly units: readonly string[];
  /** Sets everything up. The returned function measures one round. */
  readonly start: () => Promise<Started>;
}

export interface Started {
  /** Process to profile, if any. */
  readonly server: Server | null;
  /** Runs before each round, and is neither measured nor profiled. */
  readonly prepare?: () => Promise<void>;
  /** One round: what was measured, by unit. */
  readonly round: () => Promise<Readonly<Record<string, number>>>;
  readonly note?: () => string;
  readonly close: () => Promise<void>;
}

/**
 * Starts all contenders, then measures them in turn, round by round, so that whatever slows the machine meets all
 * alike. One that fails is out, and its figure says why.
 */
export async function compare(
  bench: Bench,
  name: string,
  contenders: readonly Contender[],
  { rounds = bench.rounds } = {},
): Promise<Figure[]> {
  const entries: Entry[] = contenders
    .filter(({ label }) => bench.takesPart(label))
    .map((contender) => ({ contender, started: null, rounds: [], failure: null }));
  try {
    for (const entry of entries) {
      bench.progress(`${name}: starting ${entry.contender.label}`);
      await attempt(entry, async () => {
        entry.started = await entry.contender.start();
      });
    }
    for (let round = 1; round <= rounds; round += 1) {
      for (const entry of entries) {
        const { started, contender } = entry;
        if (!started || entry.failure !== null) continue;
        bench.progress(`${name}: round ${round} of ${rounds}, ${contender.label}`);
        await attempt(entry, async () => {
          await started.prepare?.();
          const { server } = started;
          const isProfiled = server && round === rounds;
          const profileName = `${name}-${contender.label}`;
          entry.rounds.push(await (isProfiled ? bench.profiled(server, profileName, started.round) : started.round()));
        });
      }
    }
    return entries.flatMap(toFigures);
  } finally {
    await Promise.all(entries.map(({ started }) => started?.close()));
  }
}

interface Entry {
  readonly contender: Contender;
  readonly rounds: Readonly<Record<string, number>>[];
  started: Started | null;
  failure: string | null;
}

async function attempt(entry: Entry, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    entry.failure = error instanceof Error ? error.message : String(error);
  }
}

/** One for each unit. */
function toFigures({ contender, started, rounds, failure }: Entry): Figure[] {
  const { label, units } = contender;
  const note = started?.note?.();
  return units.map((unit) => {
    const values = rounds.map((round) => round[unit] ?? Number.NaN);
    return {
      contender: label,
      unit,
      value: failure === null && values.length > 0 ? median(values) : null,
      rounds: values,
      ...(failure !== null && { failure }),
      ...(note !== undefined && { note }),
    };
  });
}
