import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { projectRoot } from "../../src/config/project-root.ts";
import { scrape } from "../metrics/scrape.ts";
import { administer } from "../support/administer.ts";
import { askRedis } from "../support/ask-redis.ts";
import { createProject, given, take } from "../support/board.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { CreateTaskDocument, CreateWebhookDocument, DeleteWebhookDocument } from "../support/generated/graphql.ts";
import { holdProject } from "../support/held-lock.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { type Person, post } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { type PostgresProxy, startPostgresProxy } from "../support/postgres-proxy.ts";
import { alertsFile, type Prometheus, requirePrometheus, startPrometheus } from "../support/prometheus.ts";
import { createTestRedis, type TestRedis } from "../support/redis.ts";

const rule = z.object({ alert: z.string(), expr: z.string(), annotations: z.object({ runbook: z.string() }) });
const ruleFile = z.object({ groups: z.tuple([z.object({ rules: z.array(rule) })]) });
const { rules } = ruleFile.parse(parse(await readFile(alertsFile, "utf8"))).groups[0];

const target = z.object({ expr: z.string() });
const dashboard = z
  .object({ panels: z.array(z.object({ id: z.number(), title: z.string(), targets: z.array(target).min(1) })) })
  .parse(JSON.parse(await readFile(join(projectRoot, "deploy", "grafana", "lockstep.json"), "utf8")));

let database: TestDatabase;
let postgres: PostgresProxy;
let redis: TestRedis;
let instance: Instance;
let prometheus: Prometheus;
let ada: Person;
let projectId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  postgres = await startPostgresProxy(database.url);
  redis = await createTestRedis();
  instance = await startInstance(postgres.url, {
    REDIS_URL: redis.url,
    ANONYMOUS_REQUESTS_PER_MINUTE: "5",
    WEBHOOK_ALLOW_PRIVATE: "true",
    // One connection for changes.
    DATABASE_POOL_SIZE: "2",
    DATABASE_LOCK_TIMEOUT_SECONDS: "30",
    DATABASE_STATEMENT_TIMEOUT_SECONDS: "40",
  });
  ada = await instance.person("ada");
  projectId = await createProject(ada);
  prometheus = await startPrometheus(instance.url);
});

afterAll(async () => {
  await prometheus.close();
  await instance.close();
  await Promise.all([postgres.close(), redis.close()]);
  await database.close();
});

/** Causes of each alert. Each ends when the alert fires, and leaves the instance as it was; the last one ends it. */
const outages: Readonly<Record<string, () => Promise<void>>> = {
  async LockstepRedisDown() {
    await redis.kill();
    await prometheus.untilFiring("LockstepRedisDown");
    await redis.restart();
  },
  async LockstepRedisFails() {
    // The right to count rates was taken away. The check of the connection does without it.
    const change = (rule: string) => askRedis(redis.url, (client) => client.acl("SETUSER", "default", rule));
    await change("-incrby");
    await repeatUntilFiring("LockstepRedisFails", signInAsNobody);
    await change("+incrby");
  },
  async LockstepInternalErrors() {
    await administer(database.url, "ALTER TABLE labels RENAME TO labels_gone");
    const query = `{ project(id: "${projectId}") { labels { id } } }`;
    await repeatUntilFiring("LockstepInternalErrors", () => post(instance.url, ada.token, { query }));
    await administer(database.url, "ALTER TABLE labels_gone RENAME TO labels");
  },
  async LockstepOtherHistory() {
    const stream = ada.watch({ projectId });
    await take(stream, 1);
    await repeatUntilFiring("LockstepOtherHistory", async () => {
      await createTask(projectId);
      await take(stream, 1);
      // The last change is lost, as by a failover.
      await administer(
        database.url,
        `WITH head AS (UPDATE project_heads SET seq = seq - 1 WHERE project_id = '${projectId}' RETURNING seq)
        DELETE FROM activities WHERE project_id = '${projectId}' AND seq > (SELECT seq FROM head)`,
      );
      // Resync and Ready.
      await take(stream, 2);
    });
    stream.stop();
  },
  async LockstepSignInsFail() {
    await repeatUntilFiring("LockstepSignInsFail", signInAsNobody);
  },
  async LockstepRefusals() {
    await repeatUntilFiring("LockstepRefusals", () => post(instance.url, undefined, { query: "{ __typename }" }));
  },
  async LockstepPoolBusy() {
    const other = await createProject(ada);
    const lock = await holdProject(database.url, projectId);
    const changes = [projectId, other].map((id) => createTask(id));
    await prometheus.untilFiring("LockstepPoolBusy");
    await lock.release();
    await Promise.all(changes);
  },
  async LockstepSlowChanges() {
    await repeatUntilFiring("LockstepSlowChanges", async () => {
      const lock = await holdProject(database.url, projectId);
      const change = createTask(projectId);
      // Longer than the bound of the alert.
      await pause(1_500);
      await lock.release();
      await change;
    });
  },
  async LockstepOverloaded() {
    await repeatUntilFiring("LockstepOverloaded", async () => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 350);
      await pause(50);
    });
  },
  async LockstepWebhooksFail() {
    const url = `http://127.0.0.1:${await findFreePort()}/`;
    const { createWebhook } = await ada.expect(CreateWebhookDocument, { input: { projectId, url } });
    await createTask(projectId);
    await prometheus.untilFiring("LockstepWebhooksFail");
    const webhookId = given(createWebhook).webhook.id;
    await ada.expect(DeleteWebhookDocument, { input: { webhookId } });
  },
  async LockstepChangesFail() {
    // As a full disk does: reads succeed.
    await administer(
      database.url,
      `CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
      CREATE TRIGGER disk_full BEFORE INSERT ON tasks EXECUTE FUNCTION disk_full()`,
    );
    await repeatUntilFiring("LockstepChangesFail", () => createTask(projectId));
    await administer(database.url, "DROP FUNCTION disk_full CASCADE");
  },
  async LockstepDatabaseUnusable() {
    // Nobody asks for anything meanwhile, and no project is followed.
    postgres.breakOnUse();
    await prometheus.untilFiring("LockstepDatabaseUnusable");
    postgres.resume();
  },
  async LockstepLogUnread() {
    // Without a subscriber there is nothing to compare.
    const stream = ada.watch({ projectId });
    await take(stream, 1);
    postgres.stall();
    await prometheus.untilFiring("LockstepLogUnread");
    postgres.resume();
    stream.stop();
  },
  async LockstepInstanceDown() {
    await instance.close();
    await prometheus.untilFiring("LockstepInstanceDown");
  },
};

/** Alerts of series that no test can provoke in seconds: values, and the minute by which the alert has to fire. */
const series: Readonly<Record<string, readonly { readonly series: string; readonly values: string }[]>> = {
  LockstepMessagesLost: [
    { series: `lockstep_gaps_filled_total{job="lockstep",noticed_by="message"}`, values: "0+3x40" },
    { series: `lockstep_redis_connected{job="lockstep"}`, values: "1x40" },
  ],
  LockstepLateDeliveries: [
    { series: `lockstep_delivery_lag_seconds_bucket{job="lockstep",instance="a",le="1"}`, values: "0+90x40" },
    { series: `lockstep_delivery_lag_seconds_bucket{job="lockstep",instance="a",le="+Inf"}`, values: "0+100x40" },
    { series: `lockstep_delivery_lag_seconds_bucket{job="lockstep",instance="a",le="5"}`, values: "0+100x40" },
  ],
  LockstepFilesShort: [
    { series: `process_open_fds{job="lockstep"}`, values: "900x40" },
    { series: `process_max_fds{job="lockstep"}`, values: "1000x40" },
  ],
  LockstepSocketsShort: [
    { series: `lockstep_sockets{job="lockstep",instance="a",transport="websocket"}`, values: "100x40" },
    { series: `lockstep_sockets{job="lockstep",instance="a",transport="sse"}`, values: "30x40" },
    { series: `lockstep_sockets_limit{job="lockstep",instance="a"}`, values: "136x40" },
  ],
  LockstepClockSkew: [{ series: `lockstep_clock_skew_seconds{job="lockstep"}`, values: "-2x40" }],
  LockstepWebhooksLate: [
    { series: `lockstep_webhook_lag_seconds{job="lockstep",instance="a",state="active"}`, values: "700x40" },
    // A receiver that is down hides nothing of the others, and is not late itself.
    { series: `lockstep_webhook_lag_seconds{job="lockstep",instance="a",state="failing"}`, values: "9000x40" },
    { series: `lockstep_webhooks{job="lockstep",instance="a",state="failing"}`, values: "1x40" },
  ],
};

it("alerts have a test each, and a paragraph of the runbook each", async () => {
  const names = rules.map(({ alert }) => alert).sort();
  expect([...Object.keys(outages), ...Object.keys(series)].sort()).toEqual(names);
  const text = await readFile(join(projectRoot, "docs", "operating.md"), "utf8");
  const headings = [...text.matchAll(/^### (Lockstep\w+)$/gm)].map(([, heading = ""]) => heading);
  expect(headings.toSorted()).toEqual(names);
  for (const { alert, annotations } of rules) {
    expect(annotations.runbook).toBe(`docs/operating.md#${alert.toLowerCase()}`);
  }
});

it("alerts, dashboard and autoscaler ask for metrics that an instance has", async () => {
  const autoscaler = await readFile(join(projectRoot, "deploy", "kubernetes", "base", "autoscaler.yaml"), "utf8");
  const asked = [...rules, ...dashboard.panels.flatMap(({ targets }) => targets)].map(({ expr }) => expr);
  const names = [...asked, autoscaler].flatMap((text) => text.match(/\b(?:lockstep|process|nodejs)_\w+/g) ?? []);
  const known = new Set([...(await scrape(instance.url)).keys()].map((key) => key.replace(/\{.*/, "")));
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});

it("Prometheus finds no fault in the names and texts of the metrics", async () => {
  const metrics = await (await fetch(`${instance.url}/metrics`)).text();
  const checking = promisify(execFile)(await requirePrometheus("promtool"), ["check", "metrics"]);
  checking.child.stdin?.end(metrics);
  await expect(checking).resolves.toEqual({ stdout: "", stderr: "" });
});

it("the panels of the dashboard hold expressions that Prometheus takes", async () => {
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  const asked = dashboard.panels.flatMap(({ targets }) => targets).map(({ expr }) => expr);
  const records = asked.map((expr, index) => ({
    record: `panel:${index}`,
    expr: expr.replaceAll("$__rate_interval", "1m").replaceAll("$job", "lockstep").replaceAll("$instance", ".*"),
  }));
  await runPromtool(["check", "rules"], { groups: [{ name: "panels", rules: records }] });
});

it.each(Object.entries(series))("%s fires on such values, and not at once", async (alert, input) => {
  const at = (minutes: number, fires: boolean) => ({
    eval_time: `${minutes}m`,
    expr: `count(ALERTS{alertname="${alert}", alertstate="firing"})`,
    exp_samples: fires ? [{ value: 1 }] : [],
  });
  await runPromtool(["test", "rules"], {
    rule_files: [alertsFile],
    evaluation_interval: "1m",
    tests: [{ interval: "1m", input_series: input, promql_expr_test: [at(1, false), at(20, true)] }],
  });
});

it("LockstepOtherHistory fires for cursors of several streams, and not for one of a client or of the check", async () => {
  const series = (instance: string, values: string) => ({
    series: `lockstep_other_histories_total{job="lockstep",instance="${instance}",noticed_by="client"}`,
    values,
  });
  const at = (minutes: number, ...exp_samples: readonly object[]) => {
    const expr = `count(ALERTS{alertname="LockstepOtherHistory", alertstate="firing"})`;
    return { eval_time: `${minutes}m`, expr, exp_samples };
  };
  const [one, three] = [
    { input_series: [series("a", "0 0 1x40"), series("b", "0 0 1x40")], promql_expr_test: [3, 9].map((m) => at(m)) },
    { input_series: [series("a", "0 0 3x40")], promql_expr_test: [at(1), at(4, { value: 1 })] },
  ].map((test) => ({ interval: "1m", ...test }));
  await runPromtool(["test", "rules"], { rule_files: [alertsFile], evaluation_interval: "1m", tests: [one, three] });
});

it("LockstepDatabaseUnusable fires as long as the outage lasts, also when no change is refused any more", async () => {
  const fires = { value: 1 };
  const at = (minutes: number, name: string, ...exp_samples: readonly object[]) => {
    const expr = `count(ALERTS{alertname="${name}", alertstate="firing"})`;
    return { eval_time: `${minutes}m`, expr, exp_samples };
  };
  const labels = `job="lockstep",instance="a"`;
  await runPromtool(["test", "rules"], {
    rule_files: [alertsFile],
    evaluation_interval: "15s",
    tests: [
      {
        interval: "15s",
        input_series: [
          { series: `lockstep_database_usable{${labels}}`, values: "1x4 0x80 1x40" },
          {
            series: `lockstep_mutation_duration_seconds_count{${labels},outcome="UNAVAILABLE"}`,
            values: "0x4 8 17x120",
          },
        ],
        promql_expr_test: [
          at(1, "LockstepDatabaseUnusable"),
          ...[3, 6, 12, 21].map((minutes) => at(minutes, "LockstepDatabaseUnusable", fires)),
          at(23, "LockstepDatabaseUnusable"),
          // The cause is told once.
          ...[3, 6].map((minutes) => at(minutes, "LockstepChangesFail")),
        ],
      },
    ],
  });
});

it("no alert fires while nothing is wrong", async () => {
  await createTask(projectId);
  await prometheus.untilScraped();
  expect(await prometheus.firing()).toEqual([]);
});

it.each(Object.entries(outages))("%s fires in its outage", async (_alert, provoke) => {
  await provoke();
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function createTask(id: string) {
  return ada.request(CreateTaskDocument, { input: { projectId: id, title: "Book the room" } });
}

async function signInAsNobody(): Promise<void> {
  const body = JSON.stringify({ email: "nobody@example.com", password: "a password of nobody" });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${instance.url}/auth/sign-in/email`, { method: "POST", headers, body });
  await response.body?.cancel();
}

async function repeatUntilFiring(alert: string, cause: () => Promise<unknown>): Promise<void> {
  const firing = prometheus.untilFiring(alert);
  let isOver = false;
  const over = firing.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await cause();
    await pause(100);
  }
  await over;
}

/** Runs promtool over a file; rejects with what it says. */
async function runPromtool(command: readonly string[], content: object): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-promtool-"));
  try {
    // JSON is YAML.
    await writeFile(join(folder, "file.yml"), JSON.stringify(content));
    await promisify(execFile)(await requirePrometheus("promtool"), [...command, join(folder, "file.yml")]);
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${stdout}${stderr}` || String(error));
  } finally {
    await rm(folder, { recursive: true });
  }
}
