// Preloaded with --import before activitypub.bot, which is written against two packages that cannot be had here as it
// wants them.
import { createRequire } from "node:module";
import Loader from "activitystrea.ms/src/contextloader.js";
import Environment from "activitystrea.ms/src/environment.js";

// activitystrea.ms 4 is not in the registry. To version 3 this adds the two things that are called, lets contexts that
// were registered count wherever one is looked up, and gives a document's own context under the name it is asked for by:
// without it an actor's `publicKey` would be written out under its full name.
const loaderOf = Loader.prototype.makeDocLoader;
Loader.prototype.makeDocLoader = () => loaderOf.call(Loader.defaultInstance);
Object.defineProperty(Environment.prototype, "origContext", {
  get() {
    return this.originalContext;
  },
});
const { default: as2 } = await import("activitystrea.ms");
as2.registerContext = (url, context) => Loader.defaultInstance.register(url, context);
Object.defineProperty(as2.models.Base.prototype, "isActivity", {
  value() {
    return this.get("https://www.w3.org/ns/activitystreams#actor") !== undefined;
  },
});

// sqlite3 downloads a binary when it is installed. The one in its place carries its own, and is an ES module: Sequelize
// looks for what it exports by default where a CommonJS module would have it.
const require = createRequire(import.meta.url);
const { default: sqlite3 } = require("sqlite3");
require.cache[require.resolve("sqlite3")].exports = sqlite3;
