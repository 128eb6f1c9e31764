import type { FastifyPluginAsync } from "fastify";

export interface Health {
  /** Tells if PostgreSQL answers. */
  checkDatabase(): Promise<boolean>;
  /** Everything that the service goes on without; "none" where no variable names it. */
  dependencies(): Readonly<Record<"redis" | "mail" | "issuer", "up" | "down" | "none">>;
  /** True while the server stops and wants no more requests. */
  isStopping(): boolean;
}

/** A Fastify plugin: `/healthz` says that the process runs, `/readyz` whether it can serve, and what is missing. */
export const healthRoutes: FastifyPluginAsync<Health> = async (app, { checkDatabase, dependencies, isStopping }) => {
  app.get("/healthz", async () => ({ status: "ok" }));
  app.get("/readyz", async (_request, reply) => {
    const isReachable = await checkDatabase();
    const status = isStopping() ? "stopping" : isReachable ? "ready" : "not ready";
    const body = { status, database: isReachable ? "up" : "down", ...dependencies() };
    return reply.code(status === "ready" ? 200 : 503).send(body);
  });
};
