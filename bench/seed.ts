import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { emailOf, signToken } from "../test/support/sign-token.ts";
import { titleOf } from "./title.ts";

export interface SeededProject {
  readonly id: string;
  readonly taskIds: readonly string[];
  /** The numbers of its members among the users. */
  readonly members: readonly number[];
}

export interface Seed {
  readonly projects: readonly SeededProject[];
  /** A token for each user. */
  readonly tokens: readonly string[];
}

export interface SeedOptions {
  readonly projects: number;
  readonly tasksEach: number;
  readonly users: number;
  readonly membersEach: number;
}

const description =
  "The amounts of March differ from what was ordered: compare with the delivery notes, ask the customer, and correct.";

/** Fills a migrated database. The members of the projects are spread evenly over the users. */
export async function seed(databaseUrl: string, options: SeedOptions): Promise<Seed> {
  const users = numbers(options.users).map((number) => ({ id: randomUUID(), subject: `User-${number}` }));
  const projects = numbers(options.projects).map((number) => ({
    id: randomUUID(),
    taskIds: numbers(options.tasksEach).map(() => randomUUID()),
    members: numbers(options.membersEach).map((member) => (number * options.membersEach + member) % options.users),
  }));
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    await insert(client, users, projects);
  } finally {
    await client.end();
  }
  return { projects, tokens: await Promise.all(users.map(({ subject }) => signToken(subject))) };
}

async function insert(
  client: Client,
  users: readonly { readonly id: string; readonly subject: string }[],
  projects: readonly SeededProject[],
): Promise<void> {
  const idOf = (number: number | undefined) => users[number ?? 0]?.id;
  await client.query(
    `INSERT INTO users (id, issuer, subject, email, name)
     SELECT id, 'outside', subject, email, subject FROM unnest($1::uuid[], $2::text[], $3::text[]) AS u(id, subject, email)`,
    [users.map(({ id }) => id), users.map(({ subject }) => subject), users.map(({ subject }) => emailOf(subject))],
  );
  const ids = projects.map(({ id }) => id);
  const owners = projects.map(({ members }) => idOf(members[0]));
  await client.query(
    `INSERT INTO projects (id, name, created_at, updated_at)
     SELECT id, 'Invoices', now(), now() FROM unnest($1::uuid[]) id`,
    [ids],
  );
  await client.query(
    `INSERT INTO project_heads (project_id, seq, at)
     SELECT id, 1, now() FROM unnest($1::uuid[]) id`,
    [ids],
  );
  await client.query(
    `INSERT INTO activities (project_id, seq, type, at, actor_id, snapshot)
     SELECT p.id, 1, 'ProjectCreated', now(), u.id, json_build_object(
       'actor', json_build_object('id', u.id, 'name', u.name, 'email', u.email),
       'project', json_build_object('id', p.id, 'name', 'Invoices', 'description', null,
         'createdAt', '2026-01-01T00:00:00.000Z', 'updatedAt', '2026-01-01T00:00:00.000Z'))
     FROM unnest($1::uuid[], $2::uuid[]) AS p(id, owner) JOIN users u ON u.id = p.owner`,
    [ids, owners],
  );
  const memberships = projects.flatMap(({ id, members }) => members.map((number) => ({ id, user: idOf(number) })));
  await client.query(
    `INSERT INTO memberships (id, project_id, user_id, role, since_seq, joined_seq, joined_at)
     SELECT gen_random_uuid(), project, member, 'MEMBER', 1, row_number() OVER (PARTITION BY project), now()
     FROM unnest($1::uuid[], $2::uuid[]) AS m(project, member)`,
    [memberships.map(({ id }) => id), memberships.map(({ user }) => user)],
  );
  const tasks = projects.flatMap(({ id, taskIds, members }) =>
    taskIds.map((taskId, index) => ({ id, taskId, index, user: idOf(members[0]), title: titleOf(index) })),
  );
  await client.query(
    `INSERT INTO tasks (id, project_id, title, description, status, priority, position, assignee_id, due_at,
       created_by_id, created_at, updated_at)
     SELECT task, project, title, $6, 'TODO', 'HIGH', 'a' || lpad(index::text, 4, '1'), member,
       '2027-01-01T00:00:00Z', member, now(), now()
     FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[], $5::text[]) AS t(task, project, index, member, title)`,
    [
      tasks.map(({ taskId }) => taskId),
      tasks.map(({ id }) => id),
      tasks.map(({ index }) => index),
      tasks.map(({ user }) => user),
      tasks.map(({ title }) => title),
      description,
    ],
  );
  await client.query("VACUUM ANALYZE");
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
