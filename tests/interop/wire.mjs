// What the programs here say: on the wire, and on standard output. Foreign software answers a refusal with a second
// knock in the other signature style and then reports the last answer only; the tests want each of them.
import diagnostics from "node:diagnostics_channel";

const open = [];
const systemFetch = globalThis.fetch;

// Fedify sends through fetch …
globalThis.fetch = async (resource, init) => {
  const response = await systemFetch(resource, init);
  const { method = "GET", headers } = resource instanceof Request ? resource : { ...init };
  record({
    method,
    url: resource.url ?? String(resource),
    style: styleOf(new Headers(headers)),
    status: response.status,
    code: await codeOf(response),
  });
  return response;
};

// … and activitypub.bot through node:http, where what an answer holds is the asker's alone to read.
diagnostics.subscribe("http.client.response.finish", ({ request, response }) =>
  record({
    method: request.method,
    url: `${request.protocol}//${request.getHeader("host")}${request.path}`,
    style: styleOf(new Headers(request.getHeaders())),
    status: response.statusCode,
  }));

/** One line of JSON on standard output. */
export const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");

/** Runs `action` and returns the exchanges made meanwhile, with what it returned or how it failed. */
export async function watch(action) {
  const exchanges = [];
  open.push(exchanges);
  try {
    return { ok: true, ...(await action()), exchanges };
  } catch (error) {
    return { ok: false, error: `${error.name}: ${error.message}`, exchanges };
  } finally {
    open.splice(open.indexOf(exchanges), 1);
  }
}

function record(exchange) {
  for (const list of open) list.push(exchange);
}

function styleOf(headers) {
  if (headers.has("signature-input")) return "rfc9421";
  return headers.has("signature") ? "cavage" : "none";
}

async function codeOf(response) {
  if (!response.headers.get("content-type")?.startsWith("application/problem+json")) return undefined;
  return (await response.clone().json()).code;
}
