import { createEnvironment } from "../core/environment/create-environment.ts";
import { createLockstep, type LockstepOptions } from "../core/lockstep/create-lockstep.ts";
import type { Lockstep } from "../core/lockstep/lockstep.ts";
import type { AccountStorage } from "../core/storage/account-storage.ts";
import { createMemoryCopies, createMemoryOutbox } from "../core/storage/memory-storage.ts";
import type { Environment, Signal } from "../core/types.ts";
import type { User } from "../core/wire.ts";
import type { ProjectRole } from "../generated/graphql.ts";
import { toStoredId } from "./accept-changes.ts";
import { answerRequest } from "./answer-request.ts";
import { FakeInbox } from "./fake-inbox.ts";
import { FakeNotices } from "./fake-notices.ts";
import { FakeProject } from "./fake-project.ts";
import { createFakeSocketClass } from "./fake-socket.ts";
import { RequestError } from "./request-error.ts";

/** A project to begin with. */
export interface NewFakeProject {
  /** UUID of the project (default: a fresh one). */
  readonly id?: string;
  /** Default: "Project". */
  readonly name?: string;
  /** Roles by the person's id. The first member makes the project. */
  readonly members: Readonly<Record<string, ProjectRole>>;
}

/** A person's browser: what is stored there, and whether it reaches the server. */
export interface ConnectOptions extends Pick<LockstepOptions, "environment" | "isExpected" | "lastAccount"> {
  /**
   * Storage of an earlier client of the same person, as after a reload (default: empty, in memory). Others get their
   * own. A function opens the storage of each account.
   */
  readonly storage?: AccountStorage | LockstepOptions["storage"];
}

/** Answer of something on the way, such as a proxy or a captive portal; or an error of the server, by its code. */
export type Fault =
  | {
      /** HTTP status, such as 502. */
      readonly status: number;
      /** Page that comes with it (default: empty). */
      readonly html?: string;
    }
  | {
      /** Error code as in the contract, such as `UNAVAILABLE` or `TOKEN_EXPIRED`. */
      readonly code: string;
    };

/**
 * A Lockstep server in memory, for the tests of an app. It judges changes as the real one: texts, versions, conflicts,
 * merges, retries, roles, resume. It has no limits of rates and counts, no paging and no retention, and tokens never
 * expire. It answers the operations of the client and its hooks, not documents of an app.
 */
export class FakeServer {
  /** Projects by id. */
  readonly projects = new Map<string, FakeProject>();
  /** People by id. */
  readonly people = new Map<string, User>();
  /** Locks and channels of browsers go by it, so that those of two servers never meet. */
  readonly #url = `http://${crypto.randomUUID()}.lockstep.test/graphql`;
  readonly #inboxes = new Map<string, FakeInbox>();
  readonly #listeners = new Set<(signal: Signal) => void>();
  readonly #onOffline = new Set<() => void>();
  #isOnline = true;
  #hold: Promise<void> | null = null;
  #fault: Fault | null = null;

  constructor(people: readonly User[]) {
    for (const person of people) this.people.set(person.id, person);
  }

  /**
   * Adds a project with its members, who are told of later changes alone. Throws for a member who is not among the
   * server's people.
   */
  addProject({ id: givenId = crypto.randomUUID(), name = "Project", members }: NewFakeProject): FakeProject {
    const id = toStoredId(givenId);
    const project = new FakeProject(id, name, this.projects);
    const [[owner] = [""]] = Object.entries(members);
    project.record(this.person(owner), {}, { __typename: "ProjectCreated", project: project.data.project });
    for (const [personId, role] of Object.entries(members)) {
      project.setMember(this.person(owner), this.person(personId), role);
    }
    this.projects.set(id, project);
    new FakeNotices(project, (to, notice) => this.inboxOf(to).add(notice));
    return project;
  }

  /** Returns a person by id. Throws where there is none. */
  person(id: string): User {
    const person = this.people.get(id);
    if (!person) throw new Error(`There is no person ${id}. Name everybody when the server is made.`);
    return person;
  }

  /** Returns the notices of a person. */
  inboxOf(personId: string): FakeInbox {
    const inbox = this.#inboxes.get(personId) ?? new FakeInbox();
    this.#inboxes.set(personId, inbox);
    return inbox;
  }

  /** Returns the project as a member sees it. Throws `RequestError` for others. */
  find(viewer: User, projectId: unknown): FakeProject {
    const project = this.projects.get(String(toStoredId(projectId)));
    if (project?.roleOf(viewer)) return project;
    throw new RequestError("NOT_FOUND", "Not found, or you are not a member of the project.");
  }

  /** False between `goOffline` and `goOnline`. */
  get isOnline(): boolean {
    return this.#isOnline;
  }

  /** Cuts all connections. Requests fail until `goOnline`. */
  goOffline(): void {
    this.#isOnline = false;
    for (const cut of [...this.#onOffline]) cut();
    this.#signal("offline");
  }

  /** Lets clients connect again. They do so at once. */
  goOnline(): void {
    this.#isOnline = true;
    this.#signal("online");
  }

  /** Holds all answers to requests back. Returns the function that lets them go. */
  holdAnswers(): () => void {
    let release = () => {};
    this.#hold = new Promise((resolve) => {
      release = resolve;
    });
    return () => {
      this.#hold = null;
      release();
    };
  }

  /** Lets all requests fail, and none reach the server; streams go on. Returns the function that ends it. */
  failRequests(fault: Fault): () => void {
    this.#fault = fault;
    return () => {
      this.#fault = null;
    };
  }

  /**
   * Creates the client of a person over this server. Close it at the end of the test. A function names the person who
   * is signed in at present, or null for nobody: after it answers otherwise, call `reconnect()` of the client.
   */
  connect(person: string | (() => string | null), options: ConnectOptions = {}): Lockstep {
    const findPerson = typeof person === "string" ? () => person : person;
    const stored = new Map<string, AccountStorage>();
    const { storage, environment = this.createEnvironment(), ...others } = options;
    let given = typeof storage === "function" ? undefined : storage;
    const openStorage: LockstepOptions["storage"] = ({ subject }) => {
      const opened = stored.get(subject) ?? given ?? createTestStorage();
      given = undefined;
      stored.set(subject, opened);
      return opened;
    };
    return createLockstep({
      ...others,
      environment,
      url: this.#url,
      getToken: () => {
        const id = findPerson();
        return id === null ? null : tokenOf(this.person(id));
      },
      storage: typeof storage === "function" ? storage : openStorage,
      fetch: (_, request) => this.#fetch(request ?? {}),
      webSocketImpl: createFakeSocketClass(this),
      // This server speaks no other.
      transports: ["websocket"],
    });
  }

  /** Creates the environment of a visible tab that hears when the server goes offline and online. */
  createEnvironment(): Environment {
    return {
      ...createEnvironment(),
      signals: {
        isVisible: () => true,
        subscribe: (listener) => {
          this.#listeners.add(listener);
          return () => void this.#listeners.delete(listener);
        },
      },
    };
  }

  /** Calls when the connections are cut. Returns the function that ends it. */
  onOffline(listener: () => void): () => void {
    this.#onOffline.add(listener);
    return () => void this.#onOffline.delete(listener);
  }

  /** Returns the person of a token. Throws `RequestError` where there is none. */
  authenticate(authorization: unknown): User {
    const person = [...this.people.values()].find((each) => authorization === `Bearer ${tokenOf(each)}`);
    if (!person) throw new RequestError("UNAUTHENTICATED", "The token is not valid.");
    return person;
  }

  async #fetch({ body, headers, signal }: RequestInit): Promise<Response> {
    this.#requireOnline();
    if (this.#fault) return toResponse(this.#fault);
    const { query, variables } = JSON.parse(String(body)) as { query: string; variables: Record<string, unknown> };
    const answer = this.#answer(new Headers(headers).get("authorization"), query, variables);
    // An answer that is under way when the connection is cut does not arrive.
    await this.#hold;
    await Promise.resolve();
    this.#requireOnline();
    signal?.throwIfAborted();
    return new Response(JSON.stringify(answer), { headers: { "content-type": "application/json" } });
  }

  #answer(authorization: unknown, query: string, variables: Readonly<Record<string, unknown>>): object {
    try {
      return { data: answerRequest(this, this.authenticate(authorization), query, variables) };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return { errors: [{ message: error.message, extensions: { code: error.code, issues: error.issues } }] };
    }
  }

  #requireOnline(): void {
    if (!this.#isOnline) throw new TypeError("Failed to fetch");
  }

  #signal(signal: Signal): void {
    for (const listener of [...this.#listeners]) listener(signal);
  }
}

/**
 * Creates storage in memory. Pass the same one to two clients, one after the other, to test a reload. It is empty again
 * once the person has signed out.
 */
export function createTestStorage(): AccountStorage {
  let outbox = createMemoryOutbox();
  let copies = createMemoryCopies(Date.now);
  const values = new Map<string, unknown>();
  return {
    get outbox() {
      return outbox;
    },
    get copies() {
      return copies;
    },
    openValues: async () => ({
      read: async (name) => values.get(name),
      write: async (name, value) => void values.set(name, value),
    }),
    persist: async () => true,
    async wipe() {
      values.clear();
      outbox = createMemoryOutbox();
      copies = createMemoryCopies(Date.now);
    },
    close: () => {},
  };
}

function toResponse(fault: Fault): Response {
  if ("code" in fault) {
    return Response.json({ errors: [{ message: "The request has failed.", extensions: { code: fault.code } }] });
  }
  const { status, html = "" } = fault;
  return new Response(html, { status, headers: { "content-type": "text/html" } });
}

/** The server knows it by its text; the client reads the account in it. */
function tokenOf({ id }: User): string {
  return `fake.${btoa(JSON.stringify({ iss: "fake", sub: id }))}.fake`;
}
