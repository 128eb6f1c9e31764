// A worker outlives a runner that was killed, and with it every server that its tests started in process.
process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
