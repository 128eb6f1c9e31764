# One instance of Lockstep, to be given DATABASE_URL and AUTH_SECRET (docs/configuration.md); the embedded PostgreSQL is
# left out.
# Migrations alone: node dist/server/src/main.js migrate
FROM node:24-slim AS base
WORKDIR /app
COPY package.json package-lock.json ./

FROM base AS build
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

# The embedded PostgreSQL is the optional dependency.
FROM base AS dependencies
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
COPY package.json ./
COPY prisma/migrations prisma/migrations
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
# The user `node`, by number: Kubernetes' runAsNonRoot cannot tell of a name that it is not root.
USER 1000:1000
EXPOSE 4000
# /healthz says that the process runs, also while it migrates or waits for its database. /readyz is for proxies.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/server/src/main.js"]
