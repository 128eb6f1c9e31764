import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { administer } from "../support/administer.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { signToken } from "../support/sign-token.ts";
import { createTlsCertificate } from "../support/tls-certificate.ts";
import { type Ended, runLockstep } from "./run-lockstep.ts";

let database: TestDatabase;
let instance: Instance;

beforeAll(async () => {
  database = await createTestDatabase();
  instance = await startInstance(database.url, { MAX_CONNECTIONS_PER_USER: "2", SIGN_UPS_PER_HOUR: "3" });
});

afterAll(async () => {
  await instance.close();
  await database.close();
});

describe("a deployment that cannot be checked is reported in one sentence", () => {
  it("nobody there", async () => {
    const port = await findFreePort();
    const url = `http://127.0.0.1:${port}`;
    expectSentence(await check(url), `${url} cannot be reached: connect ECONNREFUSED 127.0.0.1:${port}.`);
  });

  it("a name that nobody has", async () => {
    const url = "http://lockstep.invalid";
    expectSentence(
      await check(url),
      /^http:\/\/lockstep\.invalid cannot be reached: getaddrinfo \w+ lockstep\.invalid\.$/,
    );
  });

  it("a server that takes connections and says nothing", () =>
    serve(
      createServer(() => undefined),
      async (url) => {
        expectSentence(await check(url), `${url} does not answer within 6 seconds.`);
      },
    ));

  it("something else", () =>
    serve(
      createServer((_request, response) => response.writeHead(404).end("<html>")),
      async (url) => {
        expectSentence(await check(url), `${url}/graphql answers 404, and not as Lockstep does.`);
      },
    ));

  it("a proxy whose instances do not run", () =>
    serve(
      createServer((_request, response) => response.writeHead(503).end()),
      async (url) => {
        const sentence = `${url}/graphql answers 503, as a proxy does whose instance does not answer.`;
        expectSentence(await check(url), sentence);
      },
    ));

  it("a server that is too old", () => {
    const message = 'Cannot query field "cursor" on type "Project".';
    const errors = [{ message, extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }];
    const server = createServer((_request, response) => response.writeHead(400).end(JSON.stringify({ errors })));
    return serve(server, async (url) => {
      const reason = message.slice(0, -1);
      const sentence = `${url} is no Lockstep, or one that is too old for this check (${reason}): use the check of its version.`;
      expectSentence(await check(url), sentence);
    });
  });

  it("a certificate that nobody vouches for, and TLS where there is none", async () => {
    const { certificate, key, remove } = await createTlsCertificate();
    const server = createTlsServer(
      { cert: await readFile(certificate), key: await readFile(key) },
      (_request, response) => response.writeHead(404).end(),
    );
    await serve(server, async (plain) => {
      const url = plain.replace("http", "https");
      expectSentence(
        await check(url),
        `The certificate of ${url} does not hold (self-signed certificate): set NODE_EXTRA_CA_CERTS if its authority is your own.`,
      );
      const trusting = await runLockstep(["check", "--url", url], { NODE_EXTRA_CA_CERTS: certificate });
      expectSentence(trusting, `${url}/graphql answers 404, and not as Lockstep does.`);
    });
    await remove();
    const secure = instance.url.replace("http", "https");
    expectSentence(await check(secure), `${secure} cannot be reached: it does not speak TLS.`);
  });

  it("a wrong password", async () => {
    const account = ["--email", "nobody@example.com", "--password", "wrong horse"];
    const sentence = `nobody@example.com cannot sign in at ${instance.url}: 401, Invalid email or password.`;
    expectSentence(await check(instance.url, account), sentence);
  });

  it("a wrong password in a file, and files that hold none", async () => {
    const folder = await mkdtemp(join(tmpdir(), "lockstep-check-"));
    const [wrong, empty, missing] = ["wrong", "empty", "missing"].map((name) => join(folder, name));
    await writeFile(`${wrong}`, "wrong horse\n");
    await writeFile(`${empty}`, "\n");
    const signIn = async (...options: readonly string[]) =>
      check(instance.url, ["--email", "nobody@example.com", ...options]);
    const refused = `nobody@example.com cannot sign in at ${instance.url}: 401, Invalid email or password.`;
    expectSentence(await signIn("--password-file", `${wrong}`), refused);
    expectSentence(await signIn("--password-file", `${empty}`), `The file of --password-file is empty: ${empty}.`);
    expectSentence(
      await signIn("--password-file", `${missing}`),
      `The file of --password-file cannot be read: ENOENT, ${missing}.`,
    );
    expectSentence(
      await signIn("--password", "x", "--password-file", `${wrong}`),
      "--password and --password-file exclude each other.",
    );
    await rm(folder, { recursive: true });
  });

  it("a wrong token", async () => {
    expectSentence(
      await check(instance.url, ["--token", "wrong"]),
      `${instance.url} does not take the token: UNAUTHENTICATED, The token is malformed or not signed with an accepted key.`,
    );
  });

  it("one person twice", async () => {
    const token = await signToken("Ada");
    const folder = await mkdtemp(join(tmpdir(), "lockstep-check-"));
    await writeFile(join(folder, "token"), `${token}\n`);
    const tokens = ["--token", token, "--other-token-file", join(folder, "token")];
    expectSentence(await check(instance.url, tokens), "Ada cannot be both persons.");
    await rm(folder, { recursive: true });
  });

  it("more accounts than its address may make in an hour", async () => {
    const sentence =
      /^http\S+ refuses to create an account \(There were too many tries to sign up from this address; try again in \d+ s\): raise its SIGN_UPS_PER_HOUR, or use --email and --password, or --token\.$/;
    expectSentence(await check(instance.url, ["--clients", "100"]), sentence);
    const made = "FROM auth_users WHERE email LIKE '%lockstep.invalid'";
    expect(await administer(database.url, `SELECT email ${made}`)).toEqual([]);
  });

  it("more clients than a user may have sockets", async () => {
    const { code, stderr } = await check(instance.url, ["--token", await signToken("Ada"), "--clients", "3"]);
    const sentence = "The server ended a subscription of the load: 4429, A user may have 2 connections.\n";
    expect([code, stderr]).toEqual([1, sentence]);
  });
});

function check(url: string, options: readonly string[] = []): Promise<Ended> {
  return runLockstep(["check", "--url", url, ...options]);
}

function expectSentence({ code, stdout, stderr }: Ended, sentence: string | RegExp): void {
  expect([code, stdout]).toEqual([1, ""]);
  if (typeof sentence === "string") expect(stderr).toBe(`${sentence}\n`);
  else expect(stderr.trimEnd()).toMatch(sentence);
}

async function serve(server: Server, use: (url: string) => Promise<void>): Promise<void> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
