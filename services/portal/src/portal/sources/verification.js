// A code behind # fills the form and sends it: it never stands in an address that a server sees.
"use strict";

const champ = document.getElementById("code");
if (champ && !champ.value && location.hash.length > 1) {
  let code = "";
  try {
    code = decodeURIComponent(location.hash.slice(1));
  } catch {
    code = "";
  }
  if (code && !document.getElementById(code)) {
    champ.value = code;
    history.replaceState(null, "", location.pathname);
    champ.form.requestSubmit();
  }
}
