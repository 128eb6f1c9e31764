import { setTimeout } from "node:timers/promises";
import { endingRules } from "./rules/endings.mjs";
import { httpRules } from "./rules/http.mjs";
import { livenessRules } from "./rules/liveness.mjs";
import { orderRules } from "./rules/order.mjs";
import { queryRules } from "./rules/query.mjs";
import { refusalRules } from "./rules/refusals.mjs";
import { resumeRules } from "./rules/resume.mjs";
import { resyncRules } from "./rules/resync.mjs";
import { websocketRules } from "./rules/websocket.mjs";
import { openScene } from "./scene.mjs";

/**
 * All rules of `docs/protocol.md` that a server alone can break. `on` names the transports, `needs` the optional parts
 * of the adapter. A rule with `lasts` waits up to so many milliseconds for what the server does in its own time. A rule
 * that `disturbs` others runs alone.
 */
export const rules = [
  ...orderRules,
  ...resumeRules,
  ...resyncRules,
  ...refusalRules,
  ...endingRules,
  ...livenessRules,
  ...websocketRules,
  ...httpRules,
  ...queryRules,
];

/**
 * Drives rules on transports and returns one result for each pair, in the order of the rules. `patience` (default
 * 15,000) is in milliseconds: a message that does not arrive in time breaks the rule. `ruleIds` and `transports`
 * choose some; the default is all. Rules that wait longest begin first. Those that disturb others run last, one at a
 * time.
 * @param {import("./adapter.d.ts").Adapter} adapter
 * @param {{ patience?: number, ruleIds?: readonly string[], transports?: readonly string[] }} [options]
 */
export async function conform(adapter, { patience = 15_000, ruleIds, transports } = {}) {
  const chosen = rules.filter(({ id }) => !ruleIds || ruleIds.includes(id));
  const runs = chosen.flatMap((rule) =>
    rule.on
      .filter((transport) => !transports || transports.includes(transport))
      .map((transport) => ({ rule, transport, result: null })),
  );
  const work = async (run) => {
    run.result = await judge(adapter, run.rule, run.transport, patience);
  };
  const disturbing = runs.filter(({ rule }) => rule.disturbs);
  const calm = runs.filter(({ rule }) => !rule.disturbs).sort((one, other) => waitOf(other) - waitOf(one));
  const lanes = Array.from({ length: 8 }, async () => {
    for (let run = calm.shift(); run; run = calm.shift()) await work(run);
  });
  await Promise.all(lanes);
  for (const run of disturbing) await work(run);
  return runs.map(({ rule, transport, result }) => ({ rule: rule.id, title: rule.title, transport, ...result }));
}

function waitOf({ rule }) {
  return rule.lasts ?? 0;
}

async function judge(adapter, rule, transport, patience) {
  if (!adapter.transports.includes(transport)) return notApplicable("The server does not have this transport.");
  const missing = (rule.needs ?? []).filter((part) => !adapter[part]);
  if (missing.length > 0) return notApplicable(`The adapter has no ${missing.join(" and no ")}.`);
  const most = Math.max(patience, rule.lasts ?? 0);
  const scene = openScene(adapter, transport, most);
  const decided = new AbortController();
  try {
    await Promise.race([rule.run(scene), giveUp(4 * most, decided.signal)]);
    return { outcome: "pass", reason: "" };
  } catch (error) {
    // The message of an error of `fetch` stands in its cause.
    const { message, cause } = error;
    return { outcome: "fail", reason: cause instanceof Error ? `${message}: ${cause.message}` : message };
  } finally {
    decided.abort();
    scene.close();
  }
}

/** Rejects after so many milliseconds, or when the signal aborts. */
async function giveUp(milliseconds, signal) {
  await setTimeout(milliseconds, undefined, { signal });
  throw new Error(`The rule is not decided after ${milliseconds} ms.`);
}

function notApplicable(reason) {
  return { outcome: "not applicable", reason };
}
