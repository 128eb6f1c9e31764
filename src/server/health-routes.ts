import type { FastifyPluginAsync } from "fastify";

export interface Health {
  /** Whether PostgreSQL answers. */
  checkDatabase(): Promise<boolean>;
  /** "none" where the bus is in process. Redis being away does not stop the service. */
  redis(): "up" | "down" | "none";
}

/** A Fastify plugin: `/healthz` says that the process runs, `/readyz` whether it can serve, and what is missing. */
export const healthRoutes: FastifyPluginAsync<Health> = async (app, { checkDatabase, redis }) => {
  app.get("/healthz", async () => ({ status: "ok" }));
  app.get("/readyz", async (_request, reply) => {
    const isReady = await checkDatabase();
    const body = { status: isReady ? "ready" : "not ready", database: isReady ? "up" : "down", redis: redis() };
    return reply.code(isReady ? 200 : 503).send(body);
  });
};
