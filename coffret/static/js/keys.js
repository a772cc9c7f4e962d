// Security keys: the browser speaks with the key, the form sends what it said. Options come from #key-options, or from
// the form's own address (signing in, where nobody is known yet).

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function decoded(options) {
  const made = { ...options, challenge: bytes(options.challenge) };
  if (made.user) made.user = { ...made.user, id: bytes(made.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (made[list]) made[list] = made[list].map((key) => ({ ...key, id: bytes(key.id) }));
  }
  return made;
}

function encoded(credential) {
  const { response } = credential;
  const parts = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = text(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: parts,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function options(form) {
  const written = document.getElementById("key-options");
  if (written) return JSON.parse(written.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new DOMException("no options", "NetworkError");
  return answer.json();
}

async function create(form) {
  const { publicKey } = (await options(form)).creation_options;
  const alone = form.elements.passwordless;
  const asked = decoded(publicKey);
  if (alone) {
    asked.authenticatorSelection = {
      ...asked.authenticatorSelection,
      residentKey: alone.checked ? "required" : "discouraged",
      requireResidentKey: alone.checked,
      ...(alone.checked ? { userVerification: "required" } : {}),
    };
  }
  return navigator.credentials.create({ publicKey: asked });
}

async function get(form) {
  const { publicKey } = (await options(form)).request_options;
  return navigator.credentials.get({ publicKey: decoded(publicKey) });
}

for (const form of document.querySelectorAll("form[data-key]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = form.querySelector("[role=alert]");
    said.hidden = true;
    try {
      const credential = await (form.dataset.key === "create" ? create(form) : get(form));
      form.elements.credential.value = JSON.stringify(encoded(credential));
      form.submit();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      said.hidden = false;
    }
  });
}
