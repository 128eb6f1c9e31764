import { once } from "node:events";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createFindOrigin, createIsTrustedProxy } from "../../src/server/request/read-request.ts";
import { administer } from "../support/administer.ts";
import { createProject } from "../support/board.ts";
import { type Instance, startInstance } from "../support/instance.ts";
import type { Person } from "../support/person.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

describe("an address", () => {
  it.each([
    ["203.0.113.7:1234", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["[::ffff:203.0.113.7]:80", "203.0.113.7"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
  ])("is read from a proxy's %s", (forwarded, address) => {
    expect(findAddress("127.0.0.1", forwarded)).toBe(address);
    expect(findAddress("::ffff:127.0.0.1", `6.6.6.6, ${forwarded}`)).toBe(address);
    expect(findAddress("127.0.0.1", `${forwarded}, 10.0.0.1:8080, [::ffff:10.0.0.2]:1`)).toBe(address);
  });

  it.each(["", "unknown", "5", "0x7f.1", "1.2.3.4:", "1.2.3.4.5", "[1.2.3.4", ":80", "a.example", "1.2.3.4:80:90"])(
    "is the proxy's where that says %j",
    (forwarded) => expect(findAddress("::ffff:127.0.0.1", forwarded)).toBe("127.0.0.1"),
  );

  it.each([
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["203.0.113.7", "203.0.113.7"],
    ["fe80::1%eth0", "fe80::1"],
  ])("is that of the connection where it is no proxy's: %s", (remoteAddress, address) => {
    expect(findAddress(remoteAddress, "6.6.6.6")).toBe(address);
  });

  const findOrigin = createFindOrigin(createIsTrustedProxy(["loopback", "10.0.0.0/24"]));

  function findAddress(remoteAddress: string, forwarded: string): string | null {
    const socket = new Socket();
    Object.defineProperty(socket, "remoteAddress", { value: remoteAddress });
    const request = new IncomingMessage(socket);
    request.headers["x-forwarded-for"] = forwarded;
    return findOrigin(request).address;
  }
});

describe("the address that is kept with a change", () => {
  let database: TestDatabase;
  let instance: Instance;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await instance.close();
  });
  afterAll(async () => {
    await database.close();
  });

  const forwarded = "198.51.100.1, 203.0.113.7";

  it.each([
    ["the connection's, whatever a client claims, where no proxy is trusted", {}, "127.0.0.1"],
    ["what a trusted proxy saw, and not what the client told it", { TRUSTED_PROXIES: "loopback" }, "203.0.113.7"],
    ["what the first of two proxies saw", { TRUSTED_PROXIES: "127.0.0.0/8,203.0.113.0/24" }, "198.51.100.1"],
    ["the connection's where another proxy is trusted", { TRUSTED_PROXIES: "10.0.0.0/8" }, "127.0.0.1"],
  ])("is %s, over HTTP and WebSocket", async (_whose, variables, address) => {
    instance = await startInstance(database.url, variables);
    const ada = await instance.person("ada");
    const projectId = await createProject(ada);
    await changeFrom(ada, projectId);
    expect(await readAddresses(projectId)).toEqual([address, address]);
  });

  it("is that of a client in a private network, whatever it claims, where the proxy alone is named", async () => {
    instance = await startInstance(database.url, { TRUSTED_PROXIES: "127.0.0.1" });
    const ada = await instance.person("ada");
    const projectId = await createProject(ada);
    await changeFrom(ada, projectId, "6.6.6.6, 10.1.2.3");
    expect(await readAddresses(projectId)).toEqual(["10.1.2.3", "10.1.2.3"]);
  });

  it("is the proxy's own where what it passes on is no address", async () => {
    instance = await startInstance(database.url, { TRUSTED_PROXIES: "loopback" });
    const ada = await instance.person("ada");
    const projectId = await createProject(ada);
    await changeFrom(ada, projectId, "<script>");
    expect(await readAddresses(projectId)).toEqual(["127.0.0.1", "127.0.0.1"]);
  });

  it("is that of IPv4 where the server listens on IPv6 as well", async () => {
    instance = await startInstance(database.url, { HOST: "::", PUBLIC_URL: "http://localhost:4000" });
    const ada = await instance.person("ada");
    const projectId = await createProject(ada);
    const { port } = new URL(instance.url);
    await changeFrom(ada, projectId, forwarded, `http://127.0.0.1:${port}`);
    expect(await readAddresses(projectId)).toEqual(["127.0.0.1", "127.0.0.1"]);
  });

  async function changeFrom({ token }: Person, projectId: string, from = forwarded, url = instance.url): Promise<void> {
    const query = "mutation ($input: CreateTaskInput!) { createTask(input: $input) { seq } }";
    const body = { query, variables: { input: { projectId, title: "A task" } } };
    const headers = { "x-forwarded-for": from };
    const json = { "content-type": "application/json", authorization: `Bearer ${token}` };
    await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { ...headers, ...json },
      body: JSON.stringify(body),
    });
    const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws", { headers });
    await once(socket, "open");
    for (const message of [
      { type: "connection_init", payload: { authorization: `Bearer ${token}` } },
      { id: "1", type: "subscribe", payload: body },
    ]) {
      const answered = once(socket, "message");
      socket.send(JSON.stringify(message));
      await answered;
    }
    socket.terminate();
  }

  async function readAddresses(projectId: string): Promise<unknown[]> {
    const of = `project_id = '${projectId}' AND seq > 1`;
    const rows = await administer(database.url, `SELECT address FROM activities WHERE ${of} ORDER BY seq`);
    return rows.map((row) => row["address"]);
  }
});
