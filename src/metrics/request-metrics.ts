import { Counter, Histogram, type Registry } from "prom-client";

export interface MutationOutcome {
  /** The schema's name of the mutation, never the client's. */
  readonly field: string;
  readonly outcome: string;
  readonly seconds: number;
}

/** An answer over HTTP. */
export interface Answer {
  /** Pattern of the route, never the client's address; "none" where there is no route. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** A request or an answer, by its bytes before compression. */
export interface Sized {
  readonly transport: "http" | "websocket";
  readonly bytes: number;
}

/** An executed query or mutation. */
export interface Executed {
  readonly type: string;
  readonly seconds: number;
}

/** Ends of the ranges of a histogram of durations, in seconds. */
const durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Ends of the ranges of a histogram of sizes, in bytes: from 256 B to 4 MiB. */
const sizes = [256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304];

/** Metrics of what clients ask, noted as it happens. `limits`: variables of the limits that may refuse. */
export function createRequestMetrics(registry: Registry, limits: readonly string[]) {
  const registers = [registry];
  const mutations = new Histogram({
    name: "lockstep_mutation_duration_seconds",
    help: "Duration of mutations, by field of the schema and by outcome: ok, conflict, or the error's code.",
    labelNames: ["operation", "outcome"] as const,
    buckets: durations,
    registers,
  });
  const operations = new Histogram({
    name: "lockstep_operation_duration_seconds",
    help: "Duration of the execution of queries and mutations, on all transports, by type.",
    labelNames: ["type"] as const,
    buckets: durations,
    registers,
  });
  const internalErrors = new Counter({
    name: "lockstep_internal_errors_total",
    help: "Errors of requests that nobody foresaw: masked as INTERNAL_SERVER_ERROR, and logged.",
    registers,
  });
  const answers = new Histogram({
    name: "lockstep_request_duration_seconds",
    help: "Duration of requests over HTTP up to the end of their answers, without streams, by route and status.",
    labelNames: ["route", "status"] as const,
    buckets: durations,
    registers,
  });
  const requestSizes = new Histogram({
    name: "lockstep_request_size_bytes",
    help: "Size of the bodies of requests over HTTP, and of operations over WebSocket, by transport.",
    labelNames: ["transport"] as const,
    buckets: sizes,
    registers,
  });
  const answerSizes = new Histogram({
    name: "lockstep_answer_size_bytes",
    help: "Size of answers before compression, without streams, files and events, by transport.",
    labelNames: ["transport"] as const,
    buckets: sizes,
    registers,
  });
  const refusals = new Counter({
    name: "lockstep_refusals_total",
    help: "Requests, connections and changes that a limit refused, by the limit's variable.",
    labelNames: ["limit"] as const,
    registers,
  });
  const signIns = new Counter({
    name: "lockstep_sign_ins_total",
    help: "Answers to sign-ins by password, by status; 200 succeeded.",
    labelNames: ["status"] as const,
    registers,
  });
  // A series that is there from the start shows its first refusal as growth.
  for (const limit of limits) refusals.inc({ limit }, 0);
  for (const status of ["200", "401", "429"]) signIns.inc({ status }, 0);

  return {
    onAnswer: ({ route, status, seconds }: Answer) => answers.observe({ route, status: String(status) }, seconds),
    onRequestSize: ({ transport, bytes }: Sized) => requestSizes.observe({ transport }, bytes),
    onAnswerSize: ({ transport, bytes }: Sized) => answerSizes.observe({ transport }, bytes),
    onExecuted: ({ type, seconds }: Executed) => operations.observe({ type }, seconds),
    onMutation: ({ field, outcome, seconds }: MutationOutcome) =>
      mutations.observe({ operation: field, outcome }, seconds),
    onInternalError: () => internalErrors.inc(),
    onRefusal: (limit: string) => refusals.inc({ limit }),
    onSignIn: (status: number) => signIns.inc({ status: String(status) }),
  };
}
