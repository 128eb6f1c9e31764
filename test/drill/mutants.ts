/** A bug, planted as one replacement in one file, and the tests that find it. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  readonly tests: readonly string[];
  /** The tests run what is built from the file. */
  readonly needsBuild?: true;
}

/** Bugs across all layers. The engine's pure parts and the client's core have a drill of their own. */
export const mutants: readonly Mutant[] = [
  {
    name: "log: a page passes over one entry",
    file: "src/engine/log/log-reader.ts",
    find: "} > $2 ORDER BY a.",
    replace: "} > $2 + 1 ORDER BY a.",
    tests: ["test/engine/log/log-reader.test.ts", "test/engine/feed/stream.test.ts"],
  },
  {
    name: "log: pruning takes what is young",
    file: "src/engine/log/prune-log.ts",
    find: "} = o.seq AND o.at < now() - make_interval(days => $2)",
    replace: "} = o.seq AND $2::int > 0",
    tests: ["test/engine/log/retention.test.ts"],
  },
  {
    name: "feed: a removed member stays one until the next read",
    file: "src/operations/project-access.ts",
    find: "filter(([id]) => id !== activity.user.id)",
    replace: "filter(([id]) => id !== activity.projectId)",
    tests: ["test/engine/feed/stream-end.test.ts", "test/engine/feed/feed.test.ts", "test/realtime/revocation.test.ts"],
  },
  {
    name: "ring: closed feeds keep their share of the memory",
    file: "src/engine/feed/ring.ts",
    find: "for (const slot of this.#slots.values()) this.#budget.remove(slot);",
    replace: "",
    tests: ["test/engine/feed/ring.test.ts"],
  },
  {
    name: "stream: a pruned gap is passed over without Resync",
    file: "src/engine/feed/stream.ts",
    find: 'else if (outcome === "missing") void this.#check(true);',
    replace: 'else if (outcome === "missing") this.#goOn(this.#feed.head);',
    tests: ["test/engine/feed/stream.test.ts", "test/engine/log/retention.test.ts"],
  },
  {
    name: "stream: one's own removal does not end it",
    file: "src/operations/project-access.ts",
    find: 'if (activity.type !== "MemberRemoved" || activity.user.id !== id) return "go on";',
    replace: 'if (activity.type !== "MemberRemoved" || activity.user.id !== activity.projectId) return "go on";',
    tests: ["test/engine/feed/stream-end.test.ts"],
  },
  {
    name: "feeds: a long change is published whole",
    file: "src/engine/feed/feed-message.ts",
    find: "if (Buffer.byteLength(message) <= longMessage) return message;",
    replace: "if (message.length <= longMessage) return message;",
    tests: ["test/engine/feed/feeds.test.ts", "test/realtime/redis-outage.test.ts"],
  },
  {
    name: "reconciler: does not run when the bus is back",
    file: "src/engine/feed/reconciler.ts",
    find: "const stopListening = bus.onReconnect(() => rounds.now());",
    replace: "const stopListening = bus.onReconnect(() => {});",
    tests: ["test/engine/feed/reconciler.test.ts"],
  },
  {
    name: "fan-out: subscribers with other variables share an execution",
    file: "src/engine/fanout/shared-executions.ts",
    find: `return \`\${operation.name?.value ?? ""} \${stringify(variables)}\`;`,
    replace: `return \`\${operation.name?.value ?? ""} \${stringify(variables).length > 0}\`;`,
    tests: ["test/engine/fanout/fan-out.test.ts"],
  },
  {
    name: "fan-out: a slow reader's queue is not bounded",
    file: "src/engine/fanout/socket-writer.ts",
    find: "if (waiting + bytes <= this.#limit) return true;",
    replace: "if (waiting + bytes <= 100 * this.#limit) return true;",
    tests: ["test/realtime/slow-consumer.test.ts"],
  },
  {
    name: "bus: channels are not asked for again after a reconnect",
    file: "src/engine/bus/redis-subscriptions.ts",
    find: "if (subscribers.find(channel) === connection) request(channel, subscription);",
    replace: "if (!subscription.missed && subscribers.find(channel) === connection) request(channel, subscription);",
    tests: ["test/engine/bus/redis-bus-outage.test.ts"],
  },
  {
    name: "bus: a reconnect is not told to the reconciler",
    file: "src/engine/bus/redis-subscriptions.ts",
    find: "if (subscription.missed) tellRenewed();",
    replace: "",
    tests: ["test/engine/bus/redis-bus-outage.test.ts"],
  },
  {
    name: "presence: the first closed tab of several ends it",
    file: "src/presence/project-presence.ts",
    find: "own.tabs -= 1;",
    replace: "own.tabs = 0;",
    tests: ["test/presence/memory-presence.test.ts", "test/presence/redis-presence.test.ts"],
  },
  {
    name: "presence: the list of a dead instance counts for ever",
    file: "src/presence/exchange-lists.ts",
    find: "if expiry - now > 0 then",
    replace: "if expiry - now > -86400000 then",
    tests: ["test/presence/redis-presence-outage.test.ts", "test/realtime/presence-outage.test.ts"],
  },
  {
    name: "write transaction: does not lock the project",
    file: "src/engine/log/write-statements.ts",
    find: "?? true} FOR NO KEY UPDATE",
    replace: "?? true}",
    tests: ["test/operations/races.test.ts", "test/operations/concurrency.test.ts"],
  },
  {
    name: "write transaction: a change is not announced",
    file: "src/engine/log/log-writer.ts",
    find: "if (written.length > 0) for (const listener of listeners) tell(listener, written);",
    replace: "",
    tests: ["test/engine/feed/feeds.test.ts", "test/realtime/redis-outage.test.ts"],
  },
  {
    name: "idempotency: a used id answers another request",
    file: "src/engine/log/run-parts.ts",
    find: "known?.requestHash === requestHash",
    replace: "known?.requestHash.length === requestHash.length",
    tests: ["test/operations/retries.test.ts"],
  },
  {
    name: "conflicts: the version that was seen conflicts with itself",
    file: "src/operations/version-conflict.ts",
    find: "(fieldVersions[field] ?? 0) > expectedVersion",
    replace: "(fieldVersions[field] ?? 0) > expectedVersion + 1",
    tests: ["test/operations/versions.test.ts"],
  },
  {
    name: "positions: a task is put behind its neighbour's neighbour",
    file: "src/operations/positions.ts",
    find: "? { lower: after.position, upper: after.next }",
    replace: "? { lower: after.position, upper: before?.position ?? null }",
    tests: ["test/operations/positions.test.ts", "test/operations/respacing.test.ts"],
  },
  {
    name: "roles: members remove each other",
    file: "src/operations/remove-member.ts",
    find: 'if (userId !== actor.id) requireRole(role, "ADMIN");',
    replace: "",
    tests: ["test/api/roles.test.ts"],
  },
  {
    name: "existence: whoever is no member is told of a task's project",
    file: "src/operations/locate.ts",
    find: "m.project_id = item.project_id AND m.user_id = $2`",
    replace: "m.project_id = item.project_id AND $2::uuid IS NOT NULL LIMIT 1`",
    tests: ["test/api/existence.test.ts", "test/operations/stuck-project.test.ts"],
  },
  {
    name: "limits: fragments cost nothing",
    file: "src/server/limits/query-cost.ts",
    find: "if (selection.kind === Kind.FRAGMENT_SPREAD) return costOfFragment(selection.name.value, type, listLength);",
    replace: "if (selection.kind === Kind.FRAGMENT_SPREAD) return 0;",
    tests: ["test/api/query-cost.test.ts"],
  },
  {
    name: "limits: what was counted elsewhere blocks nobody here",
    file: "src/server/limits/rate-limit.ts",
    find: "await here.block(key, reason.msBeforeNext / 1_000);\n        return reason.msBeforeNext;",
    replace: "return undefined;",
    tests: ["test/abuse/rate-limit.test.ts", "test/abuse/mutation-limit.test.ts"],
  },
  {
    name: "auth: sockets outlive their token",
    file: "src/server/websocket/watch-viewers.ts",
    find: "if (viewer && viewer.expiresAt <= now) {",
    replace: "if (viewer && viewer.expiresAt <= 0) {",
    tests: ["test/api/transports/tokens.test.ts"],
  },
  {
    name: "tokens: one of the future is taken",
    file: "src/server/auth/token-verifier.ts",
    find: "    refuseFuture(payload);\n",
    replace: "",
    tests: ["test/api/authentication.test.ts"],
  },
  {
    name: "migrations: one that was changed after it was applied is taken",
    file: "src/database/apply-migrations.ts",
    find: "if (changed) throw new Error(",
    replace: "if (changed && !changed.script) throw new Error(",
    tests: ["test/database/migrate.test.ts"],
  },
  {
    name: "erasure: what was erased is still replayed from memory",
    file: "src/engine/feed/feeds.ts",
    find: "for (const { feed } of this.#entries.values()) feed.forget();",
    replace: "",
    tests: ["test/realtime/erasure.test.ts"],
  },
  {
    name: "client session: a token of another sub is accepted",
    file: "client/core/storage/account.ts",
    find: "keyOf(one) === keyOf(other)",
    replace: "one.issuer === other.issuer",
    tests: ["test/client/core/connection/connection.test.ts", "test/client/core/lockstep/lockstep.test.ts"],
  },
  {
    name: "client link: a doubled change is handed on",
    file: "client/apollo/resumption.ts",
    find: "seq <= this.#position.seq) return false;",
    replace: "seq <= this.#position.seq) return true;",
    tests: ["test/client/apollo/lockstep-link.test.ts"],
  },
  {
    name: "client cache: an older answer overwrites",
    file: "client/apollo/correct-answer.ts",
    find: "version !== known) return version < known;",
    replace: "version !== known) return false;",
    tests: ["test/client/apollo/answers.test.ts"],
  },
  {
    name: "board: a conflict saves what was to be discarded",
    file: "web/board/conflict/conflicting-field.tsx",
    find: 'label: "Take theirs", value: theirs, isChosen: isTheirs, choose: () => onChoose(true)',
    replace: 'label: "Take theirs", value: theirs, isChosen: isTheirs, choose: () => onChoose(false)',
    tests: ["test/browser/board.test.ts"],
    needsBuild: true,
  },
];
