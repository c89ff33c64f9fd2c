// Loaded before the house (node --import): numbers every call that leaves a trace outside the process and kills the process at one of them.
// A point lies where a call has had its effect and the house has not yet heard of it: dying before a call is dying after the one before it.
// Counting begins at SIGUSR2 and goes up to CRASH_AT. So reads are no points, nor is what a transaction writes before its COMMIT: the
// database takes it back. Nor are the queue's own calls, as it may lose everything, nor what the house notes of its channels by the clock.
import http from "node:http";
import { createRequire } from "node:module";

const crashAt = Number(process.env["CRASH_AT"] ?? 0);
let armed = false;
let reached = 0;

process.on("SIGUSR2", () => {
  armed = true;
});

function point() {
  if (!armed) return;
  reached += 1;
  if (reached === crashAt) process.kill(process.pid, "SIGKILL");
}

const begins = /^\s*(?:begin|start transaction)\b/i;
const takesBack = /^\s*rollback\s*;?\s*$/i;
const commits = /^\s*commit\b/i;
const writes = /^\s*(?:insert|update|delete)\b/i;
const mayWrite = /^\s*with\s[\s\S]*\b(?:insert|update|delete)\b/i;
const ofChannels = /\bchannel_(?:state|hour)\b/;
/** Of each connection in a transaction, whether it has written anything. */
const inTransaction = new WeakMap();
const { Client } = createRequire(import.meta.url)("pg");
const query = Client.prototype.query;

Client.prototype.query = function queryWithPoints(config, ...rest) {
  const text = typeof config === "string" ? config : config?.text;
  const isQueue = String(this.connectionParameters?.options ?? "").includes("bullmq");
  if (typeof text !== "string" || isQueue) return query.call(this, config, ...rest);
  const hadEffect = effectOf(this, text);
  const last = rest.at(-1);
  if (typeof last === "function") {
    rest[rest.length - 1] = (error, result) => {
      if (!error && hadEffect(result)) point();
      last(error, result);
    };
    return query.call(this, config, ...rest);
  }
  return query.call(this, config, ...rest).then((result) => {
    if (hadEffect(result)) point();
    return result;
  });
};

/** Says of a statement's result whether anything is other than before it. */
function effectOf(client, text) {
  if (begins.test(text)) inTransaction.set(client, false);
  const hasWritten = inTransaction.get(client);
  const isEnd = commits.test(text) || takesBack.test(text);
  if (isEnd) inTransaction.delete(client);
  if (commits.test(text)) return () => hasWritten === true;
  if (isEnd || ofChannels.test(text) || !(writes.test(text) || mayWrite.test(text))) return () => false;
  if (hasWritten === undefined) return ({ rowCount }) => rowCount > 0 || mayWrite.test(text);
  inTransaction.set(client, true);
  return () => false;
}

const request = http.request;
http.request = function requestWithPoints(...args) {
  return request.apply(this, args).once("response", point);
};
