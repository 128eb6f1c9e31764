import { setTimeout as sleep } from "node:timers/promises";
import { print } from "graphql";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { execute, type GraphQLRequest } from "./execute.ts";
import { CreateTaskDocument, type CreateTaskMutation } from "./generated/graphql.ts";
import { type Answer, post } from "./person.ts";

/**
 * Makes tasks, one after the other, and sends each again with the same `clientMutationId` until it is answered.
 * Attempts differ in their input, so that one that was done without an answer makes the next be refused as another use
 * of the id.
 */
export interface PersistentWriter {
  /** The number under which each mutation was acknowledged, by its `clientMutationId`. */
  readonly acknowledged: ReadonlyMap<string, number>;
  /** Those that say neither that it was done nor that the server takes nothing: there must be none. */
  readonly otherAnswers: readonly unknown[];
  /** Resolves when the mutation under way was answered; it is the last. */
  stop(): Promise<void>;
  /** Ends it whether or not there will ever be an answer. Safe to repeat. */
  abandon(): void;
}

export interface PersistentWriterOptions {
  readonly name: string;
  readonly projectId: string;
  readonly token: string;
  /** Where to send to; asked again for each attempt over HTTP, and for each connection over WebSocket. */
  readonly findUrl: () => string;
  /**
   * Expects outages: takes UNAVAILABLE and RATE_LIMITED for no answer, and repeats the same input, since an attempt may
   * have been done without an answer.
   */
  readonly expectsOutages?: boolean;
  /** Milliseconds between two tasks; 0 when absent. */
  readonly pause?: number;
}

/** Milliseconds between two attempts. */
const retryInterval = 10;

/** Sends over HTTP. A refusal, or a connection that breaks, is no answer. */
export function writeOverHttp(options: PersistentWriterOptions): PersistentWriter {
  const { token, findUrl } = options;
  return startWriting(
    options,
    async (request) => {
      const answer = await post<CreateTaskMutation>(findUrl(), token, request).catch(() => null);
      return answer && "message" in answer ? null : answer;
    },
    async () => {},
  );
}

/** Sends over one WebSocket after the other, each as long as the server leaves it open. */
export function writeOverWebSocket(options: PersistentWriterOptions): PersistentWriter {
  const { token, findUrl } = options;
  const client = createClient({
    url: () => `${findUrl().replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
    lazyCloseTimeout: 60_000,
  });
  return startWriting(
    options,
    (request) => execute<CreateTaskMutation>(client, request).catch(() => null),
    async () => client.dispose(),
  );
}

/** `send` resolves with null when there was no answer. */
function startWriting(
  { name, projectId, expectsOutages = false, pause = 0 }: PersistentWriterOptions,
  send: (request: GraphQLRequest) => Promise<Answer<CreateTaskMutation> | null>,
  close: () => Promise<void>,
): PersistentWriter {
  const acknowledged = new Map<string, number>();
  const otherAnswers: unknown[] = [];
  let isStopping = false;
  let isAbandoned = false;

  async function write(clientMutationId: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const title = expectsOutages ? clientMutationId : `${clientMutationId}, attempt ${attempt}`;
      const input = { projectId, title, clientMutationId };
      const answer = await send({ query: print(CreateTaskDocument), variables: { input } });
      const payload = answer?.data?.createTask;
      if (payload) {
        acknowledged.set(clientMutationId, payload.seq);
        return;
      }
      if (answer && !(expectsOutages && isRefusedForNow(answer))) {
        otherAnswers.push(answer);
        return;
      }
      if (isAbandoned) return;
      await sleep(retryInterval);
    }
  }

  async function run(): Promise<void> {
    for (let count = 1; !isStopping; count += 1) {
      await write(`${name} ${count}`);
      if (pause > 0) await sleep(pause);
    }
    await close();
  }

  const running = run();
  return {
    acknowledged,
    otherAnswers,
    stop() {
      isStopping = true;
      return running;
    },
    abandon() {
      isStopping = true;
      isAbandoned = true;
    },
  };
}

function isRefusedForNow({ errors }: Answer<unknown>): boolean {
  const codes = errors?.map(({ extensions }) => extensions?.["code"]);
  return codes?.every((code) => code === "UNAVAILABLE" || code === "RATE_LIMITED") ?? false;
}
