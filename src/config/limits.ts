import { integer } from "./kinds.ts";
import type { Settings, SettingValues } from "./setting.ts";

const rate = integer(0, 1_000_000);
const costRate = integer(0, 1_000_000_000);

const storedBytes = integer(0, 1_125_899_906_842_624);

/** Limits on what clients ask for and store. SECURITY.md lists them with the reasons. */
export const limits = {
  documentTokens: {
    name: "MAX_DOCUMENT_TOKENS",
    kind: integer(1_000, 100_000),
    unit: "tokens",
    default: 5_000,
    description: "Maximum tokens of a GraphQL document.",
  },
  documentDepth: {
    name: "MAX_DOCUMENT_DEPTH",
    kind: integer(15, 1_000),
    unit: "levels",
    default: 20,
    description: "Maximum nesting of fields in a document.",
  },
  documentFields: {
    name: "MAX_DOCUMENT_FIELDS",
    kind: integer(500, 100_000),
    unit: "fields",
    default: 1_000,
    description: "Maximum fields and fragment spreads of a document.",
  },
  documentAliases: {
    name: "MAX_DOCUMENT_ALIASES",
    kind: integer(0, 100_000),
    unit: "aliases",
    default: 100,
    description: "Maximum aliases of a document.",
  },
  queryCost: {
    name: "MAX_QUERY_COST",
    kind: integer(1_000, 10_000_000),
    unit: "cost",
    default: 50_000,
    description: "Maximum cost of a query or mutation.",
    more: "operating.md#limits",
  },
  eventCost: {
    name: "MAX_EVENT_COST",
    kind: integer(100, 1_000_000),
    unit: "cost",
    default: 500,
    description: "Maximum cost of each event of a subscription.",
  },
  answerBytes: {
    name: "MAX_ANSWER_BYTES",
    kind: integer(1_048_576, 268_435_456),
    unit: "bytes",
    default: 16_777_216,
    description: "Largest answer to a query.",
  },
  messageBytes: {
    name: "MAX_MESSAGE_BYTES",
    kind: integer(65_536, 67_108_864),
    unit: "bytes",
    default: 1_048_576,
    description: "Largest body of a request, after inflation, and largest message on a WebSocket.",
  },
  connections: {
    name: "MAX_CONNECTIONS",
    kind: integer(1, 1_000_000),
    unit: "connections",
    default: 50_000,
    description: "Maximum open connections of an instance, WebSockets and streams included.",
  },
  connectionsPerUser: {
    name: "MAX_CONNECTIONS_PER_USER",
    kind: integer(1, 1_000_000),
    unit: "connections",
    default: 50,
    description:
      "Maximum open WebSockets and streams over HTTP of a user on an instance; one more ends with 4429 or `TOO_MANY`. As many queries may wait for changes.",
  },
  socketBacklog: {
    name: "MAX_SOCKET_BACKLOG",
    kind: integer(65_536, 1_073_741_824),
    unit: "bytes",
    default: 1_048_576,
    description:
      "Maximum bytes queued on a slowly read connection, besides one longer message. Beyond it a WebSocket closes with 1013, and a stream ends with `TOO_SLOW`.",
  },
  streamSeconds: {
    name: "MAX_STREAM_SECONDS",
    kind: integer(10, 86_400),
    unit: "seconds",
    default: 300,
    description:
      "Age at which the stream of a subscription over HTTP is broken off, or up to a fifth earlier. Its client resumes. A client that vanished is present for so long.",
  },
  socketOperations: {
    name: "MAX_SOCKET_OPERATIONS",
    kind: integer(1, 10_000),
    unit: "operations",
    default: 100,
    description:
      "Maximum operations under way on a WebSocket, subscriptions included; and as many again that its client has left.",
  },
  requestSeconds: {
    name: "REQUEST_TIMEOUT_SECONDS",
    kind: integer(1, 3_600),
    unit: "seconds",
    default: 30,
    description: "Maximum time in which a client sends a request.",
  },
  stallSeconds: {
    name: "STALL_TIMEOUT_SECONDS",
    kind: integer(1, 3_600),
    unit: "seconds",
    default: 60,
    description: "Maximum time without traffic on a connection that has an answer to send or to wait for.",
  },
  mutationsPerMinute: {
    name: "MUTATIONS_PER_MINUTE",
    kind: rate,
    unit: "changes",
    default: 12_000,
    description:
      "Maximum root fields of mutations per user and minute, on all instances together (0 = unlimited). `applyChanges` counts each of its changes.",
  },
  memberAddressesPerHour: {
    name: "MEMBER_ADDRESSES_PER_HOUR",
    kind: rate,
    unit: "addresses",
    default: 100,
    description:
      "Maximum e-mail addresses that a user names in `addMember` and `inviteMember` per hour (0 = unlimited).",
  },
  costPerMinute: {
    name: "USER_COST_PER_MINUTE",
    kind: costRate,
    unit: "cost",
    default: 2_000_000,
    description: "Maximum cost of operations per user and minute, on all instances together (0 = unlimited).",
    more: "operating.md#limits",
  },
  anonymousRequestsPerMinute: {
    name: "ANONYMOUS_REQUESTS_PER_MINUTE",
    kind: rate,
    unit: "requests",
    default: 600,
    description: "Maximum GraphQL requests without a token per client address and minute (0 = unlimited).",
  },
  anonymousCostPerMinute: {
    name: "ANONYMOUS_COST_PER_MINUTE",
    kind: costRate,
    unit: "cost",
    default: 600_000,
    description: "Maximum cost of requests without a token per client address and minute (0 = unlimited).",
  },
  accountRequestsPerMinute: {
    name: "ACCOUNT_REQUESTS_PER_MINUTE",
    kind: rate,
    unit: "requests",
    default: 300,
    description: "Maximum non-GET requests to `/auth` per client address and minute (0 = unlimited).",
  },
  accountReadsPerMinute: {
    name: "ACCOUNT_READS_PER_MINUTE",
    kind: rate,
    unit: "requests",
    default: 3_000,
    description:
      "Maximum GET requests to `/auth`, such as `/auth/token`, per client address and minute (0 = unlimited).",
  },
  signUpsPerHour: {
    name: "SIGN_UPS_PER_HOUR",
    kind: rate,
    unit: "tries",
    default: 100,
    description: "Maximum tries to sign up per client address and hour (0 = unlimited).",
  },
  mailRequestsPerHour: {
    name: "MAIL_REQUESTS_PER_HOUR",
    kind: rate,
    unit: "requests",
    default: 100,
    description: "Maximum requests for e-mails of one kind per client address and hour (0 = unlimited).",
  },
  mailsPerHour: {
    name: "MAILS_PER_HOUR",
    kind: rate,
    unit: "e-mails",
    default: 5,
    description: "Maximum e-mails of one kind sent to an address per hour (0 = unlimited).",
  },
  failedSignIns: {
    name: "FAILED_SIGN_INS",
    kind: rate,
    unit: "tries",
    default: 20,
    description: "Maximum failed sign-ins to one account per client address in five minutes (0 = unlimited).",
  },
  projectBytes: {
    name: "MAX_PROJECT_BYTES",
    kind: storedBytes,
    unit: "bytes",
    default: 1_073_741_824,
    description:
      "Maximum content of a project: the texts of its items, and 256 bytes for each item (0 = unlimited). Deleted ones count as long as they can be restored.",
    more: "operating.md#limits",
  },
  projectTasks: {
    name: "MAX_PROJECT_TASKS",
    kind: integer(0, 1_000_000_000),
    unit: "tasks",
    default: 100_000,
    description: "Maximum tasks of a project that are not deleted (0 = unlimited).",
  },
  userBytes: {
    name: "MAX_BYTES_PER_USER",
    kind: storedBytes,
    unit: "bytes",
    default: 10_737_418_240,
    description:
      "Maximum content of all projects that a user made, deleted ones included until they are purged (0 = unlimited). It is checked when a project is made or has grown by a further MiB.",
  },
  userProjects: {
    name: "MAX_PROJECTS_PER_USER",
    kind: integer(0, 1_000_000_000),
    unit: "projects",
    default: 10_000,
    description: "Maximum projects that a user made and that are not deleted (0 = unlimited).",
  },
} as const satisfies Settings;

export type ClientLimits = SettingValues<typeof limits>;
