const LAZY = 'var lazy = (load) => new Proxy({}, { get: (_, name) => load()[name] });';

/** The modules whose imports are lazy, with the imports that are. */
const MODULES = {
  'index.js': /^\.\//,
  'engine.js': /^\.\//,
  'stateful-store/engine.js': /^\.\/engines\//,
};

/**
 * Returns the JavaScript of a module of `lib/` in which imported modules load when one of their names is first used: a program that
 * makes web apps does not wait for databases. The getters of exports stay as they are, because Node.js finds the names for ES modules by
 * their form.
 *
 * @param module its path in `build/`
 */
function withLazyImports(module, text) {
  const imports = MODULES[module.replaceAll('\\', '/')];
  if (imports === undefined) return text;
  const lines = text.replace(/^(var|const) (\w+) = require\("(.+)"\);$/gm, (line, word, name, from) =>
    imports.test(from) ? `${word} ${name} = lazy(() => require("${from}"));` : line,
  );
  return lines.replace('"use strict";', `"use strict";\n${LAZY}`);
}

module.exports = { withLazyImports, LAZY_MODULES: Object.keys(MODULES) };
