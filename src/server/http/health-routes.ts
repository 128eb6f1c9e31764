import type { FastifyPluginAsync } from "fastify";

export interface Health {
  /** Resolves with true when PostgreSQL answers. */
  checkDatabase(): Promise<boolean>;
  /** Soft dependencies; "none" where no variable names one. */
  dependencies(): Readonly<Record<"redis" | "mail" | "issuer", "up" | "down" | "none">>;
  /** True once the server stops: proxies must send nothing more. */
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
