import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import pg from "pg";

const watch = `subscription Watch($id: ID!, $after: String) {
  projectActivity(projectId: $id, after: $after, announce: false) {
    __typename ... on Activity { seq at } ... on Ready { seq cursor } ... on Resync { seq cursor reason }
  }
}`;

/**
 * Adapter for Lockstep. It signs tokens with the secret of an outside issuer (`AUTH_JWT_SECRET`), and prunes and
 * restores in the database (`DATABASE_URL`). `cut` is given by whoever can restart the server.
 * @param {{ url: string, databaseUrl?: string, jwtSecret?: string, cut?: () => Promise<void> }} options
 * @returns {import("../adapter.d.ts").Adapter}
 */
export function createAdapter({
  url,
  databaseUrl = process.env.DATABASE_URL,
  jwtSecret = process.env.AUTH_JWT_SECRET,
  cut,
}) {
  const endpoint = url.endsWith("/graphql") ? url : `${url}/graphql`;
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

  return {
    url: endpoint,
    transports: ["websocket", "sse", "multipart", "query"],
    token: () => ownToken,

    async createStream() {
      const made = await ask(`mutation { createProject(input: { name: "Conformance" }) { project { id } } }`);
      return made.createProject.project.id;
    },

    async change(id) {
      await ask(`mutation ($id: ID!) { createTask(input: { projectId: $id, title: "A task" }) { seq } }`, { id });
    },

    async snapshot(id) {
      return (await ask("query ($id: ID!) { project(id: $id) { seq cursor } }", { id })).project;
    },

    subscription: (id, after) => ({ query: watch, variables: { id, after: after ?? null } }),

    read({ projectActivity: { __typename: name, reason } }) {
      if (name === "Ready") return { type: "ready" };
      if (name === "Resync") return { type: "resync", reason };
      return { type: name.startsWith("Presence") ? "other" : "change" };
    },

    ...(cut && { cut }),

    async prune(id, through) {
      await pool.query(
        `WITH last AS (SELECT token FROM activities WHERE project_id = $1 AND seq = $2),
              pruned AS (DELETE FROM activities WHERE project_id = $1 AND seq <= $2)
         UPDATE project_heads SET pruned_through = $2, pruned_token = last.token FROM last WHERE project_id = $1`,
        [id, through],
      );
    },

    async restore(id, to) {
      await pool.query(
        `WITH lost AS (DELETE FROM activities WHERE project_id = $1 AND seq > $2)
         UPDATE project_heads SET seq = $2 WHERE project_id = $1`,
        [id, to],
      );
    },

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
