// A client of its own: requests through node:https with an agent that takes its proxy from the environment, as servers
// written for Node do. Prints method, URL and status of each, and the code of what was answered in its place.
//   node agent.mjs GET https://…  POST https://…
import { Agent, request } from "node:https";
import { say } from "./wire.mjs";

const agent = new Agent({ keepAlive: true, proxyEnv: process.env });
const words = process.argv.slice(2);
for (let i = 0; i < words.length; i += 2) say({ event: "answered", ...(await ask(words[i], words[i + 1])) });
agent.destroy();

function ask(method, url) {
  return new Promise((resolve) => {
    const headers = { accept: "application/activity+json", signature: 'keyId="x"' };
    if (method === "POST") headers["content-type"] = "application/activity+json";
    const sent = request(url, { method, headers, agent }, async (response) => {
      const text = (await response.toArray()).join("");
      const isProblem = response.headers["content-type"] === "application/problem+json";
      resolve({ method, url, status: response.statusCode, code: isProblem ? JSON.parse(text).code : undefined });
    });
    sent.on("error", (error) => resolve({ method, url, status: 0, code: error.code }));
    sent.end(method === "POST" ? '{"type":"Create","actor":"https://social.example/users/alice","id":"https://social.example/a/1"}' : "");
  });
}
