import { ratioBar } from "../bar.ts";
import { type Bench, type Contender, compare } from "../bench.ts";
import { countStatements, logStatements } from "../count-statements.ts";
import { contractDocument } from "../documents.ts";
import type { LoadCommands } from "../load/load.ts";
import { lockstepEnvironment, startLockstep } from "../lockstep.ts";
import type { Measurement } from "../measurement.ts";
import { startChild } from "../process/child.ts";
import type { PublisherCommands } from "../publishers/publisher.ts";
import { seed } from "../seed.ts";

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
      const newest = 1 + behind;
      await change(lockstepEnvironment(databaseUrl, services.redisUrl), seeded);
      await logStatements(databaseUrl);
      const [{ id = "" } = {}] = seeded.projects;
      let note = "";

      async function round() {
        const server = await startLockstep(databaseUrl, services.redisUrl);
        const load = startChild<LoadCommands>({ module: modules.load, core: "load" });
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

const modules = {
  load: new URL("../load/load.js", import.meta.url),
  publisher: new URL("../publishers/lockstep.js", import.meta.url),
};

/** Makes what is to be missed. */
async function change(env: Readonly<Record<string, string>>, seeded: Awaited<ReturnType<typeof seed>>): Promise<void> {
  const publisher = startChild<PublisherCommands>({
    module: modules.publisher,
    argument: { env, ...seeded },
    core: "load",
  });
  await publisher.find(/^ready$/);
  await publisher.call("publish", { projects: Array.from({ length: behind }, () => 0) });
  await publisher.stop();
}
