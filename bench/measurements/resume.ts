import { ratioBar } from "../bar.ts";
import { type Bench, type Contender, compare } from "../bench.ts";
import { countStatements, logStatements } from "../count-statements.ts";
import { contractDocument } from "../documents.ts";
import type { LoadCommands } from "../load/load.ts";
import { startLockstep } from "../lockstep.ts";
import type { Measurement } from "../measurement.ts";
import { startChild } from "../process/child.ts";
import { startLockstepPublisher } from "../publishers/start-lockstep-publisher.ts";
import { type Seed, seed } from "../seed.ts";
import type { Services } from "../services.ts";

const timeUnit = "ms until all are live";
const statementsUnit = "database statements after authentication";
const freshLabel = "Lockstep, opening afresh";
const resumeLabel = "Lockstep, resuming 20 events behind";

/** Number of missed events. */
const behind = 20;

export const resume: Measurement = {
  name: "resume",
  title: "5,000 clients of 100 users that come at once to an instance that has just started",
  async measure(bench) {
    const figures = await compare(bench, this.name, [
      resumeContender(bench, freshLabel, 0),
      resumeContender(bench, resumeLabel, behind),
    ]);
    const statements = figures.find(({ contender, unit }) => contender === resumeLabel && unit === statementsUnit);
    return {
      figures,
      bars: [
        { text: "≤ 20 statements to resume", bound: "most", limit: 20, measured: statements?.value ?? null },
        ratioBar(figures, timeUnit, {
          text: "resuming ≤ 2 × the time of opening afresh",
          bound: "most",
          limit: 2,
          of: resumeLabel,
          to: freshLabel,
        }),
      ],
    };
  },
};

function resumeContender(bench: Bench, label: string, missed: number): Contender {
  const { services } = bench;
  return {
    label,
    units: [timeUnit, statementsUnit],
    async start() {
      const databaseUrl = await services.createDatabase();
      const seeded = await seed(databaseUrl, { projects: 1, tasksEach: 1, users: 100, membersEach: 100 });
      // The project's creation, and the first change of it.
      const newest = 2 + behind;
      await change(services, databaseUrl, seeded);
      await logStatements(databaseUrl);
      const [{ id = "" } = {}] = seeded.projects;
      let note = "";

      async function round() {
        const server = await startLockstep(databaseUrl, services.redisUrl);
        const load = startChild<LoadCommands>({ module: loadModule, core: "load" });
        const subscribers = Array.from({ length: bench.isQuick ? 1_000 : 5_000 }, (_, index) => ({
          projectId: id,
          token: seeded.tokens[index % seeded.tokens.length] ?? "",
          awaitsReady: true,
          ...(missed > 0 && { since: newest - missed }),
        }));
        const documents = [contractDocument("ProjectActivity")];
        const stopCounting = countStatements(services);
        try {
          const time = await load.call("open", {
            url: server.url,
            protocol: "graphql",
            subscribers,
            documents,
            concurrency: subscribers.length,
          });
          await load.call("verify", { each: missed });
          const { statements, description } = await stopCounting();
          note = description;
          return { [timeUnit]: time, [statementsUnit]: statements };
        } finally {
          await Promise.all([load.stop(), server.stop()]);
        }
      }

      return { server: null, round, note: () => note, close: async () => undefined };
    },
  };
}

const loadModule = new URL("../load/load.js", import.meta.url);

/** Makes what is to be missed. */
async function change(services: Services, databaseUrl: string, seeded: Seed): Promise<void> {
  const publisher = await startLockstepPublisher(services, databaseUrl, seeded);
  await publisher.call("publish", { projects: Array.from({ length: behind }, () => 0) });
  await publisher.stop();
}
