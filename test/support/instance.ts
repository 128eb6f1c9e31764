import { type Logger, pino } from "pino";
import { type App, type AppParts, createApp } from "../../src/app/create-app.ts";
import { readConfig } from "../../src/config/config.ts";
import { cheapHasher } from "./cheap-hasher.ts";
import { createPerson, type Person } from "./person.ts";
import { jwtSecret } from "./sign-token.ts";

/** A Lockstep server in this process, listening on a port of its own. */
export interface Instance {
  /** Where it listens, e.g. http://127.0.0.1:4000. */
  readonly url: string;
  readonly app: App;
  /** Somebody with a token of the outside issuer; the same name is the same user on every instance. */
  person(name: string): Promise<Person>;
  close(): Promise<void>;
}

/** Starts one on a migrated database. `variables` are those of the environment; the rest as in `createApp`. */
export async function startInstance(
  databaseUrl: string,
  variables: Readonly<Record<string, string>> = {},
  parts: AppParts = {},
  logger: Logger = pino({ level: process.env["TEST_LOG_LEVEL"] ?? "silent" }),
): Promise<Instance> {
  const config = readConfig({
    PORT: "0",
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: "a secret of tests that is long enough to be taken",
    AUTH_JWT_SECRET: jwtSecret,
    DRAIN_SECONDS: "0",
    PRESENCE_GRACE_SECONDS: "0",
    ...variables,
  });
  const app = await createApp(config, logger, { hasher: cheapHasher, ...parts });
  const people: Person[] = [];
  return {
    url: app.url,
    app,
    async person(name) {
      const person = await createPerson(app.url, name);
      people.push(person);
      return person;
    },
    async close() {
      await Promise.all(people.map((person) => person.leave()));
      await app.close();
    },
  };
}
