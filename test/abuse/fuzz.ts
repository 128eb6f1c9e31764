import { once } from "node:events";
import { sample } from "fast-check";
import { WebSocket } from "ws";
import { type Attack, attacks, type Frame, type Targets } from "./hostile-input.ts";

export interface FuzzOptions {
  /** Where the server listens. */
  readonly url: string;
  readonly token: string;
  readonly targets: Targets;
  /** Decides every attack; the same seed makes the same attacks. */
  readonly seed: number;
  /** Number of messages and requests to send, at least. */
  readonly messages: number;
  readonly onProgress?: (report: FuzzReport) => void;
}

/** What was sent and how the server answered. */
export interface FuzzReport {
  readonly sent: number;
  /** Number of closed sockets by code, and of answers by HTTP status. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** What the server must not do, each with the seed and number of its attack. */
  readonly problems: readonly string[];
}

/** Close codes for a client's faults: the contract's, and those of the WebSocket protocol for bad frames and sizes. */
const allowedCodes: ReadonlySet<number> = new Set([1007, 1009, 1013, 4400, 4401, 4408, 4409, 4429]);

/** Attacks under way at a time, and attacks that are made at a time. */
const width = 12;
const batch = 120;

/** Longest wait for a server's reaction, in milliseconds. */
const patience = 30_000;

/** Attacks a server with generated messages of all kinds over all transports. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { url, token, targets, seed, messages, onProgress } = options;
  const outcomes = new Map<string, number>();
  const problems: string[] = [];
  let sent = 0;
  const note = (outcome: string) => void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);

  async function make(attack: Attack, name: string): Promise<void> {
    try {
      sent += attack.kind === "socket" ? attack.frames.length : 1;
      const bearer = attack.isKnown ? token : undefined;
      const { outcome, problem } =
        attack.kind === "socket"
          ? await attackBySocket(url, bearer, attack.frames)
          : await request(url, bearer, attack);
      note(outcome);
      if (problem) problems.push(`${name}: ${problem}`);
    } catch (error) {
      problems.push(`${name}: ${error}`);
    }
  }

  for (let round = 0; sent < messages; round += 1) {
    const made = sample(attacks(targets), { seed: seed + round, numRuns: batch }).entries();
    const work = async () => {
      // The workers share one iterator.
      for (const [index, attack] of made) await make(attack, `seed ${seed + round}, attack ${index} (${attack.kind})`);
    };
    await Promise.all(Array.from({ length: width }, work));
    onProgress?.({ sent, outcomes, problems });
  }
  return { sent, outcomes, problems };
}

interface Reaction {
  readonly outcome: string;
  readonly problem?: string | undefined;
}

async function attackBySocket(url: string, token: string | undefined, frames: readonly Frame[]): Promise<Reaction> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  const received: string[] = [];
  let onPong = () => {};
  const answered = new Promise<void>((resolve) => {
    onPong = resolve;
  });
  socket.on("message", (data) => {
    const text = String(data);
    received.push(text);
    if (text.includes(syncMark)) onPong();
  });
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  socket.on("error", () => undefined);
  await once(socket, "open");
  const send = (data: string | Buffer, binary: boolean) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(data, { binary }, () => undefined);
  };
  if (token) send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${token}` } }), false);
  for (const { data, isBinary } of frames) send(data, isBinary);
  // Its answer shows that all before it was handled.
  send(JSON.stringify({ type: "ping", payload: { mark: syncMark } }), false);
  const timer = setTimeout(() => socket.terminate(), patience);
  const code = await Promise.race([closed, answered.then(() => undefined)]);
  clearTimeout(timer);
  socket.terminate();
  const outcome = code === undefined ? "stays open" : `close ${code}`;
  const problem =
    code !== undefined && !allowedCodes.has(code) ? `closed with ${code}` : findProblem(received.join("\n"));
  return { outcome, problem };
}

const syncMark = "everything was handled";

async function request(
  url: string,
  token: string | undefined,
  attack: Exclude<Attack, { readonly kind: "socket" }>,
): Promise<Reaction> {
  const path = attack.kind === "get" ? `/graphql?${attack.search}` : attack.path;
  const response = await fetch(url + path, {
    ...(attack.kind === "post" && { method: "POST", body: new Uint8Array(attack.body) }),
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    signal: AbortSignal.timeout(patience),
  });
  const text = await response.text();
  const outcome = `${attack.kind} ${response.status}`;
  return { outcome, problem: response.status >= 500 ? `answered ${response.status}: ${text}` : findProblem(text) };
}

function findProblem(answer: string): string | undefined {
  return answer.includes("INTERNAL_SERVER_ERROR") ? answer.slice(0, 2_000) : undefined;
}
