// What was really said on the wire. Fedify answers a refusal with a second knock in the other
// signature style and then reports the last answer only; the tests want each of them.
const open = [];
const systemFetch = globalThis.fetch;

globalThis.fetch = async (resource, init) => {
  const response = await systemFetch(resource, init);
  const { method = "GET", headers } = resource instanceof Request ? resource : { ...init };
  const exchange = {
    method,
    url: resource.url ?? String(resource),
    style: styleOf(new Headers(headers)),
    status: response.status,
    code: await codeOf(response),
  };
  for (const list of open) list.push(exchange);
  return response;
};

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

function styleOf(headers) {
  if (headers.has("signature-input")) return "rfc9421";
  return headers.has("signature") ? "cavage" : "none";
}

async function codeOf(response) {
  if (!response.headers.get("content-type")?.startsWith("application/problem+json")) return undefined;
  return (await response.clone().json()).code;
}
