// Keeps every body that reaches this program, whichever way: what comes to its server, and what its own requests are answered.
import { IncomingMessage } from "node:http";

const bodies = [];

const { push } = IncomingMessage.prototype;
IncomingMessage.prototype.push = function (chunk, encoding) {
  if (chunk !== null) bodies.push(Buffer.from(chunk).toString());
  return push.call(this, chunk, encoding);
};

const systemFetch = globalThis.fetch;
globalThis.fetch = async (resource, init) => {
  const response = await systemFetch(resource, init);
  bodies.push(await response.clone().text());
  return response;
};

/** Whether any of them holds this text. */
export const saw = (text) => bodies.some((body) => body.includes(text));
