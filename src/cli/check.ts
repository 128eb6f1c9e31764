import { setMaxListeners } from "node:events";
import process from "node:process";
import { defineCommand } from "citty";
import { type CheckListener, checkDeployment } from "./check/check-deployment.ts";
import type { Way } from "./check/client/credentials.ts";
import { CheckError, requireUrl } from "./check/client/deployment.ts";
import { isGood, toJson, writeLoad, writeProof } from "./check/write-report.ts";
import { onStopSignal } from "./on-stop-signal.ts";
import { openProgress } from "./progress.ts";
import { readSecret, secretFileFlag } from "./read-secret.ts";
import { readWholeNumber } from "./run-command-line.ts";

export const check = defineCommand({
  meta: { name: "check", description: "Check on a running deployment what Lockstep guarantees to its clients" },
  args: {
    url: { type: "string", default: "http://127.0.0.1:4000", description: "Address of the deployment" },
    email: {
      type: "string",
      description: "E-mail of the first person; without it the check creates accounts and deletes them",
    },
    password: { type: "string", description: "With --email" },
    "password-file": secretFileFlag,
    token: { type: "string", description: "Instead of --email" },
    "token-file": secretFileFlag,
    "other-email": { type: "string", description: "E-mail of the second person" },
    "other-password": { type: "string", description: "With --other-email" },
    "other-password-file": secretFileFlag,
    "other-token": { type: "string", description: "Instead of --other-email" },
    "other-token-file": secretFileFlag,
    receiver: {
      type: "string",
      valueHint: "url",
      description: "Address at which the deployment reaches this machine; without it webhooks are not checked",
    },
    clients: {
      type: "string",
      valueHint: "n",
      default: "20",
      description: "Number of subscribers under load (0 = no load)",
    },
    rate: { type: "string", valueHint: "n", default: "10", description: "Changes per second under load" },
    seconds: { type: "string", valueHint: "n", default: "10", description: "Duration of the load, in seconds" },
    json: { type: "boolean", description: "Print the report as JSON, and the progress to standard error" },
  },
  async run({ args }) {
    const { json = false } = args;
    const url = requireUrl(args.url);
    const receiverUrl = args.receiver === undefined ? null : requireUrl(args.receiver, "receiver");
    const ways = readWays({ ...args, ...(await readSecrets(args)) });
    const clients = readWholeNumber("clients", args.clients, 0, 10_000);
    const rate = readWholeNumber("rate", args.rate, 1, 1_000);
    const seconds = readWholeNumber("seconds", args.seconds, 1, 86_400);

    const end = new AbortController();
    // Every waiting retry listens: after an outage that can be all changes at once.
    setMaxListeners(0, end.signal);
    const progress = openProgress(json ? process.stderr : process.stdout);
    onStopSignal(() => {
      end.abort(new CheckError("The check was interrupted."));
      progress.say("  … deleting what the check created; a second interrupt leaves it there");
    });
    const listener: CheckListener = {
      onPeople: (where, people) =>
        progress.say(
          `${where}, as ${people
            .slice(0, 2)
            .map(({ name }) => name)
            .join(" and ")}`,
        ),
      onProof: (proof) => progress.say(writeProof(proof)),
      onLoad: (elapsed, { deliveries, reconnects }) =>
        progress.renew(`  … ${Math.floor(elapsed)} s: ${deliveries} deliveries, ${reconnects} reconnects`),
      onUndone: (left) => {
        for (const sentence of left) progress.say(`  ✗ ${sentence}`);
      },
    };
    try {
      const report = await checkDeployment(
        { url, ways, receiverUrl, load: clients > 0 ? { clients, rate, seconds } : null },
        listener,
        end.signal,
      );
      if (report.load) for (const line of writeLoad(report.load)) progress.say(line);
      if (json) console.log(toJson(report));
      else progress.say(isGood(report) ? "The deployment keeps all guarantees." : "The deployment breaks a guarantee.");
      if (!isGood(report)) process.exitCode = 1;
    } finally {
      progress.end();
    }
  },
});

const secretFlags = ["password", "token", "other-password", "other-token"] as const;

type SecretFlag = (typeof secretFlags)[number];

/** Reads each secret, be it given itself or by its file. */
async function readSecrets(
  flags: Readonly<Partial<Record<SecretFlag | `${SecretFlag}-file`, string | undefined>>>,
): Promise<Flags> {
  const read = secretFlags.map(async (flag) => [flag, await readSecret(flag, flags[flag], flags[`${flag}-file`])]);
  return Object.fromEntries(await Promise.all(read));
}

type Flags = Readonly<Partial<Record<(typeof wayFlags)[number][number], string | undefined>>>;

const wayFlags = [
  ["email", "password", "token"],
  ["other-email", "other-password", "other-token"],
] as const;

/** Null when nobody is named. */
function readWays(flags: Flags): Way[] | null {
  const [first, other] = wayFlags.map(([emailFlag, passwordFlag, tokenFlag]) => {
    const [email, password, token] = [flags[emailFlag], flags[passwordFlag], flags[tokenFlag]];
    if (token !== undefined && (email ?? password) === undefined) return { token };
    if (token !== undefined) throw new CheckError(`--${tokenFlag} goes without --${emailFlag} and --${passwordFlag}.`);
    if (email !== undefined && password !== undefined) return { email, password };
    if ((email ?? password) === undefined) return null;
    throw new CheckError(`--${emailFlag} and --${passwordFlag} go together.`);
  });
  if (!first && other)
    throw new CheckError("--other-email and --other-token name a second person: name the first, too.");
  return first ? [first, ...(other ? [other] : [])] : null;
}
