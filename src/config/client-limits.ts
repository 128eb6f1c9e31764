import type { z } from "zod";
import { integer } from "./integer.ts";

/** Limits on a client's requests to an instance. SECURITY.md lists them all with their reasons. */
export interface ClientLimits {
  /** Of how many tokens a document may consist. */
  readonly documentTokens: number;
  /** How deep fields may lie in one another. */
  readonly documentDepth: number;
  /** How many fields a document may have, with the fragments that are spread in it. */
  readonly documentFields: number;
  /** How many fields of a document may have an alias. */
  readonly documentAliases: number;
  /** How many fields a query or mutation may take, as `queryCost` counts. */
  readonly queryCost: number;
  /** The same for each event of a subscription. */
  readonly eventCost: number;
  /** Largest answer to a query, in bytes. */
  readonly answerBytes: number;
  /** What the body of a request, or a message on a WebSocket, may measure in bytes. */
  readonly messageBytes: number;
  /** How many connections may be open at once, WebSockets included. */
  readonly connections: number;
  /** How long a client may take to send a request. */
  readonly requestSeconds: number;
  /** How long nothing may move on a connection with an answer to send or to wait for. */
  readonly stallSeconds: number;
  /** How many root fields of mutations a user may run in a minute, on all instances together; 0: any number. */
  readonly mutationsPerMinute: number;
  /** Maximum e-mail addresses that a user tries in `addMember` per hour, on all instances together (0 = unlimited). */
  readonly memberAddressesPerHour: number;
  /** Cost of what a user may ask for in a minute, on all instances together; 0: unlimited. */
  readonly costPerMinute: number;
  /** GraphQL requests without a token that an address may send in a minute; 0: unlimited. */
  readonly anonymousRequestsPerMinute: number;
  /** Cost of what an address may ask for in a minute without a token; 0: unlimited. */
  readonly anonymousCostPerMinute: number;
  /** How many requests under `/auth` may come from one address in a minute that change anything; 0: any number. */
  readonly accountRequestsPerMinute: number;
  /** Number of reads under `/auth`, tokens among them, that an address may make in a minute; 0: any number. */
  readonly accountReadsPerMinute: number;
  /** How often one address may sign somebody up in an hour; 0: as often as it likes. */
  readonly signUpsPerHour: number;
  /** How often one address may ask in an hour for a mail of one kind; 0: as often as it likes. */
  readonly mailRequestsPerHour: number;
  /** How many mails of one kind an address is sent in an hour; 0: any number. */
  readonly mailsPerHour: number;
  /** How often one address may fail to sign in to one account in five minutes; 0: as often as it likes. */
  readonly failedSignIns: number;
}

/** The variables that say so; the names of a schema of zod. */
export const limitVariables = {
  MAX_DOCUMENT_TOKENS: integer(1_000, 100_000).default(5_000),
  MAX_DOCUMENT_DEPTH: integer(15, 1_000).default(20),
  MAX_DOCUMENT_FIELDS: integer(500, 100_000).default(1_000),
  MAX_DOCUMENT_ALIASES: integer(0, 100_000).default(100),
  MAX_QUERY_COST: integer(1_000, 10_000_000).default(50_000),
  MAX_EVENT_COST: integer(100, 1_000_000).default(500),
  MAX_ANSWER_BYTES: integer(1_048_576, 268_435_456).default(16_777_216),
  MAX_MESSAGE_BYTES: integer(65_536, 67_108_864).default(1_048_576),
  MAX_CONNECTIONS: integer(1, 1_000_000).default(50_000),
  REQUEST_TIMEOUT_SECONDS: integer(1, 3_600).default(30),
  STALL_TIMEOUT_SECONDS: integer(1, 3_600).default(60),
  MUTATIONS_PER_MINUTE: integer(0, 1_000_000).default(12_000),
  MEMBER_ADDRESSES_PER_HOUR: integer(0, 1_000_000).default(100),
  USER_COST_PER_MINUTE: integer(0, 1_000_000_000).default(2_000_000),
  ANONYMOUS_REQUESTS_PER_MINUTE: integer(0, 1_000_000).default(600),
  ANONYMOUS_COST_PER_MINUTE: integer(0, 1_000_000_000).default(600_000),
  ACCOUNT_REQUESTS_PER_MINUTE: integer(0, 1_000_000).default(300),
  ACCOUNT_READS_PER_MINUTE: integer(0, 1_000_000).default(3_000),
  SIGN_UPS_PER_HOUR: integer(0, 1_000_000).default(100),
  MAIL_REQUESTS_PER_HOUR: integer(0, 1_000_000).default(100),
  MAILS_PER_HOUR: integer(0, 1_000_000).default(5),
  FAILED_SIGN_INS: integer(0, 1_000_000).default(20),
};

export function readClientLimits(values: z.infer<z.ZodObject<typeof limitVariables>>): ClientLimits {
  return {
    documentTokens: values.MAX_DOCUMENT_TOKENS,
    documentDepth: values.MAX_DOCUMENT_DEPTH,
    documentFields: values.MAX_DOCUMENT_FIELDS,
    documentAliases: values.MAX_DOCUMENT_ALIASES,
    queryCost: values.MAX_QUERY_COST,
    eventCost: values.MAX_EVENT_COST,
    answerBytes: values.MAX_ANSWER_BYTES,
    messageBytes: values.MAX_MESSAGE_BYTES,
    connections: values.MAX_CONNECTIONS,
    requestSeconds: values.REQUEST_TIMEOUT_SECONDS,
    stallSeconds: values.STALL_TIMEOUT_SECONDS,
    mutationsPerMinute: values.MUTATIONS_PER_MINUTE,
    memberAddressesPerHour: values.MEMBER_ADDRESSES_PER_HOUR,
    costPerMinute: values.USER_COST_PER_MINUTE,
    anonymousRequestsPerMinute: values.ANONYMOUS_REQUESTS_PER_MINUTE,
    anonymousCostPerMinute: values.ANONYMOUS_COST_PER_MINUTE,
    accountRequestsPerMinute: values.ACCOUNT_REQUESTS_PER_MINUTE,
    accountReadsPerMinute: values.ACCOUNT_READS_PER_MINUTE,
    signUpsPerHour: values.SIGN_UPS_PER_HOUR,
    mailRequestsPerHour: values.MAIL_REQUESTS_PER_HOUR,
    mailsPerHour: values.MAILS_PER_HOUR,
    failedSignIns: values.FAILED_SIGN_INS,
  };
}
