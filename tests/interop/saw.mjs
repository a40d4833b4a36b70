// Keeps every body that reaches this program, whichever way: what comes to its server, and what its own requests are answered.
import { IncomingMessage } from "node:http";

const bodies = [];

const { emit } = IncomingMessage.prototype;
IncomingMessage.prototype.emit = function (event, ...values) {
  if (event === "data") bodies.push(String(values[0]));
  return emit.call(this, event, ...values);
};

const systemFetch = globalThis.fetch;
globalThis.fetch = async (resource, init) => {
  const response = await systemFetch(resource, init);
  bodies.push(await response.clone().text());
  return response;
};

/** Whether any of them holds this text. */
export const saw = (text) => bodies.some((body) => body.includes(text));
