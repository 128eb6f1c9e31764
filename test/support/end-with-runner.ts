// A worker outlives a runner that was killed, and with it every server that its tests started in process.
function endWithRunner(): void {
  process.kill(process.pid, "SIGKILL");
}

// Several files run in one worker, and each evaluates this anew.
if (!process.listeners("disconnect").some(({ name }) => name === endWithRunner.name)) {
  process.once("disconnect", endWithRunner);
}
