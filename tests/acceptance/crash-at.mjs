// Loaded before the house (node --import): numbers every call that leaves a trace outside the process and kills the process at one of them.
// A point lies before a call is made and after it has had its effect, before the house hears of it. Counting begins at SIGUSR2 and goes up
// to CRASH_AT. Reads are no points: dying before a read is dying after the write before it. The queue's own calls are none either:
// it may lose everything.
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

const leavesTrace = /^\s*(?:insert|update|delete|begin|commit|with\s[\s\S]*\b(?:insert|update)\b)/i;
const { Client } = createRequire(import.meta.url)("pg");
const query = Client.prototype.query;

Client.prototype.query = function queryWithPoints(config, ...rest) {
  const text = typeof config === "string" ? config : config?.text;
  const isQueue = String(this.connectionParameters?.options ?? "").includes("bullmq");
  if (typeof text !== "string" || isQueue || !leavesTrace.test(text)) return query.call(this, config, ...rest);
  point();
  const last = rest.at(-1);
  if (typeof last === "function") {
    rest[rest.length - 1] = (...answer) => {
      point();
      last(...answer);
    };
    return query.call(this, config, ...rest);
  }
  return query.call(this, config, ...rest).finally(point);
};

const request = http.request;
http.request = function requestWithPoints(...args) {
  point();
  return request.apply(this, args).once("response", point);
};
