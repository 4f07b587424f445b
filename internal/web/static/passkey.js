// Passkeys: each form with data-passkey asks the server for options, hands them
// to the browser, and sends what the authenticator answered as a form.
"use strict";

(() => {
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const decoded = (options) => {
    const o = options.publicKey;
    o.challenge = bytes(o.challenge);
    if (o.user) o.user.id = bytes(o.user.id);
    for (const list of [o.allowCredentials, o.excludeCredentials]) {
      for (const c of list || []) c.id = bytes(c.id);
    }
    return { publicKey: o };
  };

  const encoded = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  };

  const ask = async (form) => {
    const answer = await fetch(form.dataset.options, { method: "POST", credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error("The server gave no options.");
    const options = decoded(await answer.json());
    const how = form.dataset.passkey === "create" ? "create" : "get";
    form.elements.credential.value = encoded(await navigator.credentials[how](options));
    form.submit();
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    form.parentElement.querySelector("[data-without]").hidden = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const problem = form.querySelector("[data-problem]");
      problem.textContent = "";
      ask(form).catch((err) => {
        problem.textContent =
          err.name === "NotAllowedError" ? "It was cancelled, or took too long. Try again." :
          err.name === "InvalidStateError" ? "This device has a passkey for you already." :
          "That did not work. Load the page again, or use another way.";
      });
    });
  }
})();
