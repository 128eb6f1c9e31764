import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { SignJWT } from "jose";
import pg from "pg";
import { createHistory } from "./history.mjs";

/** Manifest that the server must have in `TRUSTED_DOCUMENTS` for the rules about them. */
const manifest = JSON.parse(readFileSync(new URL("lockstep-documents.json", import.meta.url), "utf8"));
const [watch] = manifest.operations;

/**
 * Options of the adapter. They default to what the variables of the server say.
 * @typedef {object} LockstepOptions
 * @property {string} url
 * @property {readonly string[]} [others] Addresses of other instances.
 * @property {string} [databaseUrl] Database in which it prunes and restores (`DATABASE_URL`).
 * @property {string} [jwtSecret] Secret of an outside issuer, by which it signs tokens (`AUTH_JWT_SECRET`).
 * @property {number} [connectionLimit] `MAX_CONNECTIONS_PER_USER`, default 50.
 * @property {number} [messageLimit] `MAX_MESSAGE_BYTES`, default 1 MiB.
 * @property {boolean} [hasManifest] True if `lockstep-documents.json` is one of `TRUSTED_DOCUMENTS`.
 * @property {() => Promise<void>} [cut] Restarts the server.
 */

/**
 * Adapter for Lockstep.
 * @param {LockstepOptions} options
 * @returns {import("../adapter.d.ts").Adapter}
 */
export function createAdapter({
  url,
  others = [],
  databaseUrl = process.env.DATABASE_URL,
  jwtSecret = process.env.AUTH_JWT_SECRET,
  connectionLimit = Number(process.env.MAX_CONNECTIONS_PER_USER ?? 50),
  messageLimit = Number(process.env.MAX_MESSAGE_BYTES ?? 1024 * 1024),
  hasManifest = /lockstep-documents\.json/.test(process.env.TRUSTED_DOCUMENTS ?? ""),
  cut,
}) {
  if (!databaseUrl || !jwtSecret) throw new Error("Set DATABASE_URL and AUTH_JWT_SECRET to those of the server.");
  const toEndpoint = (address) => (address.endsWith("/graphql") ? address : `${address}/graphql`);
  const endpoint = toEndpoint(url);
  const owner = `conformance-${randomUUID()}`;
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });

  const sign = (subject, exp) =>
    new SignJWT({ exp, name: subject, email: `${subject}@example.com` })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(subject)
      .sign(new TextEncoder().encode(jwtSecret));
  const inSeconds = (seconds) => Math.floor(Date.now() / 1_000) + seconds;
  const ownToken = sign(owner, inSeconds(3_600));

  const ask = async (query, variables, token) => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${token ?? (await ownToken)}` };
    const response = await fetch(endpoint, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = await response.json();
    if (errors) throw new Error(`Lockstep answers ${JSON.stringify(errors)}`);
    return data;
  };

  const change = async (id, description = "") => {
    const input = { projectId: id, title: "A task", description };
    await ask(`mutation ($input: CreateTaskInput!) { createTask(input: $input) { seq } }`, { input });
  };
  const variablesOf = (id, after, announce) => ({ variables: { id, after: after ?? null, announce } });

  return {
    url: endpoint,
    others: others.map(toEndpoint),
    transports: ["websocket", "sse", "multipart", "query"],
    token: () => ownToken,

    async createStream() {
      const made = await ask(`mutation { createProject(input: { name: "Conformance" }) { project { id } } }`);
      return made.createProject.project.id;
    },

    change,
    largeChange: (id) => change(id, "a".repeat(60_000)),

    async snapshot(id) {
      return (await ask("query ($id: ID!) { project(id: $id) { seq cursor } }", { id })).project;
    },

    subscription: (id, after) => ({ query: watch.body, ...variablesOf(id, after, false) }),
    presence: (id) => ({ query: watch.body, ...variablesOf(id, undefined, true) }),
    ...(hasManifest && { trusted: (id, after) => ({ documentId: watch.id, ...variablesOf(id, after, false) }) }),

    read({ projectActivity: { __typename: name, reason } }) {
      if (name === "Ready") return { type: "ready" };
      if (name === "Resync") return { type: "resync", reason };
      return { type: name.startsWith("Presence") ? "presence" : "change" };
    },

    ...(cut && { cut }),

    ...createHistory({ pool, heads: "project_heads", entries: "activities", stream: "project_id" }),

    connectionLimit,
    messageLimit,

    async addMember(id) {
      const token = await sign(`member-${randomUUID()}`, inSeconds(3_600));
      const userId = (await ask("{ me { id } }", {}, token)).me.id;
      const query = `mutation ($input: AddMemberInput!) { addMember(input: $input) { seq } }`;
      await ask(query, { input: { projectId: id, userId, role: "MEMBER" } });
      return token;
    },

    async removeMember(id, token) {
      const userId = (await ask("{ me { id } }", {}, token)).me.id;
      const query = `mutation ($input: RemoveMemberInput!) { removeMember(input: $input) { seq } }`;
      await ask(query, { input: { projectId: id, userId } });
    },

    async deleteStream(id) {
      await ask(`mutation ($id: ID!) { deleteProject(input: { projectId: $id }) { seq } }`, { id });
    },

    // The server lets clocks differ by 5 s.
    expiringToken: (seconds) => sign(owner, inSeconds(seconds - 5)),

    mutation: () => ({ query: `mutation { createProject(input: { name: "By GET" }) { project { id } } }` }),

    changes: (id, args) => ({
      query: `query ($id: ID!, $after: String!, $first: Int, $wait: Int) {
        project(id: $id) {
          changes(after: $after, first: $first, wait: $wait) { nodes { seq } cursor resync { seq reason } }
        }
      }`,
      variables: { id, ...args },
    }),

    readChanges({ project: { changes } }) {
      return { seqs: changes.nodes.map(({ seq }) => seq), cursor: changes.cursor, resync: changes.resync };
    },

    close: () => pool.end(),
  };
}
