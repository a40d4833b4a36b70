// Preloaded with --import where HTTP_PROXY is set: fetch then sends a plain http request to the proxy as it is, as node:http does
// with NODE_USE_ENV_PROXY, and opens no tunnel for it.
import { EnvHttpProxyAgent, setGlobalDispatcher } from "undici";

setGlobalDispatcher(new EnvHttpProxyAgent({ proxyTunnel: false }));
